import { describe, expect, it } from 'vitest';
import { firstOther } from './first-other.ts';

describe('the first byte that is not zero', () => {
  it.each([0, 1, 3, 255, 256, 257, 258, 259, 999])('is found at %i, wherever the bytes begin', (place) => {
    for (const shift of [0, 1, 2, 3]) {
      const bytes = new Uint8Array(new ArrayBuffer(2000), shift, 1500);
      bytes[place] = 1;
      expect(firstOther(bytes, 0, 1000)).toBe(place);
      expect(firstOther(bytes, 0, place)).toBe(place);
    }
  });

  it('is the end when there is none, also when there is one behind it', () => {
    const bytes = new Uint8Array(1000);
    bytes[700] = 1;
    expect(firstOther(bytes, 0, 700)).toBe(700);
    expect(firstOther(bytes, 701, 1000)).toBe(1000);
    expect(firstOther(bytes, 5, 5)).toBe(5);
  });
});
