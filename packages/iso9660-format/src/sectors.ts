/**
 * Sectors, blocks and how records fall into them (ECMA-119 6.1.2, 6.2.2, 6.8.1.1; rules R1, R2, R33, R54).
 */

/** R1: logical sector and logical block are both 2048 bytes here. */
export const BLOCK_SIZE = 2048;

/** R2: blocks 0–15 are the system area. */
export const SYSTEM_AREA_BLOCKS = 16;

/** R54: what one file section holds at most: below 2 ** 32 and a whole number of blocks. */
export const SECTION_BYTES = 0xffff_f800;

export const blocksFor = (byteLength: number): number => Math.ceil(byteLength / BLOCK_SIZE);
export const byteOffsetOf = (block: number): number => block * BLOCK_SIZE;

/** Byte lengths of the sections of a file: all but the last are full. An empty file has one empty section. */
export function* sectionLengths(byteLength: number): Generator<number> {
  let rest = byteLength;
  for (; rest > SECTION_BYTES; rest -= SECTION_BYTES) yield SECTION_BYTES;
  yield rest;
}

/**
 * Where a group of records goes that must not cross a sector (ECMA-119 6.8.1.1). `at` is the end of what is there
 * already; the answer is `at`, or the start of the next sector. Measuring and encoding both ask here.
 *
 * A group is one record, or all the records of one file with several sections: GRUB loses a file whose records are
 * split (R57). A group larger than a sector cannot be kept together; its records are placed one by one.
 */
export function positionOfGroup(at: number, groupByteLength: number): number {
  const room = BLOCK_SIZE - (at % BLOCK_SIZE);
  return groupByteLength <= room || groupByteLength > BLOCK_SIZE ? at : at + room;
}
