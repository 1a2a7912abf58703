import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  newReadableStream,
  type ReadableStreamLike,
  strictUtf8Text,
  utf8ByteLength,
  utf8Bytes,
  utf8Text,
  writeUtf8,
} from './platform.ts';

const LONE = '\ud83d';

describe('UTF-8', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['\u007f', 1],
    ['\u0080', 2],
    ['\u07ff', 2],
    ['\u0800', 3],
    ['\uffff', 3],
    ['😀', 4],
    ['a😀é漢', 10],
    [LONE, 3],
    [`${LONE}a`, 4],
    ['\ude00\ud83d', 6],
    [`${LONE}😀`, 7],
  ])('%j has %d bytes', (text, byteLength) => {
    expect(utf8ByteLength(text)).toBe(byteLength);
    expect(utf8Bytes(text).length).toBe(byteLength);
  });

  it('is counted and written as the platform encodes it, whatever the text and the place', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    );
    fc.assert(
      fc.property(texts, fc.nat({ max: 5 }), (text, at) => {
        const expected = utf8Bytes(text);
        expect(utf8ByteLength(text)).toBe(expected.length);
        const target = new Uint8Array(at + expected.length + 1).fill(0x5a);
        expect(writeUtf8(target, at, text)).toBe(expected.length);
        expect(target.subarray(at, -1)).toEqual(expected);
        expect([target[at - 1] ?? 0x5a, target.at(-1)]).toEqual([0x5a, 0x5a]);
      }),
    );
  });

  it('of a long text is written by the encoder', () => {
    const text = `${'a'.repeat(300)}é`;
    const target = new Uint8Array(303);
    expect(writeUtf8(target, 1, text)).toBe(302);
    expect(utf8Text(target.subarray(1))).toBe(text);
  });

  it.each([
    ['61', 'a', 'a'],
    ['efbbbf61', '\ufeffa', '\ufeffa'],
    ['ff61', '\ufffda', undefined],
    ['c3', '\ufffd', undefined],
    ['eda0bd', '\ufffd\ufffd\ufffd', undefined],
    ['c080', '\ufffd\ufffd', undefined],
  ])('%s is read forgivingly and strictly', (bytes, lenient, strict) => {
    const source = Uint8Array.from(bytes.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    expect(utf8Text(source)).toBe(lenient);
    expect(strictUtf8Text(source)).toBe(strict);
  });
});

describe('a web stream of a generator', () => {
  const state = { yielded: 0, ended: false };
  beforeEach(() => Object.assign(state, { yielded: 0, ended: false }));
  async function* numbered(count: number): AsyncGenerator<Uint8Array> {
    try {
      for (; state.yielded < count; ) {
        state.yielded++;
        yield Uint8Array.of(state.yielded);
      }
    } finally {
      state.ended = true;
    }
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  const readAll = async (stream: ReadableStreamLike): Promise<number[]> => {
    const bytes: number[] = [];
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return bytes;
      bytes.push(...(value ?? []));
    }
  };

  it('gives everything, then ends', async () => {
    expect(await readAll(newReadableStream(numbered(3)))).toEqual([1, 2, 3]);
    expect(state.ended).toBe(true);
  });

  it('asks for a chunk only when it is read', async () => {
    const reader = newReadableStream(numbered(9)).getReader();
    await settled();
    expect(state.yielded).toBe(0);
    await reader.read();
    await settled();
    expect(state.yielded).toBe(1);
    await reader.read();
    await settled();
    expect(state.yielded).toBe(2);
  });

  it('that is cancelled ends the generator', async () => {
    const reader = newReadableStream(numbered(9)).getReader();
    await reader.read();
    await reader.cancel();
    expect(state).toEqual({ yielded: 1, ended: true });
  });

  it('passes a failure on', async () => {
    const failing = (async function* (): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new Error('no more');
    })();
    const reader = newReadableStream(failing).getReader();
    await reader.read();
    await expect(reader.read()).rejects.toThrow('no more');
  });
});
