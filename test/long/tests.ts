/** The tests that have a long form: those that get `isLong` from anywhere. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const SWITCH = 'test/support/long.ts';
const IMPORTED = /\bfrom '(\.[^']*)'|\bimport '(\.[^']*)'/g;

/** Paths in the checkout, in order. */
export const longTests = (): readonly string[] =>
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name}`)
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules/') && closureOf(path).has(SWITCH))
    .sort();

/** Tells two forms of a test apart by itself and all that it has in test/; what it tests may change without it. */
export function hashOf(path: string): string {
  const hash = createHash('sha256');
  for (const file of [...closureOf(path)].sort())
    if (file.startsWith('test/')) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** A file and what it imports by a path, directly or not. */
function closureOf(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path) || !existsSync(join(root, path))) return seen;
  seen.add(path);
  for (const imported of importsOf(path)) closureOf(imported, seen);
  return seen;
}

const importsOf = (path: string): readonly string[] =>
  Array.from(readFileSync(join(root, path), 'utf8').matchAll(IMPORTED), ([, from, bare]) =>
    join(dirname(path), from ?? bare ?? ''),
  );
