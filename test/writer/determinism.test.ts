/** Same entries, same bytes: in any order, in any time zone, at any time (R62, R66). */
import fc from 'fast-check';
import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
import { afterEach, describe, expect, it } from 'vitest';
import { type Image, imageOf as makeImage, sha256 } from './images.ts';

/** Names that differ in case, dates after 2038, and entries of one tree only. */
const BENDS = ['R64', 'R76', 'R87', 'R110'];
const imageOf = (of: readonly Entry[], options: Partial<ImageOptions> = {}): Image => makeImage(of, options, BENDS);

const shared = new TextEncoder().encode('one content, two names');

const entries: readonly Entry[] = [
  { path: '' },
  { path: 'd', uid: 1 },
  { path: 'd/e/f', content: 'x' },
  { path: 'd/e', only: 'joliet', mode: 0o700 },
  { path: 'a-b', content: 'x' },
  { path: 'a_b', content: 'y' },
  { path: 'A_B', content: 'z' },
  { path: 'one', content: shared },
  { path: 'other/two', content: shared },
  { path: 'three', sameAs: 'other/two' },
  { path: 'four', sameAs: 'three' },
  { path: 'empty', content: '' },
  { path: 'link', target: '../d/e' },
  { path: 'device', mode: 0o020600, device: { major: 4, minor: 64 } },
  { path: 'fifo', mode: 0o010644 },
  { path: `${'long'.repeat(40)}`, content: 'long', only: 'plain' },
];

describe('the order of the entries', () => {
  const expected = sha256(imageOf(entries).bytes);

  it('does not matter', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...entries], { minLength: entries.length }), (shuffled) => {
        expect(sha256(imageOf(shuffled).bytes)).toBe(expected);
      }),
    );
  });

  it('does not matter for relocated directories and strict names either', () => {
    const options = { strictDepth: true, identifiers: 'level-1' } as const;
    const deep = [
      ...entries,
      { path: '1/2/3/4/5/6/7/8/9/a', content: 'x' },
      { path: '1/2/3/4/5/6/7/b/9', content: 'y' },
    ];
    const one = imageOf(deep, options).bytes;
    expect(sha256(imageOf([...deep].reverse(), options).bytes)).toBe(sha256(one));
  });
});

describe('the order of keys in an entry', () => {
  it('does not matter', () => {
    const reversed = entries.map((entry) => Object.fromEntries(Object.entries(entry).reverse()) as unknown as Entry);
    expect(sha256(imageOf(reversed).bytes)).toBe(sha256(imageOf(entries).bytes));
  });
});

describe('the time zone of the machine (pycdlib #107, shakenfist #1682)', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  // +13 in January, −11, +5:45, and one that changes at the turn of the year.
  const zones = ['Pacific/Auckland', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Europe/Berlin', 'UTC'] as const;
  const moments = ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2024-02-29T12:00:00Z', '1969-12-31T23:59:59.999Z'];

  it.each(moments)('changes no byte of an image dated %s', (moment) => {
    const hashes = zones.map((name) => {
      process.env.TZ = name;
      const date = new Date(moment);
      const dated = entries.map((entry) => ({ ...entry, modified: date }));
      return { hour: date.getHours(), hash: sha256(imageOf(dated, { timestamp: date, expires: date }).bytes) };
    });
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(1);
    expect(new Set(hashes.map(({ hour }) => hour)).size).toBeGreaterThan(2);
  });
});

describe('an image built again', () => {
  it('has the same bytes, also into a buffer that held others', () => {
    const once = imageOf(entries).bytes;
    expect(sha256(imageOf(entries).bytes)).toBe(sha256(once));
  });
});
