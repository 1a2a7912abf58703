/** Mutants of extents, sections and dates (R53–R64). */
import { BLOCK_SIZE, directoryRecord, fileFlags, posixAttributes } from 'iso9660-format';
import { blockOf } from './directories.ts';
import type { Editor } from './editor.ts';
import type { Mutant } from './mutant.ts';

const { put, get } = directoryRecord;

/** Makes two neighbouring files, of which the second lies right behind the first, one file of two sections. */
function join(image: Editor, first = 'beta.bin', second = 'betb.bin'): readonly [number, number] {
  const [a, b] = [image.record(first), image.record(second)];
  const length = image.bytes[a + 32]!;
  image.bytes.copyWithin(image.identifier(b), image.identifier(a), image.identifier(a) + length);
  put.flags(image.bytes, a, fileFlags.moreSections);
  return [a, b];
}

/** The first two neighbours that lie in two sectors. */
function acrossSectors(image: Editor): readonly [string, string] {
  const records = image.records('', 'plain');
  const index = records.findIndex(({ at }, position) => {
    const before = records[position - 1];
    return before !== undefined && Math.floor(before.at / BLOCK_SIZE) !== Math.floor(at / BLOCK_SIZE);
  });
  const bare = (position: number): string => records[position]!.identifier.replace(/\.?;1$/, '');
  return [bare(index - 1), bare(index)];
}

export const FILE_MUTANTS: readonly Mutant[] = [
  {
    rule: 'R53',
    what: 'a file outside the image',
    edit: (image) => put.extentBlock(image.bytes, image.record('beta.bin'), 5000),
  },
  {
    rule: 'R53',
    what: 'something behind the end of a file',
    edit: (image) => image.set(blockOf(image, 'betb.bin') * BLOCK_SIZE + 2000, 1),
  },
  {
    rule: 'R54',
    what: 'a first section of no whole blocks',
    edit: (image) => put.dataByteLength(image.bytes, join(image)[0], 4000),
  },
  {
    rule: 'R54',
    what: 'a section that never comes',
    edit: (image) => put.flags(image.bytes, image.record('beta.bin'), fileFlags.moreSections),
  },
  { rule: 'R55', what: 'sections of two dates', edit: (image) => image.set(join(image)[1] + 18, 100) },
  {
    rule: 'R56',
    what: 'sections apart',
    edit: (image) => put.extentBlock(image.bytes, join(image)[1], blockOf(image, 'other/three.txt')),
  },
  {
    rule: 'R57',
    what: 'sections in two sectors',
    base: 'many',
    edit: (image) => void join(image, ...acrossSectors(image)),
  },
  {
    rule: 'R58',
    what: 'an empty file in block 0',
    edit: (image) => put.extentBlock(image.bytes, image.record('empty'), 0),
  },
  {
    rule: 'R58',
    what: 'an empty file in a directory',
    edit: (image) => put.extentBlock(image.bytes, image.record('empty'), blockOf(image, 'dir')),
  },
  {
    rule: 'R59',
    what: 'two files on one extent, without serial numbers',
    edit: (image) => {
      const [a, b] = [image.record('beta.bin'), image.record('betb.bin')];
      put.extentBlock(image.bytes, b, get.extentBlock(image.bytes, a));
      put.dataByteLength(image.bytes, b, get.dataByteLength(image.bytes, a));
      posixAttributes.put.serialNumber(image.bytes, image.use(b, 'PX'), 0);
    },
  },
  {
    rule: 'R60',
    what: 'a file before all directories',
    edit: (image) => put.extentBlock(image.bytes, image.record('alpha.txt'), 18),
  },
  { rule: 'R60', what: 'a child before its parent', edit: swapDirectories },
  { rule: 'R61', what: 'month 13', edit: (image) => image.set(image.record('beta.bin') + 19, 13) },
  { rule: 'R62', what: 'an offset of one hour', edit: (image) => image.set(image.record('beta.bin') + 24, 4) },
  { rule: 'R64', what: 'the year 2040', edit: (image) => image.set(image.record('beta.bin') + 18, 140) },
];

/** Puts `dir/sub` where `dir` is and the other way round. */
function swapDirectories(image: Editor): void {
  const [parent, child] = [image.record('dir'), image.record('dir/sub')];
  const [a, b] = [get.extentBlock(image.bytes, parent), get.extentBlock(image.bytes, child)];
  put.extentBlock(image.bytes, child, a);
  const block = image.bytes.slice(a * BLOCK_SIZE, (a + 1) * BLOCK_SIZE);
  image.bytes.copyWithin(a * BLOCK_SIZE, b * BLOCK_SIZE, (b + 1) * BLOCK_SIZE);
  image.bytes.set(block, b * BLOCK_SIZE);
  put.extentBlock(image.bytes, parent, b);
}
