import { InvalidImageError, InvalidInputError, type Issue } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { MemoryBytes, ReadyContent, RemoteBytes, RemoteContent } from './contents.ts';
import { type Extent, FoundRecord, type Obstacle } from './records.ts';

const MEBIBYTE = 1024 * 1024;
const BLOCKS = 2000;
/** Each byte tells its block. */
const image = Uint8Array.from({ length: BLOCKS * 2048 }, (_, index) => (index >> 11) & 0xff);

function recordOf(sections: readonly Extent[], obstacle?: Obstacle): FoundRecord {
  const [first] = sections;
  const byteLength = sections.reduce((total, section) => total + section.byteLength, 0);
  const record = new FoundRecord('file', 0, first?.block ?? 0, byteLength);
  // As the reader keeps them: only where there is something to say.
  if (sections.length > 1) record.rare = { sections: [...sections] };
  if (obstacle !== undefined) record.rare = { ...record.rare, obstacle };
  return record;
}

const three: readonly Extent[] = [
  { block: 10, byteLength: 2 },
  { block: 20, byteLength: 3 },
  { block: 30, byteLength: 1 },
];
const ofThree = [10, 10, 20, 20, 20, 30];

function issuesOf(action: () => unknown): readonly Issue[] {
  try {
    action();
  } catch (cause) {
    if (cause instanceof InvalidImageError || cause instanceof InvalidInputError) return cause.issues;
    throw cause;
  }
  return [];
}

async function collected(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

const repeated = (value: number, length: number): readonly number[] => Array.from({ length }, () => value);

const ready = (record: FoundRecord) => new ReadyContent(record, new MemoryBytes(image));

describe('a content in memory', () => {
  const ranges = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((offset) =>
    [0, 1, 2, 6, 9].map((length) => [offset, length] as const),
  );

  it.each(ranges)('from byte %d on gives %d bytes, or what is left', (offset, length) => {
    const target = new Uint8Array(length).fill(0xff);
    const filled = ready(recordOf(three)).fill(target, offset);
    const expected = ofThree.slice(offset, offset + length);
    expect(filled).toBe(expected.length);
    expect([...target]).toEqual([...expected, ...repeated(0xff, length - expected.length)]);
  });

  it.each(ranges)('of one section: from byte %d on gives %d bytes, or what is left', (offset, length) => {
    const target = new Uint8Array(length).fill(0xff);
    const expected = repeated(40, 6).slice(offset, offset + length);
    expect(ready(recordOf([{ block: 40, byteLength: 6 }])).fill(target, offset)).toBe(expected.length);
    expect([...target]).toEqual([...expected, ...repeated(0xff, length - expected.length)]);
  });

  it('comes in pieces of a mebibyte, which are copies', async () => {
    const record = recordOf([{ block: 100, byteLength: MEBIBYTE + 5 }]);
    const pieces = await collected(ready(record).open());
    expect(pieces.map(({ byteLength }) => byteLength)).toEqual([MEBIBYTE, 5]);
    expect(Buffer.concat(pieces).equals(image.subarray(100 * 2048, 100 * 2048 + MEBIBYTE + 5))).toBe(true);
    pieces[0]?.fill(0);
    expect(image[100 * 2048]).toBe(100);
    expect(await collected(ready(recordOf([{ block: 100, byteLength: MEBIBYTE }])).open())).toHaveLength(1);
    expect(await collected(ready(recordOf([{ block: 100, byteLength: 0 }])).open())).toHaveLength(0);
  });

  it('that cannot be had says so before anything is read', () => {
    const content = ready(recordOf([{ block: 10, byteLength: 4 }], 'other-volume'));
    const refused = [{ code: 'other-volume', block: 10, byte: 0, path: 'file' }];
    expect(issuesOf(() => content.fill(new Uint8Array(0), 0))).toMatchObject(refused);
    expect(issuesOf(() => content.open().next())).toMatchObject(refused);
  });
});

describe('a content far away', () => {
  const asked: (readonly [number, number])[] = [];
  const remote = () =>
    new RemoteBytes({
      byteLength: image.byteLength,
      read: async (offset, length) => {
        asked.push([offset, length]);
        return image.slice(offset, offset + length);
      },
    });

  it('is asked for section by section, a mebibyte at most', async () => {
    asked.length = 0;
    const sections = [
      { block: 100, byteLength: MEBIBYTE + 2048 },
      { block: 7, byteLength: 9 },
    ];
    const pieces = await collected(new RemoteContent(recordOf(sections), remote()).open());
    expect(asked).toEqual([
      [100 * 2048, MEBIBYTE],
      [100 * 2048 + MEBIBYTE, 2048],
      [7 * 2048, 9],
    ]);
    expect([...(pieces[2] ?? [])]).toEqual(repeated(7, 9));
  });

  it('that cannot be had says so before anything is read', async () => {
    asked.length = 0;
    const content = new RemoteContent(recordOf(three, 'extent-outside-image'), remote());
    await expect(collected(content.open())).rejects.toMatchObject({ code: 'extent-outside-image' });
    expect(asked).toEqual([]);
  });
});

describe('a source', () => {
  it('is closed once, and then gives nothing', async () => {
    let closed = 0;
    const bytes = new RemoteBytes({ byteLength: 10, read: () => new Uint8Array(10), close: () => void closed++ });
    expect(bytes.source.byteLength).toBe(10);
    await bytes.close();
    await bytes.close();
    expect(closed).toBe(1);
    expect(issuesOf(() => bytes.source)).toEqual([
      { code: 'image-closed', severity: 'error', place: ['image'], message: 'is closed: read before closing it' },
    ]);
  });

  it('need not be closable', async () => {
    const bytes = new RemoteBytes({ byteLength: 10, read: () => new Uint8Array(10) });
    await expect(bytes.close()).resolves.toBeUndefined();
  });

  it('that fills a target is ready: a part of the target is filled from its offset', () => {
    const read = () => new Uint8Array(0);
    const readInto = (target: Uint8Array, offset: number) => target.set(image.subarray(offset, offset + target.length));
    const bytes = new RemoteBytes({ byteLength: image.byteLength, read, readInto });
    expect([bytes.isReady, new RemoteBytes({ byteLength: 1, read }).isReady]).toEqual([true, false]);
    const target = new Uint8Array(5).fill(0xff);
    bytes.copy(target, 1, 8 * 2048, 3);
    expect([...target]).toEqual([0xff, 8, 8, 8, 0xff]);
  });
});
