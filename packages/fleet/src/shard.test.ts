import { describe, expect, it } from 'vitest';
import { isIn, shardOf } from './shard.ts';

describe('a shard', () => {
  it.each([
    ['1/1', { index: 1, count: 1 }],
    ['8/8', { index: 8, count: 8 }],
    ['17/1000000', { index: 17, count: 1_000_000 }],
  ])('%s is one', (text, shard) => {
    expect(shardOf(text)).toEqual(shard);
  });

  it.each(['', '1', '0/4', '5/4', '1/0', '-1/4', '1/4/2', '1.5/4', ' 1/4', '1/4 ', '1/1000001', '1/10000000', 'a/b'])(
    '%j is none',
    (text) => {
      expect(shardOf(text)).toBeUndefined();
    },
  );

  it('has the names whose SHA-256 begins with its number, modulo the count', () => {
    // printf i-2-10-VM | sha256sum → 64248cfbe507…
    const place = 0x64248cfbe507 % 7;
    expect([1, 2, 3, 4, 5, 6, 7].filter((index) => isIn({ index, count: 7 }, 'i-2-10-VM'))).toEqual([place + 1]);
  });

  it('is about as large as its siblings, and each name is in one', () => {
    const sizes = new Map<number | undefined, number>();
    for (let n = 0; n < 4000; n++) {
      const homes = [1, 2, 3, 4].filter((index) => isIn({ index, count: 4 }, `i-2-${n}-VM`));
      expect(homes).toHaveLength(1);
      sizes.set(homes[0], (sizes.get(homes[0]) ?? 0) + 1);
    }
    for (const size of sizes.values()) expect(size).toBeGreaterThan(900);
  });
});
