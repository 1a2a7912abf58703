/** Whether each package, packed, is what Node, bundlers and TypeScript expect: publint and attw on the tarball. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packages, root } from './packages.mjs';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'configdrive-pack-'));
try {
  const complaints = (await Promise.all(packages().map(complaintsOn))).flat();
  for (const complaint of complaints) console.log(complaint);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** @param {import('./packages.mjs').Package} each @returns {Promise<readonly string[]>} */
async function complaintsOn({ name, folder, manifest }) {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: folder });
  const tarball = join(directory, JSON.parse(stdout)[0].filename);
  const { messages } = await publint({ pkgDir: folder, strict: true, pack: 'npm' });
  const shape = messages.map((message) => `${name}: ${formatMessage(message, manifest) ?? message.code}`);
  return [...shape, ...(await typesComplaints(name, tarball))];
}

/** @param {string} name @param {string} tarball */
async function typesComplaints(name, tarball) {
  const attw = join(root, 'node_modules/.bin/attw');
  try {
    await run(attw, [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './package.json', '--no-emoji']);
    return [];
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    return [`${name}: ${output.trim()}`];
  }
}
