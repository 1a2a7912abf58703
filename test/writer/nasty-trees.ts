/**
 * Trees that a writer or a reader may stumble over, the same on every machine. Each says which rules its names bend, so
 * that a strict verifier's warnings are expected ones; large ones are for readers that take a tree in one go.
 */

import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
import { isLong } from '../support/long.ts';

export interface NastyTree {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly options?: Partial<ImageOptions>;
  /** Rules of which a strict verifier warns because of the names or targets, never because of the bytes. */
  readonly bends?: readonly string[];
  /** Too many entries for readers that start a process for each. */
  readonly isLarge?: true;
}

const CUT: Partial<ImageOptions> = { joliet: { overlong: 'cut', maximumUnits: 103 } };

/** A file whose content tells its own path, so that two files never look alike. */
const file = (path: string): Entry => ({ path, content: `content of ${path}` });
const files = (paths: Iterable<string>): readonly Entry[] => Array.from(paths, file);
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 0xff);
const numbered = (count: number, digits = 4): readonly string[] =>
  Array.from({ length: count }, (_, at) => String(at).padStart(digits, '0'));

/** One character of each width in UTF-8. */
const WIDTHS = ['a', 'é', '漢', '😀'] as const;

/** A name of exactly so many bytes, made of one character as far as it goes; different lengths give different names. */
function nameOf(byteLength: number, character: string): string {
  const width = Buffer.byteLength(character);
  return character.repeat(Math.floor(byteLength / width)) + 'x'.repeat(byteLength % width);
}

/** Where something changes: identifiers, records, NM entries, Joliet's limits, the limits of readers. */
const LENGTHS = [
  1, 2, 3, 4, 8, 9, 29, 30, 31, 32, 63, 64, 65, 103, 104, 112, 113, 114, 115, 116, 127, 128, 129, 180, 182, 183, 184,
  185, 186, 200, 246, 247, 248, 249, 250, 251, 252, 253,
];

