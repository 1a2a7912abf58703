import { describe, expect, it } from 'vitest';
import {
  type Fingerprint,
  FingerprintMap,
  fingerprintInHex,
  fingerprintOf,
  hexOf,
  isSame,
  newKey,
} from './fingerprints.ts';

const key = new Uint8Array(32);

describe('a fingerprint', () => {
  it('is the beginning of an HMAC-SHA256 over purpose and parts with their lengths', () => {
    // printf 'name\0005\000i-2-1' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '0%.0s' {1..64})
    expect(hexOf(fingerprintOf(key, 'name', 'i-2-1'))).toBe('e7728e098a7a1efa');
  });

  it('differs by key, by purpose, and by where a part ends', () => {
    const all = [
      fingerprintOf(key, 'name', 'ab', 'c'),
      fingerprintOf(key, 'name', 'a', 'bc'),
      fingerprintOf(key, 'name', 'abc'),
      fingerprintOf(key, 'input', 'abc'),
      fingerprintOf(newKey(), 'name', 'abc'),
    ];
    expect(new Set(all.map(hexOf)).size).toBe(all.length);
  });

  it('is of bytes what it is of their text', () => {
    expect(fingerprintOf(key, 'input', 'é')).toEqual(fingerprintOf(key, 'input', Buffer.from('é')));
  });

  it.each([
    [{ high: 0, low: 1 }, '0000000000000001'],
    [{ high: 0xffff_ffff, low: 0x8000_0000 }, 'ffffffff80000000'],
  ])('%j is %s', (fingerprint, hex) => {
    expect(hexOf(fingerprint)).toBe(hex);
    expect(fingerprintInHex(hex)).toEqual(fingerprint);
    expect(isSame(fingerprint, fingerprintInHex(hex))).toBe(true);
    expect(isSame(fingerprint, { ...fingerprint, low: 2 })).toBe(false);
  });
});

describe('a table of fingerprints', () => {
  /** Spread like hashes, the same in every run. */
  const nth = (n: number): Fingerprint => ({
    high: Math.imul(n, 0x9e37_79b1) >>> 0,
    low: Math.imul(n, 0x85eb_ca77) >>> 0,
  });

  it('holds what a Map holds, through every growth', () => {
    const map = new FingerprintMap();
    for (let n = 1; n <= 5000; n++) map.set(nth(n), { high: n, low: -n >>> 0 });
    for (let n = 1; n <= 5000; n += 3) map.set(nth(n), { high: 0, low: n });
    for (let n = 1; n <= 5000; n++) {
      expect(map.get(nth(n))).toEqual(n % 3 === 1 ? { high: 0, low: n } : { high: n, low: -n >>> 0 });
      expect(map.get(nth(n + 5000))).toBeUndefined();
    }
  });

  it('keeps keys apart that fall into one slot, past the end of the table, and the key of zeros', () => {
    const map = new FingerprintMap();
    const keys = [0, 1, 2, 3].map((low) => ({ high: 0xffff_ffff, low })).concat([{ high: 0, low: 0 }]);
    for (const [index, each] of keys.entries()) map.set(each, { high: index, low: 7 });
    expect(keys.map((each) => map.get(each)?.high)).toEqual([0, 1, 2, 3, 4]);
  });

  it('can be read through its memory, as another thread does', () => {
    const map = new FingerprintMap();
    map.set(nth(5), nth(6));
    expect(new FingerprintMap(map.memory).get(nth(5))).toEqual(nth(6));
  });

  it('takes at most 43 bytes an entry', () => {
    const map = new FingerprintMap();
    for (let n = 1; n <= 100_000; n++) map.set(nth(n), nth(n));
    expect(map.memory.byteLength / 100_000).toBeLessThan(43);
  });
});
