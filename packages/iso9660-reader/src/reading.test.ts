import { describe, expect, it } from 'vitest';
import { finish, finishSync, type Reading, Window } from './reading.ts';

const image = Uint8Array.from({ length: 100 }, (_, index) => index);

function* sum(window: Window, places: readonly number[]): Reading<number> {
  let total = 0;
  for (const place of places) {
    if (!window.holds(place, 1)) yield* window.moveTo(place, 10);
    total += window.bytes[place - window.start] ?? 0;
  }
  return total;
}

describe('a reading', () => {
  it('asks for nothing when the window is the image', () => {
    expect(finishSync(sum(new Window(image, 0), [0, 50, 99]))).toBe(149);
  });

  it('asks once for what lies together', async () => {
    const asked: number[] = [];
    const source = {
      byteLength: 100,
      read: (offset: number, length: number) => {
        asked.push(offset);
        return Promise.resolve(image.slice(offset, offset + length));
      },
    };
    expect(await finish(source, sum(new Window(new Uint8Array(0), 0), [5, 6, 14, 50]))).toBe(75);
    expect(asked).toEqual([5, 50]);
  });

  it('of an image in memory that asks for more is our own fault', () => {
    expect(() => finishSync(sum(new Window(image, 0), [200]))).toThrow(/^internal:/);
  });
});
