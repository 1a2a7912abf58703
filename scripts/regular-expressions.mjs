/**
 * No regular expression of the packages takes more than linear time: neither by going back (`a*a*b`) nor by beginning anew at
 * every character of a run (`a+$`). scslre looks at each literal; what is put together from texts is looked at by a sample,
 * which the table below names with the text of its making.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import scslre from 'scslre';
import { parseSync } from 'vite';
import { packages, root } from './packages.mjs';

/**
 * Literals that may be more than linear: why the text they are used on is short. By file and source.
 * @type {Readonly<Record<string, string>>}
 */
const BOUNDED = {};

/**
 * What is made while the program runs: an expression as it comes out, or why there is nothing to look at.
 * @type {Readonly<Record<string, RegExp | string>>}
 */
const MADE = {
  'packages/core/src/encoding/yaml-edit.ts: new RegExp(String.raw`^(?:#|[ \\t]|\\r?$|(?:[A-Za-z_][\\w-]*|${quoted})[ \\t]*:(?:[ \\t\\r]|$))`)':
    /^(?:#|[ \t]|\r?$|(?:[A-Za-z_][\w-]*|"[^"\\]*(?:\\.[^"\\]*)*")[ \t]*:(?:[ \t\r]|$))/,
  "packages/core/src/encoding/yaml-edit.ts: new RegExp(`^(?:${spellings.join('|')})[ \\\\t]*:(?=[ \\\\t\\\\r\\\\n]|$)(.*)$`, 'gm')":
    /^(?:key|"key")[ \t]*:(?=[ \t\r\n]|$)(.*)$/gm,
  "packages/core/src/encoding/yaml-edit.ts: new RegExp( String.raw`^[ \\t]+(?:[\\w./+][^#\"']*|(?:${quoted}|'(?:[^']|'')*'|\\[(?:${quoted}(?:, ?${quoted})*)?\\])[ \\t]*)$`, )":
    /^[ \t]+(?:[\w./+][^#"']*|(?:"[^"\\]*(?:\\.[^"\\]*)*"|'(?:[^']|'')*'|\[(?:"[^"\\]*(?:\\.[^"\\]*)*"(?:, ?"[^"\\]*(?:\\.[^"\\]*)*")*)?\])[ \t]*)$/,
  'packages/files/src/lock/own-names.ts: new RegExp(`^\\\\.configdrive-(?:[0-9a-f]{32}-)?[0-9a-f]{32}-(${PROCESS_PATTERN})\\\\.(?:draft|claim)$`)':
    'a name of a file, which has at most 255 bytes',
  "packages/guests/src/user-data/first-line.ts: new RegExp(`^(?:${keys.join('|')})[ \\\\t]*:|^---`)":
    /^(?:users|user)[ \t]*:|^---/,
  'packages/guests/src/user-data/mime.ts: new RegExp(`(?:^|\\\\r\\\\n|\\\\r|\\\\n)--${escaped}(--)?[ \\\\t]*(?=\\\\r|\\\\n|$)`)':
    /(?:^|\r\n|\r|\n)--boundary(--)?[ \t]*(?=\r|\n|$)/,
  "packages/iso9660-writer/src/joliet-names.ts: new RegExp(jolietForbidden.source, 'g')":
    'a literal of iso9660-format, which is looked at there',
};

/** @typedef {{ readonly place: string, readonly key: string, readonly expression: RegExp | undefined }} Found */

/** @param {string} path @returns {readonly Found[]} */
function expressionsIn(path) {
  const text = readFileSync(resolve(root, path), 'utf8');
  /** @type {Found[]} */
  const found = [];
  visit(parseSync(path, text).program, (node) => {
    const expression = expressionOf(node);
    if (expression === undefined && !isMade(node)) return;
    const place = `${path}:${text.slice(0, node.start).split('\n').length}`;
    const source = text.slice(node.start, node.end).replace(/\s+/g, ' ');
    found.push({ place, key: `${path}: ${source}`, expression });
  });
  return found;
}

/** @typedef {{ type: string, start: number, end: number, [key: string]: unknown }} Node */

/** @param {unknown} node @param {(node: Node) => void} look */
function visit(node, look) {
  if (Array.isArray(node)) for (const each of node) visit(each, look);
  if (typeof node !== 'object' || node === null || !('type' in node)) return;
  look(/** @type {Node} */ (node));
  for (const child of Object.values(node)) visit(child, look);
}

/** @param {Node} node */
function expressionOf({ type, regex }) {
  if (type !== 'Literal' || typeof regex !== 'object' || regex === null) return undefined;
  const { pattern, flags } = /** @type {{ pattern: string, flags: string }} */ (regex);
  return new RegExp(pattern, flags);
}

/** @param {Node} node */
const isMade = ({ type, callee }) =>
  (type === 'NewExpression' || type === 'CallExpression') &&
  /** @type {{ name?: string }} */ (callee).name === 'RegExp';

/** @param {Found} found @returns {readonly string[]} */
function problemsOf({ place, key, expression }) {
  if (key in BOUNDED) return [];
  if (expression !== undefined) return complaintsOf(place, expression);
  const made = MADE[key];
  if (made === undefined) return [`${place}: what is made here is not in the table MADE: ${JSON.stringify(key)}`];
  return typeof made === 'string' ? [] : complaintsOf(place, made);
}

/** @param {string} place @param {RegExp} expression @returns {readonly string[]} */
function complaintsOf(place, { source, flags }) {
  const { reports } = scslre.analyse({ source, flags }, { reportTypes: { Move: true, Self: true, Trade: true } });
  return reports.map(({ type, exponential, character }) => {
    const growth = exponential ? 'exponential' : 'square';
    return `${place}: /${source}/${flags} takes ${growth} time (${type}) on runs of /${character.literal.source}/`;
  });
}

/** Files may be named, for the test of this script. */
const named = process.argv.slice(2);

/** @param {string} folder */
const sourcesOf = (folder) =>
  readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => relative(root, join(folder, 'src', name)));

const paths = named.length > 0 ? named : packages().flatMap(({ folder }) => sourcesOf(folder));
const found = paths.flatMap(expressionsIn);
const gone =
  named.length > 0
    ? []
    : [...Object.keys(BOUNDED), ...Object.keys(MADE)].filter((key) => !found.some((one) => one.key === key));
const problems = [...found.flatMap(problemsOf), ...gone.map((key) => `in the tables, but nowhere else: ${key}`)];
for (const problem of problems) console.log(problem);
if (problems.length === 0) console.log(`${found.length} regular expressions take linear time`);
process.exitCode = problems.length === 0 ? 0 : 1;
