/** One image, however its bytes are asked for; and what happens when contents or consumers misbehave. */
import fc from 'fast-check';
import type { ContentSource, Entry } from 'iso9660-format';
import { chunksOf, collect, isSynchronous, layOutImage, slicesOf, toBytes, toStream } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { imageOf, OPTIONS, sha256 } from './images.ts';

const pattern = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 0xff);

/** Bytes that come in pieces of one size, each piece a new array. */
const inPieces = (bytes: Uint8Array, pieceLength: number): ContentSource => ({
  byteLength: bytes.length,
  async *open() {
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.slice(at, at + pieceLength);
  },
});

const filling = (bytes: Uint8Array, most: number): ContentSource => ({
  byteLength: bytes.length,
  open: () => [bytes],
  fill(target, offset) {
    const part = bytes.subarray(offset, offset + Math.min(most, target.length));
    target.set(part);
    return part.length;
  },
});

const synchronous: readonly Entry[] = [
  { path: 'bytes', content: pattern(5000) },
  { path: 'text', content: 'é漢😀'.repeat(700) },
  { path: 'filled', content: filling(pattern(4097), 1000) },
  { path: 'one block', content: pattern(2048) },
  { path: 'empty', content: '' },
  { path: 'dir/deeper/link', target: '/x'.repeat(400) },
  ...Array.from({ length: 60 }, (_, index) => ({ path: `many/file ${index}`, content: `${index}` })),
];
const any: readonly Entry[] = [
  ...synchronous,
  { path: 'pieces', content: inPieces(pattern(10_000), 777) },
  { path: 'blob', content: new Blob([pattern(3000)]) },
  { path: 'iterable', content: { byteLength: 6, open: () => [pattern(2), new Uint8Array(0), pattern(4)] } },
];
const options = { ...OPTIONS, systemArea: pattern(40), paddingBlocks: 3 };
const synchronousLayout = () => layOutImage(synchronous, options);
const anyLayout = () => layOutImage(any, options);
/** A system area that is not zero, and a target with nothing to split. */
const BENDS = ['R2', 'R105'];
const expected = imageOf(synchronous, { systemArea: pattern(40), paddingBlocks: 3 }, BENDS).bytes;

const joined = (pieces: readonly Uint8Array[]): Buffer => Buffer.concat(pieces);

describe('every way to the bytes gives the same', () => {
  it('an image knows its length before its first byte', () => {
    expect(synchronousLayout().byteLength).toBe(expected.length);
    expect(expected.length % 2048).toBe(0);
  });

  it('slices of a buffer of any size', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 71, max: 300_000 })), (size) => {
        const slices = Array.from(slicesOf(synchronousLayout(), new Uint8Array(size)), (slice) => slice.slice());
        expect(joined(slices).equals(expected)).toBe(true);
        expect(slices.slice(0, -1).every((slice) => slice.length === size)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('slices are views of the buffer that was given', () => {
    const buffer = new Uint8Array(4096);
    for (const slice of slicesOf(synchronousLayout(), buffer)) expect(slice.buffer).toBe(buffer.buffer);
  });

  it('a buffer that held something else, and one with room behind the image', () => {
    const buffer = new Uint8Array(expected.length + 999).fill(0xff);
    const image = toBytes(synchronousLayout(), buffer);
    expect(image.buffer).toBe(buffer.buffer);
    expect(Buffer.from(image).equals(expected)).toBe(true);
    expect(buffer.subarray(expected.length).every((byte) => byte === 0xff)).toBe(true);
    expect(() => toBytes(synchronousLayout(), new Uint8Array(expected.length - 1))).toThrow(
      expect.objectContaining({ code: 'target-too-small' }),
    );
  });

  it('chunks of any size, with contents of every kind', async () => {
    const whole = await collect(anyLayout());
    expect(sha256(await collect(layOutImage(synchronous, options)))).toBe(sha256(expected));
    for (const chunkByteLength of [7, 2047, 2048, 2049, 65_536, 10_000_000]) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of chunksOf(anyLayout(), { chunkByteLength })) chunks.push(chunk);
      expect(joined(chunks).equals(whole)).toBe(true);
      expect(chunks.slice(0, -1).every((chunk) => chunk.length >= chunkByteLength)).toBe(true);
    }
  });

  it('chunks keep what they hold while the next ones are made', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of chunksOf(synchronousLayout(), { chunkByteLength: 4096 })) chunks.push(chunk);
    expect(joined(chunks).equals(expected)).toBe(true);
  });

  it('a web stream, whole or through its async iterator', async () => {
    const stream = toStream(anyLayout()) as unknown as ReadableStream<Uint8Array>;
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(sha256(bytes)).toBe(sha256(await collect(anyLayout())));
  });
});

