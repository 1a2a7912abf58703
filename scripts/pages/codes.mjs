/** docs/codes.md: every code that an issue can have, from the tables in the sources of the packages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages.mjs';
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
  { title: '@configdrive/metadata-server', module: 'metadata-server/src/codes.ts', table: 'serverCodes' },
  { title: '@configdrive/jobs', module: 'jobs/src/codes.ts', table: 'jobsCodes' },
  { title: '@configdrive/fleet', module: 'fleet/src/codes.ts', table: 'fleetCodes' },
  { title: 'The command', module: 'cli/src/framework/codes.ts', table: 'commandCodes' },
];

const INTRODUCTION = `<!-- Made by npm run generate -- codes --accept, from the tables in the code. -->

# Codes

Each problem is an issue with a code, a severity, a place and a sentence; [errors](../README.md#errors) carry all issues of
one input. Codes are API: one may come with any release, none is renamed. Where a severity is given it is that of the worst
case; "error, or allowed": \`allow\` of the library and \`--allow\` of the command let it through. Rules are numbered as in
\`test/spec-coverage.json\`. \`configdrive codes CODE\` tells the same on the terminal.
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
  const comments = commentsIn(readFileSync(join(root, 'packages', module), 'utf8'));
  /** @type {{ readonly adviceOf: (code: string) => string | undefined }} */
  const { adviceOf } = await sourceOf('cli/src/advice/advice.ts');
  const rows = Object.entries(exported[table] ?? {}).map(([code, of]) =>
    lineOf(code, { ...of, meaning: of.meaning || meaningIn(comments, code) }, adviceOf(code)),
  );
  const head = ['| code | severity | rule | meaning | what to do |', '|---|---|---|---|---|'];
  return [`## ${title}`, '', ...head, ...rows, ''].join('\n');
}

/** The doc comment above each code of a table. @param {string} source */
const commentsIn = (source) =>
  new Map(Array.from(source.matchAll(/\/\*\* (.*) \*\/\n\s*'([a-z0-9-]+)':/g), ([, text, code]) => [code, text]));

/** @param {ReadonlyMap<string | undefined, string | undefined>} comments @param {string} code */
function meaningIn(comments, code) {
  const meaning = comments.get(code);
  if (meaning === undefined) throw new Error(`the code ${code} has neither a meaning nor a doc comment`);
  return meaning;
}

/** @param {string} code @param {CodeMeaning} of @param {string | undefined} advice */
function lineOf(code, { severity, rule = '', isAllowable, meaning }, advice) {
  if (advice === undefined) throw new Error(`the code ${code} has no advice: packages/cli/src/advice`);
  const [text, what] = [meaning, advice].map((words) => words.replaceAll('|', '\\|').replaceAll(/<(?=\w)/g, '\\<'));
  return `| \`${code}\` | ${severity}${isAllowable ? ', or allowed' : ''} | ${rule} | ${text} | ${what} |`;
}
