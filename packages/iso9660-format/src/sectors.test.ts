import { describe, expect, it } from 'vitest';
import { BLOCK_SIZE, blocksFor, byteOffsetOf, positionOfGroup, SECTION_BYTES, sectionLengths } from './sectors.ts';

describe('blocks', () => {
  it.each([
    [0, 0],
    [1, 1],
    [2047, 1],
    [2048, 1],
    [2049, 2],
    [2 ** 33, 2 ** 22],
  ])('%d bytes take %d blocks', (byteLength, blocks) => {
    expect(blocksFor(byteLength)).toBe(blocks);
  });

  it('begin where multiplication says, also above 2 ** 31', () => {
    expect(byteOffsetOf(0xffff_ffff)).toBe(8_796_093_020_160);
  });
});

describe('sections of a file (R54)', () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [SECTION_BYTES, [SECTION_BYTES]],
    [SECTION_BYTES + 1, [SECTION_BYTES, 1]],
    [2 * SECTION_BYTES, [SECTION_BYTES, SECTION_BYTES]],
    [3 * SECTION_BYTES + 5, [SECTION_BYTES, SECTION_BYTES, SECTION_BYTES, 5]],
  ])('%d bytes', (byteLength, lengths) => {
    expect([...sectionLengths(byteLength)]).toEqual(lengths);
  });

  it('are whole blocks below 2 ** 32', () => {
    expect(SECTION_BYTES % BLOCK_SIZE).toBe(0);
    expect(SECTION_BYTES).toBe(2 ** 32 - BLOCK_SIZE);
  });
});

describe('the cursor of directory records (R33, R57)', () => {
  it.each([
    ['fits into an empty sector', 0, 2048, 0],
    ['ends exactly at the end of a sector', 2000, 48, 2000],
    ['would cross by one byte', 2001, 48, 2048],
    ['would cross by two bytes', 2002, 48, 2048],
    ['starts exactly at the start of a sector', 2048, 34, 2048],
    ['has one byte of room and needs it', 2047, 1, 2047],
    ['has one byte of room and needs two', 2047, 2, 2048],
    ['fills the whole next sector', 1, 2048, 2048],
    ['in a later sector', 4096 + 2000, 100, 3 * 2048],
    ['is larger than a sector, so it is placed record by record', 100, 2049, 100],
    ['is empty', 2048, 0, 2048],
  ])('a group that %s', (_, at, byteLength, position) => {
    expect(positionOfGroup(at, byteLength)).toBe(position);
  });
});
