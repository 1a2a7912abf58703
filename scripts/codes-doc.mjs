/**
 * docs/codes.md: every code that an issue can have, from the tables in the sources of the packages. Without an argument:
 * whether the page is current; `--accept` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';
import { sourceOf } from './sources.mjs';

/** @typedef {{ readonly severity?: string, readonly rule?: string, readonly meaning: string }} Row */

/** @type {readonly { readonly title: string, readonly module: string, readonly table: string }[]} */
const TABLES = [
  { title: 'iso9660-writer', module: 'iso9660-writer/src/codes.ts', table: 'writerIssueCodes' },
  { title: 'iso9660-reader', module: 'iso9660-reader/src/codes.ts', table: 'imageCodes' },
  { title: '@configdrive/core', module: 'core/src/codes.ts', table: 'coreCodes' },
  { title: '@configdrive/storage', module: 'storage/src/codes.ts', table: 'storageIssueCodes' },
  { title: 'The command', module: 'cli/src/frame/codes.ts', table: 'commandIssueCodes' },
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
  /** @type {Readonly<Record<string, Readonly<Record<string, string | readonly [string, string] | Row>>>>} */
  const exported = await sourceOf(module);
  const rows = Object.entries(exported[table] ?? {}).map(([code, meaning]) => lineOf(code, rowOf(meaning)));
  return [`## ${title}`, '', '| code | severity | rule | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** The packages weigh their codes differently. @param {string | readonly [string, string] | Row} meaning @returns {Row} */
function rowOf(meaning) {
  if (typeof meaning === 'string') return { meaning };
  return 'meaning' in meaning ? meaning : { severity: meaning[0], meaning: meaning[1] };
}

/** @param {string} code @param {Row} row */
function lineOf(code, { severity = '', rule = '', meaning }) {
  const text = meaning.replaceAll('|', '\\|').replaceAll(/<(?=\w)/g, '\\<');
  return `| \`${code}\` | ${severity} | ${rule} | ${text} |`;
}
