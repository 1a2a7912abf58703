import { InvalidImageError, InvalidInputError, type Issue } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { type ByteSource, byteSourceOf, checkByteLength, readExactly, readExactlyInto } from './source.ts';

const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);

function issuesOf(action: () => unknown): readonly Issue[] {
  try {
    action();
  } catch (cause) {
    if (cause instanceof InvalidImageError || cause instanceof InvalidInputError) return cause.issues;
    throw cause;
  }
  return [];
}

const codesOf = (action: () => unknown): readonly string[] => issuesOf(action).map(({ code }) => code);

/** Answers with so many bytes more than asked, and notes what was asked. */
function sourceThatAdds(extra: number): ByteSource & { readonly asked: (readonly [number, number])[] } {
  const asked: (readonly [number, number])[] = [];
  const answer = (offset: number, length: number): Uint8Array => {
    asked.push([offset, length]);
    return new Uint8Array(length + extra);
  };
  return { byteLength: 100, read: answer, asked };
}

describe('a source', () => {
  it('of bytes answers at once with a part of them, without a copy', () => {
    const source = byteSourceOf(bytes);
    const part = source.read(10, 5) as Uint8Array;
    expect(source.byteLength).toBe(100);
    expect([...part]).toEqual([10, 11, 12, 13, 14]);
    expect(part.buffer).toBe(bytes.buffer);
  });

  it('of a Blob reads the range that was asked', async () => {
    const source = byteSourceOf(new Blob([bytes]));
    expect(source.byteLength).toBe(100);
    expect([...(await source.read(97, 3))]).toEqual([97, 98, 99]);
  });

  it('of the caller is taken as it is', () => {
    const own = sourceThatAdds(0);
    expect(byteSourceOf(own)).toBe(own);
  });
});

describe('a read', () => {
  it.each([
    [0, 100],
    [100, 0],
    [99, 1],
    [40, 20],
  ])('from %d of %d bytes lies inside', (offset, length) => {
    expect(readExactly(byteSourceOf(bytes), offset, length)).toHaveLength(length);
  });

  it.each([
    [0, 101],
    [100, 1],
    [101, 0],
    [99, 2],
    [2060, 2000],
  ])('from %d of %d bytes asks nothing of the source', (offset, length) => {
    const source = sourceThatAdds(0);
    expect(issuesOf(() => readExactly(source, offset, length))).toMatchObject([
      { code: 'extent-outside-image', block: Math.floor(offset / 2048), byte: offset % 2048 },
    ]);
    expect(source.asked).toEqual([]);
  });

  it.each([-1, 1])('that is answered with %d bytes more is refused, at once or later', async (extra) => {
    const source = sourceThatAdds(extra);
    const expected = { code: 'source-short', byte: 10, expected: '20 bytes', got: `${20 + extra} bytes` };
    expect(issuesOf(() => readExactly(source, 10, 20))).toMatchObject([expected]);
    const later: ByteSource = { byteLength: 100, read: async (offset, length) => source.read(offset, length) };
    await expect(readExactly(later, 10, 20)).rejects.toMatchObject({ issues: [expected] });
    expect(source.asked).toEqual([
      [10, 20],
      [10, 20],
    ]);
  });

  it('that is answered later gives what came', async () => {
    const later: ByteSource = { byteLength: 100, read: async () => bytes.subarray(3, 5) };
    expect([...(await readExactly(later, 3, 2))]).toEqual([3, 4]);
  });

  it('into a target fills it up to the last byte of the source and not further', () => {
    const source: ByteSource = {
      byteLength: 100,
      read: () => bytes,
      readInto: (target, offset) => target.set(bytes.subarray(offset, offset + target.byteLength)),
    };
    const target = new Uint8Array(2);
    readExactlyInto(source, target, 98);
    expect([...target]).toEqual([98, 99]);
    expect(issuesOf(() => readExactlyInto(source, target, 99))).toMatchObject([
      { code: 'extent-outside-image', block: 0, byte: 99 },
    ]);
  });
});

describe('the length of a source', () => {
  it.each([0, 1, Number.MAX_SAFE_INTEGER])('may be %d', (byteLength) => {
    expect(codesOf(() => checkByteLength(byteLength))).toEqual([]);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('cannot be %d', (byteLength) => {
    expect(issuesOf(() => checkByteLength(byteLength))).toEqual([
      {
        code: 'source-invalid',
        severity: 'error',
        place: ['source', 'byteLength'],
        message: 'must be a whole number of bytes',
      },
    ]);
  });
});
