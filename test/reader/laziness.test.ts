/** Listing reads directories and nothing else, however large the image: every read is counted. */
import { openImage } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';

const timestamp = new Date('2026-03-01T12:34:56Z');
const FILES = 5000;

/** Directories of a few hundred files, in two levels; every file has a block of its own. */
const entries = Array.from({ length: FILES }, (_, index) => ({
  path: `d${index % 4}/e${index % 20}/file-${index}`,
  content: Uint8Array.of(1, 2, index & 0xff),
}));
const bytes = toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp }));

interface Range {
  readonly offset: number;
  readonly length: number;
}

function countedSource() {
  const ranges: Range[] = [];
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    ranges.push({ offset, length });
    return bytes.slice(offset, offset + length);
  };
  return { ranges, source: { byteLength: bytes.byteLength, read } };
}

const total = (ranges: readonly Range[]): number => ranges.reduce((sum, { length }) => sum + length, 0);

describe('listing from far away', () => {
  it.each(['rockRidge', 'joliet', 'plain'] as const)('the %s tree reads its directories once', async (namespace) => {
    const { ranges, source } = countedSource();
    const image = await openImage(source);
    const records = await image.records({ namespace });
    const files = records.filter(({ kind }) => kind === 'file');
    const directoryBytes = records.reduce(
      (sum, record) => sum + (record.kind === 'directory' ? record.byteLength : 0),
      0,
    );
    expect(files).toHaveLength(FILES);
    const firstFile = Math.min(...files.map(({ block }) => block)) * 2048;
    expect(ranges.filter(({ offset, length }) => offset + length > firstFile)).toEqual([]);
    // The descriptors, the beginning of the default tree, and each directory once with what lies between.
    expect(total(ranges)).toBeLessThan(directoryBytes * 1.1 + 512 * 1024);
    expect(ranges.length).toBeLessThan(4 + Math.ceil(directoryBytes / (128 * 1024)) + 24);
  });

  it('a second time reads nothing, and a file reads that file alone', async () => {
    const { ranges, source } = countedSource();
    const image = await openImage(source);
    await image.entries();
    ranges.length = 0;
    await image.entries();
    await image.records();
    expect(await image.entry('d1/e1/file-1')).toBeDefined();
    expect(ranges).toEqual([]);
    expect([...(await image.read('d1/e1/file-1'))]).toEqual([1, 2, 1]);
    expect(ranges.map(({ length }) => length)).toEqual([3]);
  });
});
