/** A pattern gives the bytes that laying out and encoding anew gives, whatever the tree. */

import { InvalidInputError } from '@configdrive/issues';
import fc from 'fast-check';
import { byteLengthOf, type Content, type Entry } from 'iso9660-format';
import { fileEntriesOf, type ImageLayout, type ImageOptions, imagePattern, layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { imageOf, OPTIONS } from './images.ts';
import { randomEntries, randomOptions } from './random-trees.ts';

/** From the first second to the last that a record can hold, and beyond both. */
const dates = fc.date({ min: new Date('1850-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
const lengths = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 5 });

/** The same tree with other bytes in every file that has some; links stay links. */
function refilled(entries: readonly Entry[], byteLengths: readonly number[]): readonly Entry[] {
  const contents = new Map<Content, Content>();
  return entries.map((entry, index) => {
    const { content } = entry;
    if (content === undefined || byteLengthOf(content) === 0) return entry;
    const length = byteLengths[index % byteLengths.length]!;
    const known = typeof content === 'string' ? undefined : contents.get(content);
    const other = known ?? new Uint8Array(length).fill(index + 1);
    contents.set(content, other);
    return { ...entry, content: other };
  });
}

const contentsOf = (layout: ImageLayout): readonly Content[] => fileEntriesOf(layout).map(({ content }) => content!);

function expectSame(entries: readonly Entry[], others: readonly Entry[], options: ImageOptions, timestamp: Date): void {
  const pattern = imagePattern(layOutImage(entries, options));
  const layout = layOutImage(others, { ...options, timestamp });
  const placed = pattern.place(contentsOf(layout), timestamp);
  expect(placed.byteLength).toBe(layout.byteLength);
  const dirty = new Uint8Array(layout.byteLength + 5000).fill(0xff);
  const ordinary = Buffer.from(toBytes(layout));
  expect(ordinary.equals(placed.toBytes())).toBe(true);
  expect(ordinary.equals(placed.toBytes(dirty))).toBe(true);
}

describe('a pattern of a random tree', () => {
  it.each([
    ['in place', {}],
    ['with deep directories moved', { strictDepth: true, identifiers: 'level-1' as const }],
    ['without Rock Ridge', { rockRidge: false }],
  ])(
    '%s gives the bytes of the ordinary way, with other contents and another date',
    (_, more) => {
      fc.assert(
        fc.property(randomEntries, randomOptions, lengths, dates, (entries, options, byteLengths, timestamp) => {
          fc.pre(!entries.some(({ path }) => /^rr_moved/i.test(path)));
          expectSame(entries, refilled(entries, byteLengths), { ...OPTIONS, ...options, ...more }, timestamp);
        }),
        { numRuns: isLong ? 3000 : 60 },
      );
    },
    3_600_000,
  );
});

describe('a pattern', () => {
  const shared = Uint8Array.of(1);
  const entries: readonly Entry[] = [
    { path: 'a', content: 'one' },
    { path: 'b/c', content: shared },
    { path: 'b/d', content: shared },
    { path: 'e', sameAs: 'a' },
    { path: 'f', content: '' },
    { path: 'g', target: 'a' },
    { path: 'dated', content: 'x', modified: new Date('2001-02-03T04:05:06Z') },
  ];

  it('fills in one date after another', () => {
    const pattern = imagePattern(layOutImage(entries, OPTIONS));
    for (const year of [1999, 2155, 1900, 1999, 2026]) {
      const timestamp = new Date(Date.UTC(year, 11, 31, 23, 59, 59, 990));
      const layout = layOutImage(entries, { ...OPTIONS, timestamp });
      expect(Buffer.from(pattern.place(contentsOf(layout), timestamp).toBytes()).equals(toBytes(layout))).toBe(true);
    }
  });

  it('keeps dates of the volume that were given, and those that were not', () => {
    const options = { ...OPTIONS, created: new Date('2020-01-01T00:00:00Z'), modified: null, expires: new Date(0) };
    expectSame(entries, entries, options, new Date('2030-03-03T03:03:03.450Z'));
  });

  it('of a tree without a byte gives it with another date', () => {
    expectSame([], [], { ...OPTIONS, paddingBlocks: 9 }, new Date(0));
    expectSame([{ path: 'd' }], [{ path: 'd' }], OPTIONS, new Date(0));
  });

  it('gives images that a strict verifier finds sound', () => {
    const { layout, bytes } = imageOf(entries);
    const again = imagePattern(layout).place(contentsOf(layout), layout.timestamp).toBytes();
    expect(Buffer.from(bytes).equals(again)).toBe(true);
  });

  it.each([
    ['', 0],
    [new Uint8Array(0), 0],
    [{ byteLength: 2 ** 32, open: () => [] }, 2 ** 32],
    [{ byteLength: 1.5, open: () => [] }, 1.5],
  ])('refuses a content that would change the shape: %j', (content, byteLength) => {
    const layout = layOutImage(entries, OPTIONS);
    const contents = contentsOf(layout).map((own, index) => (index === 0 ? content : own));
    const place = () => imagePattern(layout).place(contents, OPTIONS.timestamp);
    expect(place).toThrow(InvalidInputError);
    expect(place).toThrow(`has ${byteLength} bytes`);
  });

  it('refuses a buffer that is too small, and a content that must be awaited', () => {
    const layout = layOutImage(entries, OPTIONS);
    const pattern = imagePattern(layout);
    const placed = pattern.place(contentsOf(layout), OPTIONS.timestamp);
    expect(() => placed.toBytes(new Uint8Array(placed.byteLength - 1))).toThrow(`has ${placed.byteLength - 1} bytes`);
    const awaited = contentsOf(layout).map(() => ({ byteLength: 1, open: () => [] }));
    expect(() => pattern.place(awaited, OPTIONS.timestamp).toBytes()).toThrow('asynchronously');
  });
});
