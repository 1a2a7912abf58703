/** docs/codes.md: every code that an issue can have, from the tables in the sources of the packages. */
import { sourceOf } from '../sources.mjs';
import { changedPages } from './compared.mjs';

/** @typedef {import('../../packages/issues/src/codes.ts').CodeMeaning} CodeMeaning */

/** @type {readonly { readonly title: string, readonly module: string, readonly table: string }[]} */
const TABLES = [
  { title: 'iso9660-writer', module: 'iso9660-writer/src/codes.ts', table: 'writerCodes' },
  { title: 'iso9660-reader', module: 'iso9660-reader/src/codes.ts', table: 'imageCodes' },
  { title: '@configdrive/core', module: 'core/src/codes.ts', table: 'coreCodes' },
  { title: '@configdrive/guests', module: 'guests/src/codes.ts', table: 'guestCodes' },
  { title: '@configdrive/files', module: 'files/src/codes.ts', table: 'filesCodes' },
  { title: '@configdrive/store', module: 'store/src/codes.ts', table: 'storeCodes' },
  { title: '@configdrive/fleet', module: 'fleet/src/codes.ts', table: 'fleetCodes' },
  { title: 'The command', module: 'cli/src/framework/codes.ts', table: 'commandCodes' },
];

const INTRODUCTION = `<!-- Made by npm run generate -- codes --accept, from the tables in the code. -->

# Codes

Each problem is an issue with a code, a severity, a place and a sentence; [errors](../README.md#errors) carry all issues of
one input. Codes are API: one may come with any release, none is renamed. Where a severity is given it is that of the worst
case. Rules are numbered as in \`test/spec-coverage.json\`.
`;

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  const text = [INTRODUCTION, ...(await Promise.all(TABLES.map(sectionOf)))].join('\n');
  return changedPages({ 'docs/codes.md': text }, accept);
};

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
