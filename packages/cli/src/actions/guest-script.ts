/** `configdrive guest-script`: what a template needs so that resets arrive without cloud-init. */
import { join } from 'node:path';
import { guestScriptFiles, guestScript as script } from '@configdrive/core';
import { makeDirectories, writeImageFile } from '@configdrive/files';
import { printable } from '@configdrive/issues';
import type { guestScript as words } from '../commands/guest-script.ts';
import type { ActionOf } from '../framework/action.ts';
import { refusal } from '../framework/codes.ts';
import { printFacts, printJson } from '../framework/output.ts';

export const guestScript: ActionOf<typeof words> = async (_, { output, force = false, json }, { signal }) => {
  if (output === undefined) throw refusal('output-missing', ['--output'], 'say where the files go: -o directory');
  const files = guestScriptFiles.map((file) => ({ ...file, written: join(output, file.name) }));
  for (const { written, text, mode } of files) {
    await makeDirectories(written, true);
    await writeImageFile(written, Buffer.from(text), { ifAbsent: !force, mode, signal });
  }
  if (json) {
    const facts = files.map(({ written, path, mode }) => ({ file: written, path, mode }));
    return printJson('configdrive.guest-script/1', { version: script.version, files: facts });
  }
  const lines = files.map(({ written, path, mode }) => `${printable(written)}: ${path}, mode ${mode.toString(8)}`);
  await printFacts([`guest script, version ${script.version}; in the template`, ...lines].join('\n'));
};
