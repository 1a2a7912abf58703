/** Families 14–20: circles, depth, width, records that do not hold together, `.` and `..`. */
import { directoryRecord, type Entry, utf8Bytes } from 'iso9660-format';
import type { Editor } from '../../reader/mutants/editor.ts';
import { baseImage } from '../../reader/mutants/mutant.ts';
import { BLOCK, blockOf, build, cases, edited, type HostileCase } from '../hostile-case.ts';

const { put, get } = directoryRecord;
const ROOT = 16 * BLOCK + 156;
const leadTo = (image: Editor, path: string, block: number): void =>
  put.extentBlock(image.bytes, image.record(path), block);
const named = (index: number): string => `d${String(index).padStart(2, '0')}`;

/** In each directory one that is the next directory, in the last one the first. */
function ring(length: number): Uint8Array {
  const entries = Array.from({ length }, (_, index): Entry => ({ path: `${named(index)}/inner` }));
  return edited(build(entries), (image) => {
    const blocks = entries.map((_, index) => blockOf(image, named(index)));
    for (let index = 0; index < length; index++) leadTo(image, `${named(index)}/inner`, blocks[(index + 1) % length]!);
  });
}

/** Thirty directories with two names each for the next: 2^30 paths, and no circle. */
function lattice(): Uint8Array {
  const entries = Array.from({ length: 30 }, (_, index) =>
    ['a', 'b'].map((name): Entry => ({ path: `${named(index)}/${name}` })),
  );
  return edited(build(entries.flat()), (image) => {
    const blocks = entries.map((_, index) => blockOf(image, named(index)));
    for (let index = 0; index < 29; index++) {
      for (const name of ['a', 'b']) leadTo(image, `${named(index)}/${name}`, blocks[index + 1]!);
    }
  });
}

const LOOPS: readonly HostileCase[] = [
  ...cases(
    14,
    { reader: ['directory-loop'], verify: 'error' },
    {
      'a directory that is the root': (image) => leadTo(image, 'dir', get.extentBlock(image.bytes, ROOT)),
      'a directory in itself': (image) => leadTo(image, 'dir/sub', blockOf(image, 'dir')),
    },
  ),
  { family: 14, name: 'a pair', image: () => ring(2), reader: ['directory-loop'], verify: 'error' },
  { family: 14, name: 'a ring of 19', image: () => ring(19), reader: ['directory-loop'], verify: 'error' },
  { family: 15, name: '2^30 paths without a circle', image: lattice, reader: ['directory-loop'], verify: 'error' },
];

/** A chain of directories, all of one name. */
const deep = (levels: number): Uint8Array => build([{ path: Array.from({ length: levels }, () => 'd').join('/') }]);

const DEPTHS: readonly HostileCase[] = [
  { family: 16, name: '12 levels', image: () => deep(12), reader: 'read', verify: 'ignore' },
  { family: 16, name: '64 levels', image: () => deep(64), reader: 'read', verify: 'ignore' },
  { family: 16, name: '65 levels', image: () => deep(65), reader: ['too-deep'], verify: 'error' },
  { family: 16, name: '300 levels', image: () => deep(300), reader: ['too-deep'], verify: 'error' },
];

const WIDE = 60_000;

/** A directory of zeros, as long as the limit of most readers. */
function zeros(): Uint8Array {
  const byteLength = 16 * 1024 * 1024;
  const bytes = build([{ path: 'dir' }, { path: 'file', content: new Uint8Array(byteLength) }]);
  return edited(bytes, (image) => {
    leadTo(image, 'dir', blockOf(image, 'file'));
    put.dataByteLength(image.bytes, image.record('dir'), byteLength);
  });
}

const WIDTHS: readonly HostileCase[] = [
  {
    family: 17,
    name: '60,000 files in one directory',
    image: () => build(Array.from({ length: WIDE }, (_, index) => ({ path: `dir/f${index}`, content: '' }))),
    reader: 'read',
    verify: 'ignore',
  },
  {
    family: 17,
    name: '20,000 directories in one directory',
    image: () => build(Array.from({ length: 20_000 }, (_, index) => ({ path: `dir/d${index}` }))),
    reader: 'read',
    verify: 'ignore',
  },
  { family: 17, name: '16 MiB of zeros as a directory', image: zeros, reader: 'read', verify: 'any' },
];

const last = (image: Editor): number => image.last('dir');

const RECORDS: readonly HostileCase[] = [
  ...[1, 5, 20, 32, 33].flatMap((length) =>
    cases(
      18,
      { reader: ['record-invalid'], verify: 'error' },
      {
        [`a record of ${length} bytes`]: (image) => image.set(last(image), length),
      },
    ),
  ),
  ...cases(
    18,
    { reader: ['record-invalid'], verify: 'error' },
    {
      'a record past its sector': (image) => image.set(image.last('manyd'), 255),
      'a name of no bytes': (image) => image.set(image.record('manyd/f00') + 32, 0),
      'a name past its record': (image) => image.set(image.record('manyd/f00') + 32, 250),
    },
    crowded,
  ),
  ...cases(
    19,
    { reader: 'read', verify: 'any' },
    {
      'records behind a gap': (image) => image.set(image.record('dir/hard.txt'), 0),
    },
  ),
];

/** A directory whose records fill their sector nearly to the end. */
function crowded(): Uint8Array {
  const name = (index: number): string => `manyd/f${String(index).padStart(2, '0')}`;
  return build(
    Array.from({ length: 15 }, (_, index): Entry => ({ path: name(index), content: utf8Bytes(`${index}`) })),
  );
}

const DOTS: readonly HostileCase[] = [
  ...cases(
    20,
    { reader: 'read', extraction: 'name-unsafe', verify: 'flag' },
    {
      'a file instead of the own record': (image) => {
        image.set(image.identifier(image.dot('dir', 0)), 7);
        put.flags(image.bytes, image.dot('dir', 0), 0);
      },
    },
  ),
  ...cases(
    20,
    { reader: 'read', verify: 'flag' },
    {
      'an own record of elsewhere': (image) => put.extentBlock(image.bytes, image.dot('dir', 0), 20),
      'a parent elsewhere': (image) => put.extentBlock(image.bytes, image.dot('dir/sub', 1), 20),
      'a third record of the directory itself': (image) => image.set(image.record('dir/alias.txt') + 32, 1, 0),
    },
  ),
  ...cases(
    20,
    { reader: ['directory-loop'], verify: 'error' },
    {
      'an own record that is a directory of another name': (image) =>
        image.set(image.identifier(image.dot('dir', 0)), 7),
    },
  ),
  ...cases(
    20,
    { reader: ['directory-invalid'], verify: 'error' },
    {
      'no own record in the root': (image) => image.set(image.identifier(image.dot('', 0)), 7),
    },
  ),
  {
    family: 20,
    name: 'every .. of Joliet is the directory itself, as xorriso writes it',
    image: () => edited(baseImage('sample'), jolietParentsToSelf),
    reader: 'read',
    hasSamePaths: true,
    verify: 'ignore',
  },
];

function jolietParentsToSelf(image: Editor): void {
  for (const path of ['dir', 'dir/sub', 'other']) {
    const [self, parent] = image.records(path, 'joliet');
    put.extentBlock(image.bytes, parent!.at, get.extentBlock(image.bytes, self!.at));
  }
}

export const DIRECTORY_FAMILIES: readonly HostileCase[] = [...LOOPS, ...DEPTHS, ...WIDTHS, ...RECORDS, ...DOTS];
