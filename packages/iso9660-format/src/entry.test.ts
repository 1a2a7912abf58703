import { describe, expect, it } from 'vitest';
import { byteLengthOf, type ContentSource, piecesOf, summaryOfEntry } from './entry.ts';
import type { BlobLike } from './platform.ts';

const source: ContentSource = { byteLength: 3, open: () => [Uint8Array.of(1), Uint8Array.of(2, 3)] };

describe('byteLengthOf', () => {
  it.each([
    ['a string counts as UTF-8', 'é😀', 6],
    ['bytes', new Uint8Array(5), 5],
    ['a view of a larger buffer', new Uint8Array(new ArrayBuffer(9), 2, 4), 4],
    ['a Blob', new Blob(['abc']), 3],
    ['bytes to come', source, 3],
  ])('%s', (_, content, byteLength) => {
    expect(byteLengthOf(content)).toBe(byteLength);
  });
});

describe('piecesOf', () => {
  const collected = async (content: Parameters<typeof piecesOf>[0]): Promise<number[]> => {
    const bytes: number[] = [];
    for await (const piece of piecesOf(content)) bytes.push(...piece);
    return bytes;
  };

  it('gives the bytes of every kind of content', async () => {
    expect(await collected(Uint8Array.of(1, 2))).toEqual([1, 2]);
    expect(await collected(source)).toEqual([1, 2, 3]);
    expect(await collected(new Blob([Uint8Array.of(7, 8)]))).toEqual([7, 8]);
  });

  /** As Safari's streams are. */
  function streamWithoutIterator(...reads: (Uint8Array | undefined | Error)[]) {
    const state = { released: false, cancelled: false };
    const reader = {
      async read() {
        if (reads.length === 0) return { done: true };
        const value = reads.shift();
        if (value instanceof Error) throw value;
        return { done: false, value };
      },
      async cancel() {
        state.cancelled = true;
      },
      releaseLock() {
        state.released = true;
      },
    };
    const blob: BlobLike = {
      size: 2,
      arrayBuffer: () => Promise.resolve(new ArrayBuffer(2)),
      stream: () => ({ getReader: () => reader }),
    };
    return { blob, state };
  }

  it('reads a stream that is no async iterable to its end, and lets go of it', async () => {
    const { blob, state } = streamWithoutIterator(Uint8Array.of(1), undefined, Uint8Array.of(2));
    expect(await collected(blob)).toEqual([1, 2]);
    expect(state).toEqual({ released: true, cancelled: false });
  });

  it('cancels such a stream when the consumer stops early', async () => {
    const { blob, state } = streamWithoutIterator(Uint8Array.of(1), Uint8Array.of(2));
    for await (const piece of piecesOf(blob)) {
      expect(piece).toEqual(Uint8Array.of(1));
      break;
    }
    expect(state).toEqual({ released: true, cancelled: true });
  });

  it('passes the failure of such a stream on', async () => {
    const { blob, state } = streamWithoutIterator(Uint8Array.of(1), new Error('gone'));
    await expect(collected(blob)).rejects.toThrow('gone');
    expect(state.released).toBe(true);
  });
});

describe('summaryOfEntry', () => {
  it('names path and length, never a content', () => {
    expect(summaryOfEntry({ path: 'a/b', content: 'secret' })).toBe('a/b (6 bytes)');
    expect(summaryOfEntry({ path: 'a' })).toBe('a/');
  });
});
