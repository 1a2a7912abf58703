import { describe, expect, it } from 'vitest';
import { type DirectoryExtent, DirectoryQueue } from './directory-queue.ts';
import { Findings } from './findings.ts';

const BLOCK = 2048;
const LARGEST = 4 * BLOCK;

interface Setting {
  readonly blocks?: number;
  readonly readAhead?: { readonly rootBlock: number; readonly readAheadEnd: number };
}

function queueOf(directories: readonly DirectoryExtent[], { blocks = 10, readAhead }: Setting = {}) {
  const findings = new Findings(false);
  const queue = new DirectoryQueue<DirectoryExtent>(blocks * BLOCK, LARGEST, findings, readAhead);
  for (const directory of directories) queue.add(directory, { offset: 5, path: 'd' });
  return { queue, findings, codes: () => findings.issues.map(({ code }) => code) };
}

describe('a directory', () => {
  it.each([
    ['of one byte at the end', { block: 9, byteLength: BLOCK }],
    ['as large as is allowed', { block: 0, byteLength: LARGEST }],
    ['of a length that only its own record tells', { block: 9, byteLength: undefined }],
  ])('is taken: %s', (_, directory) => {
    const { queue, codes } = queueOf([directory]);
    expect(codes()).toEqual([]);
    expect(queue.hasVisited(directory.block)).toBe(true);
    expect([queue.next(), queue.next()]).toEqual([directory, undefined]);
  });

  it.each([
    ['of no length', { block: 3, byteLength: 0 }, 'directory-without-extent', 'block 3, 0 bytes'],
    ['over the end', { block: 9, byteLength: BLOCK + 1 }, 'extent-outside-image', 'block 9, 2049 bytes'],
    ['behind the end', { block: 10, byteLength: undefined }, 'extent-outside-image', 'block 10, unknown bytes'],
    ['that is too large', { block: 0, byteLength: LARGEST + 1 }, 'directory-too-large', 'block 0, 8193 bytes'],
  ])('is refused: %s', (_, directory, code, got) => {
    const { queue, findings } = queueOf([directory]);
    expect(findings.issues).toMatchObject([{ code, block: 0, byte: 5, path: 'd', got }]);
    expect(queue.hasVisited(directory.block)).toBe(false);
    expect(queue.next()).toBeUndefined();
  });

  it('is entered once', () => {
    const { queue, codes } = queueOf([
      { block: 3, byteLength: BLOCK },
      { block: 3, byteLength: undefined },
    ]);
    expect(codes()).toEqual(['directory-loop']);
    expect([queue.next()?.byteLength, queue.next()]).toEqual([BLOCK, undefined]);
  });
});

describe('all directories', () => {
  it('are together at most one block longer than the image: the root may be counted twice', () => {
    const four = Array.from({ length: 4 }, (_, block) => ({ block, byteLength: BLOCK }));
    const { queue, codes } = queueOf(four, { blocks: 4 });
    expect(queue.faultOfLength(BLOCK)).toBeUndefined();
    expect(queue.faultOfLength(1)).toBe('directory-overlap');
    expect(codes()).toEqual([]);
  });

  it('of which one is found to be too large do not count it', () => {
    const { queue } = queueOf([], { blocks: 1 });
    expect(queue.faultOfLength(LARGEST + 1)).toBe('directory-too-large');
    expect(queue.faultOfLength(2 * BLOCK)).toBeUndefined();
  });
});

describe('what is read at once', () => {
  const adjoining = [2, 3, 5].map((block) => ({ block, byteLength: BLOCK }));

  it('is the directory, and those to come that adjoin it', () => {
    const { queue } = queueOf(adjoining);
    queue.next();
    expect(queue.readAheadEnd(2 * BLOCK, 3 * BLOCK)).toBe(4 * BLOCK);
    queue.next();
    expect(queue.readAheadEnd(3 * BLOCK, 4 * BLOCK)).toBe(4 * BLOCK);
  });

  it('ends before a directory of unknown length', () => {
    const { queue } = queueOf([{ block: 3, byteLength: undefined }]);
    expect(queue.readAheadEnd(2 * BLOCK, 3 * BLOCK)).toBe(3 * BLOCK);
  });

  it.each([
    [1, 2],
    [2, 6],
    [5, 6],
    [6, 7],
  ])('from block %d on ends with block %d, where directories lie in blocks 2 to 5', (block, end) => {
    const { queue } = queueOf([], { readAhead: { rootBlock: 2, readAheadEnd: 6 * BLOCK } });
    expect(queue.readAheadEnd(block * BLOCK, (block + 1) * BLOCK)).toBe(end * BLOCK);
  });

  it('is at most 256 KiB, and never behind the image', () => {
    const { queue } = queueOf([], { blocks: 200 });
    expect(queue.readAheadEnd(10 * BLOCK, 190 * BLOCK)).toBe(10 * BLOCK + 256 * 1024);
    expect(queue.readAheadEnd(150 * BLOCK, 210 * BLOCK)).toBe(200 * BLOCK);
  });
});
