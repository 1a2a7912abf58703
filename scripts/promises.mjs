/**
 * Each promise of docs/security.md names the tests that hold it, as `path` "title", and each of them is there: a promise that
 * nobody tests is a wish.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

const PAGE = 'docs/security.md';
const page = readFileSync(join(root, PAGE), 'utf8');
const section = page.slice(page.indexOf('\n## Promised\n'), page.indexOf('\n## Not promised'));
const promises = section.split(/^- /m).slice(1);

/** A test as a promise names it. */
const NAMED = /`([^`]+\.test\.ts)`\s+"([^"]+)"/g;

const problems = promises.flatMap((promise) => {
  const flat = promise.replace(/\s+/g, ' ');
  const named = [...flat.matchAll(NAMED)];
  if (named.length === 0) return [`no test is named by: ${flat.slice(0, 80)}`];
  return named.flatMap(([, path = '', title = '']) => problemsOf(path, title));
});
if (promises.length === 0) problems.push('there is no promise');

for (const problem of problems) console.error(`${PAGE}: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** @param {string} path @param {string} title @returns {readonly string[]} */
function problemsOf(path, title) {
  if (!existsSync(join(root, path))) return [`there is no ${path}`];
  return readFileSync(join(root, path), 'utf8').includes(title) ? [] : [`${path} has no test "${title}"`];
}
