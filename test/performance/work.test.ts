/**
 * How much work an image is, counted and not timed: bytes that are copied, records that are encoded, contents that are
 * asked. A count that has to grow is raised here, in the commit that needs it, with a sentence that says why.
 */
import { buildConfigDrive, type DriveInput } from '@configdrive/core';
import { type ContentSource, directoryRecord, type Entry, pathTableRecordL, pathTableRecordM } from 'iso9660-format';
import { openImage } from 'iso9660-reader';
import { chunksOf, type ImageLayout, layOutImage, slicesOf, toBytes } from 'iso9660-writer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { plannedImageOf, recordsOf } from '../../packages/iso9660-writer/src/internal.ts';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { OPTIONS } from '../writer/images.ts';

afterEach(() => vi.restoreAllMocks());

const recordCountOf = (layout: ImageLayout): number =>
  plannedImageOf(layout).trees.reduce((sum, { directories }) => sum + directories.flatMap(recordsOf).length, 0);

const directoryCountOf = ({ trees }: ImageLayout): number =>
  trees.reduce((sum, { directories }) => sum + directories.blocks.length, 0);

/** Every way to the bytes of a layout; slices and chunks smaller than a directory among them. */
const ways: readonly [title: string, write: (layout: ImageLayout) => unknown][] = [
  ['one array', toBytes],
  ['slices of a mebibyte', (layout) => Array.from(slicesOf(layout, new Uint8Array(2 ** 20)), ({ length }) => length)],
  ['slices of 512 bytes', (layout) => Array.from(slicesOf(layout, new Uint8Array(512)), ({ length }) => length)],
  ['chunks of 1000 bytes', (layout) => drained(chunksOf(layout, { chunkByteLength: 1000 }))],
];

async function drained(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let byteLength = 0;
  for await (const chunk of chunks) byteLength += chunk.byteLength;
  return byteLength;
}

const manyFiles: readonly Entry[] = Array.from({ length: 900 }, (_, index) => ({
  path: `d${index % 30}/e${index % 7}/file-${index}.txt`,
  content: `${index}`,
}));

describe('records', () => {
  it('are not encoded by a layout', () => {
    const encoded = vi.spyOn(directoryRecord.put, 'recordLength');
    layOutImage(manyFiles, OPTIONS);
    expect(encoded).not.toHaveBeenCalled();
  });

  it.each(ways)('are encoded once each, in both trees and in both path tables: %s', async (_, write) => {
    const layout = layOutImage(manyFiles, OPTIONS);
    const encoded = vi.spyOn(directoryRecord.put, 'recordLength');
    const tables = [pathTableRecordL, pathTableRecordM].map(({ put }) => vi.spyOn(put, 'extentBlock'));
    await write(layout);
    expect(encoded).toHaveBeenCalledTimes(recordCountOf(layout));
    for (const table of tables) expect(table).toHaveBeenCalledTimes(directoryCountOf(layout));
  });
});