describe('contents that cannot be read at once', () => {
  it('are told by isSynchronous, and refused by toBytes and slicesOf with the path', () => {
    expect(isSynchronous(synchronousLayout())).toBe(true);
    for (const content of [new Blob(['abc']), inPieces(pattern(3), 1)]) {
      const layout = layOutImage([{ path: 'a/later', content }], OPTIONS);
      expect(isSynchronous(layout)).toBe(false);
      const refused = expect.objectContaining({
        code: 'content-not-synchronous',
        issues: [expect.objectContaining({ place: ['entries', 'a/later', 'content'] })],
      });
      expect(() => toBytes(layout)).toThrow(refused);
      expect(() => [...slicesOf(layout, new Uint8Array(9999))]).toThrow(refused);
    }
  });

  it('that are empty are not opened', async () => {
    const open = (): never => {
      throw new Error('opened');
    };
    const layout = layOutImage([{ path: 'a', content: { byteLength: 0, open } }], OPTIONS);
    expect(sha256(await collect(layout))).toBe(sha256(imageOf([{ path: 'a', content: '' }]).bytes));
  });

  it('are opened once, in the order of their blocks, whatever their number of names', async () => {
    const opened: string[] = [];
    const counted = (name: string): ContentSource => ({
      byteLength: 3,
      open() {
        opened.push(name);
        return [pattern(3)];
      },
    });
    const twice = counted('twice');
    const layout = layOutImage(
      [
        { path: 'b', content: counted('b') },
        { path: 'z', content: twice },
        { path: 'a', content: twice },
        { path: 'c', sameAs: 'a' },
      ],
      OPTIONS,
    );
    expect(opened).toEqual([]);
    await collect(layout);
    expect(opened).toEqual(['twice', 'b']);
  });
});

describe('abort, progress, back-pressure', () => {
  it('progress ends at the whole and never goes back', async () => {
    const seen: number[] = [];
    const layout = anyLayout();
    await collect(layout, {
      chunkByteLength: 5000,
      onProgress: (done, total) => {
        expect(total).toBe(layout.byteLength);
        seen.push(done);
      },
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(layout.byteLength);
    expect(seen.length).toBeGreaterThan(10);
  });

  it('an aborted signal stops before the next chunk, with its reason, and closes the content', async () => {
    const stop = new AbortController();
    let closed = false;
    async function* open(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield pattern(1000);
      } finally {
        closed = true;
      }
    }
    const layout = layOutImage([{ path: 'a', content: { byteLength: 10_000_000, open } }], OPTIONS);
    const chunks = chunksOf(layout, { signal: stop.signal, chunkByteLength: 1000 });
    await chunks.next();
    for (let count = 0; count < 100; count++) await chunks.next();
    stop.abort(new Error('enough'));
    await expect(chunks.next()).rejects.toThrow('enough');
    expect(closed).toBe(true);
  });

  it('a signal aborted before gives nothing', async () => {
    const chunks = chunksOf(anyLayout(), { signal: AbortSignal.abort(new Error('no')) });
    await expect(chunks.next()).rejects.toThrow('no');
  });

  it('an abort after the last byte changes nothing', async () => {
    const stop = new AbortController();
    const total = anyLayout().byteLength;
    const onProgress = (done: number): void => {
      if (done === total) stop.abort();
    };
    expect(await collect(anyLayout(), { signal: stop.signal, onProgress })).toHaveLength(total);
  });

  it('a stream asks its contents only for what is read, and closes them when it is cancelled', async () => {
    let pieces = 0;
    let closed = false;
    async function* open(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          pieces++;
          yield pattern(65_536);
        }
      } finally {
        closed = true;
      }
    }
    const layout = layOutImage([{ path: 'a', content: { byteLength: 2 ** 33, open } }], OPTIONS);
    const stream = toStream(layout, { chunkByteLength: 65_536 }) as unknown as ReadableStream<Uint8Array>;
    const reader = stream.getReader();
    const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
    await settled();
    expect(pieces).toBe(0);
    for (let count = 0; count < 10; count++) await reader.read();
    await settled();
    expect(pieces).toBeLessThanOrEqual(11);
    await reader.cancel();
    expect(closed).toBe(true);
    expect(pieces).toBeLessThanOrEqual(11);
  });
});

describe('work that is done', () => {
  it('a file is filled once, straight into the image', () => {
    let filled = 0;
    const targets = new Set<ArrayBufferLike>();
    const content: ContentSource = {
      byteLength: 1_000_000,
      open: () => [],
      fill(target) {
        filled += target.length;
        targets.add(target.buffer);
        return target.length;
      },
    };
    const image = toBytes(layOutImage([{ path: 'a', content }], OPTIONS));
    expect(filled).toBe(1_000_000);
    expect([...targets]).toEqual([image.buffer]);
  });

  it('slices are filled in place too, each byte once', () => {
    let filled = 0;
    const buffer = new Uint8Array(65_536);
    const content: ContentSource = {
      byteLength: 1_000_000,
      open: () => [],
      fill(target) {
        expect(target.buffer).toBe(buffer.buffer);
        filled += target.length;
        return target.length;
      },
    };
    for (const _ of slicesOf(layOutImage([{ path: 'a', content }], OPTIONS), buffer));
    expect(filled).toBe(1_000_000);
  });

  it('a layout of a large file takes no memory for it', () => {
    const content: ContentSource = { byteLength: 2 ** 40, open: () => [] };
    expect(layOutImage([{ path: 'a', content }], OPTIONS).byteLength).toBeGreaterThan(2 ** 40);
  });
});
