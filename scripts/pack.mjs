/**
 * npm run pack [-- FOLDER]: the tarballs that would be published, packed twice and compared: what is published can be made
 * again by anyone. With a folder they stay there. Prints one line of JSON per package: name, file, sha512.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packages, root } from './packages.mjs';

const folder = process.argv[2] === undefined ? undefined : resolve(process.argv[2]);
const draft = mkdtempSync(join(tmpdir(), 'configdrive-pack-'));
try {
  const [first, second] = ['first', 'second'].map((name) => packedInto(join(draft, name)));
  const differing = (first ?? []).filter(({ sha512 }, position) => sha512 !== second?.[position]?.sha512);
  for (const { name } of differing) console.error(`${name}: two packings of the same files differ`);
  process.exitCode = differing.length > 0 ? 1 : 0;
  for (const { name, file, sha512 } of first ?? []) {
    if (folder !== undefined) copyFileSync(join(draft, 'first', file), join(folder, file));
    console.log(JSON.stringify({ name, file, sha512 }));
  }
} finally {
  rmSync(draft, { recursive: true, force: true });
}

/** @param {string} destination */
function packedInto(destination) {
  for (const each of [destination, ...(folder === undefined ? [] : [folder])]) mkdirSync(each, { recursive: true });
  const names = packages().flatMap(({ name }) => ['--workspace', name]);
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination, ...names], {
    cwd: root,
    encoding: 'utf8',
  });
  /** @type {readonly { name: string, filename: string }[]} */
  const packed = JSON.parse(output);
  return packed.map(({ name, filename }) => ({
    name,
    file: filename,
    sha512: createHash('sha512')
      .update(readFileSync(join(destination, filename)))
      .digest('hex'),
  }));
}