describe('contents', () => {
  /** Contents that note what they were asked for. */
  function watched(byteLengths: readonly number[]) {
    const asked: { file: number; offset: number; target: Uint8Array }[] = [];
    const entries = byteLengths.map((byteLength, file): Entry => {
      const fill: ContentSource['fill'] = (target, offset) => {
        asked.push({ file, offset, target });
        return target.length;
      };
      return { path: `${file}`, content: { byteLength, open: () => [], fill } };
    });
    return { asked, layout: layOutImage(entries, OPTIONS) };
  }

  it('are asked once each, for all they have, straight into the one array', () => {
    const { asked, layout } = watched([1, 2047, 2048, 2049, 500_000]);
    const image = toBytes(layout);
    expect(asked.map(({ offset, target }) => [offset, target.length])).toEqual(
      layout.files.byteLengths.map((byteLength) => [0, byteLength]),
    );
    expect(asked.every(({ target }) => target.buffer === image.buffer)).toBe(true);
  });

  it('are asked once for each slice they lie in, straight into the slice, for no byte twice', () => {
    const { asked, layout } = watched([1, 3000, 100_000, 7]);
    const buffer = new Uint8Array(16_384);
    const slices = Array.from(slicesOf(layout, buffer)).length;
    const bytes = asked.reduce((sum, { target }) => sum + target.length, 0);
    expect(bytes).toBe(layout.files.byteLengths.reduce((sum, byteLength) => sum + byteLength, 0));
    expect(asked.every(({ target }) => target.buffer === buffer.buffer)).toBe(true);
    expect(asked.length).toBeLessThan(layout.files.blocks.length + slices);
  });

  it('are asked once for each chunk they lie in, straight into the chunk', async () => {
    const { asked, layout } = watched([1, 3000, 100_000, 7]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of chunksOf(layout, { chunkByteLength: 16_384 })) chunks.push(chunk);
    const buffers = new Set(chunks.map(({ buffer }) => buffer));
    expect(buffers.size).toBe(chunks.length);
    expect(asked.every(({ target }) => buffers.has(target.buffer))).toBe(true);
    expect(asked.length).toBeLessThan(layout.files.blocks.length + chunks.length);
  });

  it('that come in pieces are copied once on their way into chunks', async () => {
    const piece = new Uint8Array(50_000).fill(1);
    const content: ContentSource = { byteLength: 4 * piece.length, open: () => [piece, piece, piece, piece] };
    const layout = layOutImage([{ path: 'pieces', content }], OPTIONS);
    const copied = copiedBytes();
    await drained(chunksOf(layout, { chunkByteLength: 16_384 }));
    expect(copied()).toBeLessThan(layout.byteLength + DESCRIPTOR_BYTES);
  });
});

/** Counts bytes that move from one array into another, from now on. */
function copiedBytes(): () => number {
  const set = vi.spyOn(Uint8Array.prototype, 'set').mockClear();
  return () => set.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
}

/** Two volume descriptors and the terminator start as templates. */
const DESCRIPTOR_BYTES = 3 * 2048;

describe('an image far away', () => {
  const drive = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP }).layout;
  const oneFile = layOutImage([{ path: 'FILE', content: 'secret' }], OPTIONS);
  const plain = layOutImage([{ path: 'FILE', content: 'secret' }], { ...OPTIONS, joliet: false, rockRidge: false });

  it.each([
    ['a config drive', drive],
    ['one file', oneFile],
    ['one file in the plain tree', plain],
  ])(
    'is opened and listed with two reads, and nothing of its contents, however near they lie: %s',
    async (_, layout) => {
      const bytes = toBytes(layout);
      const asked: (readonly [first: number, end: number])[] = [];
      const read = (offset: number, length: number): Uint8Array => {
        asked.push([offset, offset + length]);
        return bytes.slice(offset, offset + length);
      };
      const image = await openImage({ byteLength: bytes.byteLength, read });
      const first = Math.min(...layout.files.blocks.map((block) => block * 2048));
      expect((await image.entries()).length).toBeGreaterThan(0);
      expect(asked).toHaveLength(2);
      expect(asked.filter(([, end]) => end > first)).toEqual([]);
    },
  );
});

describe('a config drive', () => {
  function copiedBytesOf(input: DriveInput): number {
    const copied = copiedBytes();
    buildConfigDrive(input, { timestamp: TIMESTAMP });
    return copied();
  }

  it('copies little more than its user data and two templates', () => {
    const { layout } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP });
    const contents = layout.files.byteLengths.reduce((sum, byteLength) => sum + byteLength, 0);
    const attributes = 100 * recordCountOf(layout);
    const copied = copiedBytesOf(SAMPLE);
    expect(copied).toBeGreaterThan(DESCRIPTOR_BYTES);
    expect(copied).toBeLessThan(contents + DESCRIPTOR_BYTES + attributes);
  });

  it('with more user data copies that once', () => {
    const sized = (byteLength: number): DriveInput => ({
      ...SAMPLE,
      vmData: [['userdata', 'user_data', Buffer.alloc(byteLength, '#').toString('base64')]],
    });
    expect(copiedBytesOf(sized(17_000)) - copiedBytesOf(sized(1000))).toBe(16_000);
  });
});