const levels = (count: number, prefix = 'level'): string =>
  Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`).join('/');

const shared = bytes(3000);

const linkTargets: readonly string[] = [
  'file',
  '.',
  '..',
  '/',
  './file',
  '../..',
  '/absolute/path',
  '../dir/./file',
  'unicode/é/漢/😀',
  'with space/and  two',
  '.../....',
  'x'.repeat(247),
  'x'.repeat(248),
  'x'.repeat(249),
  'x'.repeat(255),
];

/** Targets that take several SL entries, each split inside a component. */
const longTargets: readonly string[] = [
  `/${'y'.repeat(200)}/${'z'.repeat(200)}`,
  Array.from({ length: 40 }, (_, at) => `component${at}`).join('/'),
  Array.from({ length: 250 }, (_, at) => String(100 + at)).join('/'),
];

/** Targets in which an SL entry must end with a whole component: there is nothing in it to split. */
const unsplittableTargets: readonly string[] = ['a/'.repeat(130).slice(0, -1), '../'.repeat(130).slice(0, -1)];

const links = (targets: readonly string[]): readonly Entry[] =>
  targets.map((target, at) => ({ path: `link${at}`, target }));

/** In the default options a record of such a name without a dot takes 166 bytes and "." and ".." of a directory 104 each. */
const PLAIN_EDGE_NAME = 'n'.repeat(27);

export const nastyTrees: readonly NastyTree[] = [
  { name: 'nothing at all', entries: [] },
  { name: 'one empty file', entries: [{ path: 'empty', content: '' }] },
  {
    name: 'empty files and directories',
    entries: [
      { path: 'directory' },
      { path: 'directory/below' },
      { path: 'empty', content: '' },
      { path: 'empty too', content: new Uint8Array(0) },
      { path: 'full/empty', content: '' },
      file('full/file'),
    ],
  },
  ...WIDTHS.map(
    (character, at): NastyTree => ({
      name: `names of 1 to 253 bytes in ${at + 1}-byte characters`,
      entries: files([...new Set(LENGTHS.filter((length) => length > at).map((length) => nameOf(length, character)))]),
      options: CUT,
      bends: ['R73'],
    }),
  ),
  {
    name: 'names of 254 and 255 bytes',
    entries: files(['p'.repeat(254), 'q'.repeat(255), `${'é'.repeat(127)}y`]),
    options: CUT,
    bends: ['R73', 'R107'],
  },
  {
    name: 'names that differ in case only',
    entries: files(['readme', 'README', 'Readme', 'dir/x', 'DIR/x', 'a.TXT', 'A.txt']),
    bends: ['R76', 'R110'],
  },
  {
    name: 'names that differ in normalisation only',
    entries: files(['\u00e9', 'e\u0301', '\u212b', '\u00c5', 'A\u030a', '\u1e9b\u0323', '\ufb01', 'fi']),
    bends: ['R76', 'R110'],
  },
  {
    name: 'dots',
    entries: files([
      '.hidden',
      '..twice',
      '...',
      'many.dots.in.it',
      'end.',
      'end..',
      'dir.ectory/x',
      'dir./y',
      '.a.b.',
    ]),
    bends: ['R77'],
  },
  {
    name: 'spaces',
    entries: files([' ', ' leading', 'trailing ', 'two  inside', '\u00a0no break', '\u3000ideographic']),
    bends: ['R77'],
  },
  {
    name: 'marks',
    entries: files(
      Array.from('!#$%&()+,-=@[]^_`{}~', (mark) => `mark${mark}b`).concat("it's", 'say "x"', '-rf', '~', '#'),
    ),
  },
  {
    name: 'marks that Joliet forbids',
    entries: files(Array.from('*:;?\\', (mark) => `mark${mark}b`).concat('mark_b', 'file;1', 'mark*b.txt')),
  },
  {
    name: 'control characters',
    entries: files(['line\nfeed', 'tab\there', 'escape\u001b[31m', 'delete\u007f', 'bell\u0007']),
  },
  {
    name: 'plain identifiers that collide',
    entries: files([
      'a-b',
      'a_b',
      'a+b',
      'A_B',
      'é.txt',
      '__.txt',
      'x.tar.gz',
      'x_tar.gz',
      `${'l'.repeat(40)}1`,
      `${'l'.repeat(40)}2`,
      `-.${'e'.repeat(29)}`,
      `_.${'e'.repeat(29)}`,
    ]),
    bends: ['R76', 'R110'],
  },
  { name: 'twelve levels', entries: files([`${levels(12)}/file`, `${levels(11)}/file`, 'top']) },
  { name: 'forty levels', entries: files([`${levels(40)}/file`, 'top']), bends: ['R81'] },
  {
    name: 'twelve levels, relocated',
    entries: files([
      `${levels(12)}/file`,
      `${levels(12)}/other`,
      `${levels(11)}/file`,
      `${levels(7)}/second8/file`,
      'top',
    ]),
    options: { strictDepth: true },
  },
  {
    name: 'forty levels, relocated',
    entries: files([`${levels(40)}/file`, 'top']),
    options: { strictDepth: true },
    bends: ['R81'],
  },
  {
    name: 'hard links and aliases',
    entries: [
      { path: 'one', content: shared },
      { path: 'dir/two', content: shared },
      { path: 'dir/deeper/three', content: shared },
      { path: 'alias', sameAs: 'one' },
      { path: 'zalias', sameAs: 'dir/two' },
      file('alone'),
    ],
  },
  { name: 'symbolic links of every form', entries: [...links(linkTargets), file('file')] },
  { name: 'symbolic links of several entries', entries: [...links(longTargets), file('file')] },
  {
    name: 'symbolic links that cannot be split well',
    entries: [...links(unsplittableTargets), file('file')],
    bends: ['R105'],
  },
  {
    name: 'symbolic links as long as most readers take',
    entries: [...links([`${'abc/'.repeat(255)}ab`, 'x'.repeat(1023)]), file('file')],
  },
  {
    name: 'symbolic links as long as Linux takes',
    entries: [...links([`${'abc/'.repeat(1023)}ab`, 'x'.repeat(4095)]), file('file')],
  },
  {
    name: 'devices, fifos and odd modes',
    entries: [
      { path: 'block', mode: 0o060640, device: { major: 8, minor: 1 } },
      { path: 'character', mode: 0o020620, device: { major: 5, minor: 255 } },
      { path: 'fifo', mode: 0o010644 },
      { path: 'socket', mode: 0o140755 },
      { path: 'setuid', content: 'x', mode: 0o4755, uid: 65_534, gid: 99_999 },
      { path: 'sticky', mode: 0o1777 },
      { path: 'nothing', content: 'y', mode: 0 },
    ],
  },
  {
    name: 'large device numbers',
    entries: [{ path: 'large', mode: 0o060600, device: { major: 259, minor: 65_536 } }, file('file')],
  },
  {
    name: 'contents around a block',
    entries: [0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 70_000].map((length) => ({
      path: `${length} bytes`,
      content: bytes(length),
    })),
  },
  {
    name: 'dates at the edges',
    entries: ['1900-01-01', '1969-12-31', '1970-01-01', '2000-02-29', '2037-12-31', '2155-12-31'].map((day) => ({
      path: day,
      content: day,
      modified: new Date(`${day}T23:59:58Z`),
    })),
    bends: ['R64'],
  },
  {
    // "." and ".." of the root and eleven such records fill a sector to the byte; the twelfth starts the next.
    name: 'records that end exactly on a sector boundary',
    entries: [11, 12, 23].flatMap((count) =>
      files(numbered(count, 2).map((number) => `d${count}/${PLAIN_EDGE_NAME}${number}`)),
    ),
  },
  {
    // Names of 245 bytes leave a record; ten of their areas fill a block.
    name: 'continuation areas',
    entries: [
      ...files(numbered(24, 2).map((number) => `${number}${'c'.repeat(243)}`)),
      ...numbered(4, 2).map((number) => ({
        path: `${number}${'l'.repeat(150)}`,
        target: `${'t'.repeat(120)}/`.repeat(8) + number,
      })),
    ],
    options: CUT,
    bends: ['R73'],
  },
  {
    name: 'chains of continuation areas',
    entries: [
      ...numbered(12, 2).map((number) => file(`${number}${'c'.repeat(240)}`)),
      ...numbered(6, 2).map((number) => ({
        path: `${number}${'l'.repeat(240)}`,
        target: `${'t'.repeat(120)}/`.repeat(15) + number,
      })),
    ],
    options: CUT,
    bends: ['R73'],
  },
  {
    name: 'a thousand files in one directory',
    entries: files(numbered(1000).map((number) => `crowd/file ${number} of a thousand.txt`)),
    isLarge: true,
  },
  {
    name: 'path tables over many sectors',
    entries: numbered(30, 2).flatMap((outer) =>
      numbered(30, 2).map((inner) => file(`directory ${outer}/${'long '.repeat(4)}${inner}/file`)),
    ),
    isLarge: true,
  },
  {
    name: 'a thousand names with one prefix',
    entries: files(numbered(1000).map((number) => `${'prefix '.repeat(10)}${number}.txt`)),
    options: CUT,
    bends: ['R73'],
    isLarge: true,
  },
  {
    name: 'interchange level 1',
    entries: files(['README', 'readme.text', 'a.b.c', 'sub.dir/lower case.jpeg', '.profile', 'ü']),
    options: { identifiers: 'level-1' },
  },
  {
    name: 'interchange level 2',
    entries: files(['README', 'a long name.that goes on', 'sub.dir/lower case.jpeg']),
    options: { identifiers: 'level-2' },
  },
  { name: 'no Joliet tree', entries: files(['a', 'b/c']), options: { joliet: false } },
  { name: 'no Rock Ridge', entries: files(['a', 'b/c.txt', 'b/Long Name']), options: { rockRidge: false } },
  { name: 'neither', entries: files(['a', 'b/c.txt']), options: { rockRidge: false, joliet: false } },
  {
    name: 'a system area and padding',
    entries: files(['a', 'b/c']),
    options: { systemArea: bytes(32_768), paddingBlocks: 150 },
    bends: ['R2'],
  },
];

/** Trees for the long form: what the others have, by the ten thousand. */
const hugeTrees: readonly NastyTree[] = [
  {
    name: '60,000 files in one directory',
    entries: files(numbered(60_000, 5).map((number) => `crowd/file ${number}`)),
    isLarge: true,
  },
  {
    name: '20,000 names with one prefix',
    entries: files(numbered(20_000, 5).map((number) => `${'prefix '.repeat(10)}${number}`)),
    options: CUT,
    bends: ['R73'],
    isLarge: true,
  },
  {
    name: '10,000 directories',
    entries: numbered(100, 2).flatMap((outer) => numbered(100, 2).map((inner) => file(`o${outer}/i${inner}/f`))),
    isLarge: true,
  },
];

/** The nasty trees of this run: in the long form the huge ones too. */
export const treesOfThisRun: readonly NastyTree[] = isLong ? [...nastyTrees, ...hugeTrees] : nastyTrees;
