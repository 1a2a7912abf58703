/** The script that checks the arrows finds what it is there to find. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../support/run.ts';
import { withTemporaryDirectory } from '../support/temporary.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** What the script says of a workspace with these files and the manifests of this one. */
const complaintsOn = (files: Readonly<Record<string, string>>): string =>
  withTemporaryDirectory((root) => {
    for (const folder of readdirSync(join(CHECKOUT, 'packages'))) {
      cpSync(join(CHECKOUT, 'packages', folder, 'package.json'), join(root, 'packages', folder, 'package.json'));
    }
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { status, stderr } = run(process.execPath, [join(CHECKOUT, 'scripts/check-arrows.mjs'), root]);
    expect(status).toBe(stderr === '' ? 0 : 1);
    return stderr;
  });

const sourceOf = (folder: string, text: string, name = 'a.ts'): string =>
  complaintsOn({ [`packages/${folder}/src/${name}`]: text });

describe('check-arrows', () => {
  it.each([
    ['an arrow', 'core', "import { layOutImage } from 'iso9660-writer';"],
    ['an arrow to issues, over three steps', 'guests', "import { printable } from '@configdrive/issues';"],
    ['an arrow over two steps', 'cli', "export { openImage } from 'iso9660-reader';"],
    ['Node in an impure package', 'files', "import { open } from 'node:fs/promises'; process.exitCode = 1;"],
    [
      'words that only look impure',
      'core',
      "/* Buffer, process */ export const a = { process: 'Date.now()' }.process;",
    ],
    ['a date made from an argument', 'core', 'export const at = (ms: number) => new Date(ms);'],
  ])('lets %s pass', (_, folder, text) => {
    expect(sourceOf(folder, text)).toBe('');
  });

  it('lets tests of a pure package use Node, vitest and the foreign readers', () => {
    const text = "import 'node:fs'; import 'vitest'; import '../../../test/support/foreign.ts';";
    expect(sourceOf('core', text, 'a.test.ts')).toBe('');
  });

  it.each([
    ['writer → reader', 'iso9660-writer', "import { openImage } from 'iso9660-reader';", 'no arrow leads'],
    ['core → files, re-exported', 'core', "export * from '@configdrive/files';", 'no arrow leads'],
    ['core → files, dynamic', 'core', "export const a = import('@configdrive/files');", 'no arrow leads'],
    ['format → writer by path', 'iso9660-format', "import '../../iso9660-writer/src/tree.ts';", 'leaves the package'],
    ['store → files', 'store', "import { directoryBackend } from '@configdrive/files';", 'no arrow leads'],
    ['Node in the store', 'store', "import { lstatSync } from 'node:fs';", 'is pure'],
    ['Node in a pure package', 'core', "import type { Stats } from 'node:fs';", 'is pure'],
    ['fs-extra in a pure package', 'core', "import fs from 'fs-extra';", 'not in the dependencies'],
    ['an undeclared library', 'files', "import x from 'left-pad';", 'not in the dependencies'],
    ['an import without .ts', 'core', "import { a } from './a';", 'lacks its .ts'],
    ['Buffer', 'core', "export const a = Buffer.from('');", 'Buffer does not exist'],
    ['Buffer as a type', 'core', 'export type A = Buffer;', 'Buffer does not exist'],
    ['the global object', 'iso9660-format', 'export const a = globalThis;', 'globalThis does not exist'],
    ['process', 'iso9660-reader', 'export const a = process.env;', 'process does not exist'],
    ['the clock', 'core', 'export const a = Date.now();', 'is the clock'],
    ['the clock in a constructor', 'core', 'export const a = new Date();', 'is the clock'],
    ['chance', 'core', 'export const a = Math.random();', 'is chance'],
  ])('refuses %s', (_, folder, text, complaint) => {
    expect(sourceOf(folder, text)).toContain(complaint);
  });

  const FLOORS = { 'packages/core/src/machine/data.ts': 'export const a = 1;' };

  it('lets a file import from a floor below', () => {
    const files = { ...FLOORS, 'packages/core/src/formats/nocloud.ts': "export { a } from '../machine/data.ts';" };
    expect(complaintsOn(files)).toBe('');
  });

  it.each([
    ['a floor above, for a value', 'encoding/md5.ts', "export { a } from '../machine/data.ts';"],
    ['a floor above, for a type', 'codes.ts', "import type { A } from './machine/data.ts';"],
    ['a file on no floor', 'changes/change.ts', "import '../left-over.ts';"],
  ])('refuses %s', (_, file, text) => {
    expect(complaintsOn({ ...FLOORS, [`packages/core/src/${file}`]: text })).toContain('is on a floor above');
  });

  it('refuses a circle of values, and lets one of types pass', () => {
    const circle = (type: string) => ({
      'packages/cli/src/a.ts': "export { b } from './b.ts';",
      'packages/cli/src/b.ts': "export { c } from './c.ts';",
      'packages/cli/src/c.ts': `import ${type}{ a } from './a.ts';`,
    });
    expect(complaintsOn(circle(''))).toContain(
      'packages/cli/src/a.ts → packages/cli/src/b.ts → packages/cli/src/c.ts → packages/cli/src/a.ts: a circle',
    );
    expect(complaintsOn(circle('type '))).toBe('');
  });

  it('refuses an arrow in a manifest', () => {
    const path = 'packages/iso9660-format/package.json';
    const manifest = JSON.parse(readFileSync(join(CHECKOUT, path), 'utf8')) as object;
    const text = JSON.stringify({ ...manifest, dependencies: { 'iso9660-writer': '0.1.0' } });
    expect(complaintsOn({ [path]: text })).toContain('must not depend on iso9660-writer');
  });
});
