/** Whether each package, packed, is what Node, bundlers and TypeScript expect: publint and attw on the tarball; its licence, and that it may be published. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  return [...shape, ...publishingComplaints(name, folder, manifest), ...(await typesComplaints(name, tarball))];
}

/** npm packs the licence that lies in the folder of a package. @param {string} name @param {string} folder @param {import('./packages.mjs').Manifest} manifest */
function publishingComplaints(name, folder, manifest) {
  const licence = join(folder, 'LICENSE');
  const isLicensed = existsSync(licence) && readFileSync(licence).equals(readFileSync(join(root, 'LICENSE')));
  return [
    ...(isLicensed ? [] : [`${name}: its LICENSE is not that of the workspace`]),
    ...(manifest.private === true ? [`${name}: it is private, so that nobody can depend on it`] : []),
  ];
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
