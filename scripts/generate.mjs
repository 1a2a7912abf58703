/**
 * npm run generate [-- NAME …] [--accept]: every page in this repository that is made and not written. It compares each with
 * what it would be today; `--accept` takes the new instead. Without a name all of them. `npm run build` comes first.
 */
import { parseArgs } from 'node:util';

/**
 * What makes a page: gives the paths that are not current, having written them if that is accepted.
 * @typedef {(accept: boolean) => Promise<readonly string[]>} Maker
 */

/** @type {Readonly<Record<string, { readonly makes: string, readonly maker: () => Promise<{ readonly default: Maker }> }>>} */
const PAGES = {
  api: {
    makes: 'docs/api: the exported signatures; the difference is part of the commit',
    maker: () => import('./pages/api.mjs'),
  },
  'api-commands': {
    makes: 'docs/api-commands.md, from the table of commands of the API',
    maker: () => import('./pages/api-commands.mjs'),
  },
  codes: { makes: 'docs/codes.md, from the tables of codes', maker: () => import('./pages/codes.mjs') },
  commands: { makes: 'docs/commands.md, from the declared commands', maker: () => import('./pages/commands.mjs') },
  compatibility: {
    makes: 'docs/compatibility.md: what the programs of Debian 12 say, some minutes',
    maker: () => import('./pages/compatibility.mjs'),
  },
  golden: { makes: 'test/golden: the bytes of our images as text', maker: () => import('./pages/golden.mjs') },
  'guest-script': {
    makes: 'packages/core/src/guest-script/text.ts: the script for guests',
    maker: () => import('./pages/guest-script.mjs'),
  },
  inputs: {
    makes: 'packages/core/src/input/drive-input.ts: the types of the input, with their texts',
    maker: () => import('./pages/inputs.mjs'),
  },
  pictures: { makes: 'docs/pictures: what the commands print', maker: () => import('./pages/pictures.mjs') },
  schema: {
    makes: 'packages/core/schema: the JSON Schema of the input',
    maker: () => import('./pages/schema.mjs'),
  },
  transcript: { makes: 'the session in README.md, played', maker: () => import('./pages/transcript.mjs') },
};

const { values, positionals } = parsedArguments();
const names = positionals.length > 0 ? positionals : Object.keys(PAGES);
const failed = [];
for (const name of names) if (!(await isSettled(name))) failed.push(name);
if (failed.length > 0) {
  console.error(`if this change is meant: npm run generate -- ${failed.join(' ')} --accept`);
  process.exitCode = 1;
}

function parsedArguments() {
  try {
    const parsed = parseArgs({ allowPositionals: true, options: { accept: { type: 'boolean', default: false } } });
    const unknown = parsed.positionals.find((name) => !Object.hasOwn(PAGES, name));
    if (unknown !== undefined) throw new Error(`there is no page ${unknown}`);
    return parsed;
  } catch (error) {
    const lines = Object.entries(PAGES).map(([name, { makes }]) => `  ${name.padEnd(14)} ${makes}`);
    const problem = error instanceof Error ? error.message : String(error);
    console.error([problem, 'usage: npm run generate [-- NAME …] [--accept]', ...lines].join('\n'));
    process.exit(2);
  }
}

/** Whether the page was current, or is now. @param {string} name */
async function isSettled(name) {
  const maker = (await PAGES[name]?.maker())?.default;
  const changed = (await maker?.(values.accept)) ?? [];
  for (const path of changed) {
    if (values.accept) console.log(`${path} is new; read the difference: git diff ${path}`);
    else console.error(`${path} is not what would be made today`);
  }
  return values.accept || changed.length === 0;
}
