/**
 * packages/core/src/guest-script/text.ts: the script for guests as a text of the library. Comments stay in its source: each drive
 * that carries it would carry them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages.mjs';
import { changedPages } from './compared.mjs';

const SOURCE = 'packages/core/guest-script/configdrive-guest.sh';
const FILE = 'packages/core/src/guest-script/text.ts';

const INTRODUCTION = `/** Made by npm run generate -- guest-script --accept, from ${SOURCE}. */\n`;

/** Lines that say which script it is. */
const KEPT = /^#!|^# configdrive guest script/;

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  const source = readFileSync(join(root, SOURCE), 'utf8');
  const version = /^# configdrive guest script, version (\d+)$/m.exec(source)?.[1];
  if (version === undefined || !source.includes(`\nVERSION=${version}\n`))
    throw new Error(`${SOURCE} has two versions`);
  const lines = source.split('\n').filter((line) => KEPT.test(line) || !/^\s*(?:#.*)?$/.test(line));
  const text = lines.map((line) => line.trimStart()).join('\n');
  const declarations = [
    `export const GUEST_SCRIPT_VERSION = ${version};`,
    `export const GUEST_SCRIPT =\n  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of sh\n  ${quoted(`${text}\n`)};`,
  ];
  return changedPages({ [FILE]: `${INTRODUCTION}${declarations.join('\n')}\n` }, accept);
};

/** In the quotes that the formatter would choose. @param {string} text */
function quoted(text) {
  const double = JSON.stringify(text);
  const isRatherSingle = text.split('"').length > text.split("'").length;
  if (!isRatherSingle) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
