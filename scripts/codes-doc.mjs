/**
 * docs/codes.md: every code that an issue can have, from the tables in the sources of the packages. Without an argument:
 * whether the page is current; `--accept` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';
import { sourceOf } from './sources.mjs';

/** @typedef {import('../packages/issues/src/codes.ts').CodeMeaning} CodeMeaning */

/** @type {readonly { readonly title: string, readonly module: string, readonly table: string }[]} */
const TABLES = [
  { title: 'iso9660-writer', module: 'iso9660-writer/src/codes.ts', table: 'writerCodes' },
  { title: 'iso9660-reader', module: 'iso9660-reader/src/codes.ts', table: 'imageCodes' },
  { title: '@configdrive/core', module: 'core/src/codes.ts', table: 'coreCodes' },
  { title: '@configdrive/files', module: 'files/src/codes.ts', table: 'filesCodes' },
  { title: '@configdrive/store', module: 'store/src/codes.ts', table: 'storeCodes' },
  { title: '@configdrive/fleet', module: 'fleet/src/codes.ts', table: 'fleetCodes' },
  { title: 'The command', module: 'cli/src/framework/codes.ts', table: 'commandCodes' },
];

const INTRODUCTION = `<!-- Written by scripts/codes-doc.mjs from the tables in the code. -->

# Codes

Each problem is an issue with a code, a severity, a place and a sentence; [errors](../README.md#errors) carry all issues of
one input. Codes are API: one may come with any release, none is renamed. Where a severity is given it is that of the worst
case. Rules are numbered as in \`test/spec-coverage.json\`.
`;

const path = join(root, 'docs/codes.md');
const text = [INTRODUCTION, ...(await Promise.all(TABLES.map(sectionOf)))].join('\n');

if (process.argv.includes('--accept')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  console.log('docs/codes.md is not what the tables of codes say');
  process.exitCode = 1;
}

/** @param {(typeof TABLES)[number]} each */
async function sectionOf({ title, module, table }) {
  /** @type {Readonly<Record<string, Readonly<Record<string, CodeMeaning>>>>} */
  const exported = await sourceOf(module);
  const rows = Object.entries(exported[table] ?? {}).map(([code, meaning]) => lineOf(code, meaning));
  return [`## ${title}`, '', '| code | severity | rule | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** @param {string} code @param {CodeMeaning} of */
function lineOf(code, { severity, rule = '', meaning }) {
  const text = meaning.replaceAll('|', '\\|').replaceAll(/<(?=\w)/g, '\\<');
  return `| \`${code}\` | ${severity} | ${rule} | ${text} |`;
}
