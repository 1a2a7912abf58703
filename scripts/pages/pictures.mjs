/** docs/pictures: what the built commands print in a terminal. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../packages.mjs';
import { changedPages } from './compared.mjs';

const COMMAND = join(root, 'packages/cli/bin/configdrive.js');
const EXAMPLE = join(root, 'examples/linux-dual-stack.json');
const DRIVE = 'i-2-10-VM.iso';

const PICTURES = {
  'inspect.svg': `inspect ${DRIVE}`,
  'explain.svg': `explain ${DRIVE}`,
};

const COLUMNS = 100;
const CHARACTER_WIDTH = 8.43;
const LINE_HEIGHT = 19;
const MARGIN = 16;

/** What a terminal makes of SGR parameters, as attributes of a text. */
const ATTRIBUTES = new Map([
  ['1', 'font-weight="bold"'],
  ['2', 'fill-opacity="0.6"'],
  ['31', 'fill="#f47067"'],
  ['32', 'fill="#8ddb8c"'],
  ['33', 'fill="#f0c060"'],
  ['36', 'fill="#76d5e0"'],
  ['90', 'fill="#8b949e"'],
]);
const ENDINGS = new Set(['22', '39']);

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  const directory = mkdtempSync(join(tmpdir(), 'configdrive-pictures-'));
  try {
    outputOf(['build', EXAMPLE, '-o', DRIVE], directory);
    const pictures = Object.entries(PICTURES).map(([name, line]) => [
      `docs/pictures/${name}`,
      pictureOf(`$ configdrive ${line}\n${outputOf(line.split(' '), directory)}`.trimEnd().split('\n')),
    ]);
    return changedPages(Object.fromEntries(pictures), accept);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** @param {string[]} words @param {string} directory */
function outputOf(words, directory) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
    cwd: directory,
    encoding: 'utf8',
    env: { SOURCE_DATE_EPOCH: '1768467600', COLUMNS: String(COLUMNS), FORCE_COLOR: '1', LC_ALL: 'C.UTF-8' },
  });
  // 1: a reader refuses the drive, which is worth a picture.
  if (status !== 0 && status !== 1) throw new Error(`configdrive ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** @param {string[]} lines */
function pictureOf(lines) {
  const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  const [width, height] = [Math.ceil(columns * CHARACTER_WIDTH) + 2 * MARGIN, lines.length * LINE_HEIGHT + 2 * MARGIN];
  const texts = lines.map(
    (line, index) => `<text x="${MARGIN}" y="${MARGIN + (index + 0.75) * LINE_HEIGHT}">${spansOf(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" fill="#d5dbe2">',
    ...texts,
    '</g>\n</svg>\n',
  ].join('\n');
}

/** A line of a terminal as spans, each with what is switched on there. @param {string} line */
function spansOf(line) {
  let attribute = '';
  const parts = line.split(/\x1b\[(\d+)m/);
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return spanOf(part, attribute);
      if (!ATTRIBUTES.has(part) && !ENDINGS.has(part)) throw new Error(`no picture of SGR ${part}`);
      attribute = ATTRIBUTES.get(part) ?? '';
      return '';
    })
    .join('');
}

/** Spaces that stay: SVG makes one of many. @param {string} text @param {string} attribute */
function spanOf(text, attribute) {
  const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll(' ', '\u00a0');
  return attribute === '' || text === '' ? escaped : `<tspan ${attribute}>${escaped}</tspan>`;
}
