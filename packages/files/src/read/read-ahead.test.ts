import { describe, expect, it } from 'vitest';
import { SpareBuffer } from '../spare-buffer.ts';
import { ReadAhead } from './read-ahead.ts';

const WINDOW = 1000;
const windows = new SpareBuffer(WINDOW);
const image = Uint8Array.from({ length: 10_000 }, (_, index) => (index * 31) & 0xff);

/** The ranges that were asked of the image. */
function watched(byteLength = image.byteLength) {
  const asked: [offset: number, length: number][] = [];
  const ahead = new ReadAhead(byteLength, windows, (target, offset) => {
    asked.push([offset, target.byteLength]);
    target.set(image.subarray(offset, offset + target.byteLength));
  });
  const read = (offset: number, length: number): void => {
    const target = new Uint8Array(length);
    ahead.readInto(target, offset);
    expect(Buffer.from(target).equals(image.subarray(offset, offset + length))).toBe(true);
  };
  return { ahead, asked, read };
}

describe('reading ahead', () => {
  it('answers neighbours from one read', () => {
    const { asked, read } = watched();
    for (const offset of [200, 300, 1100, 250]) read(offset, 100);
    expect(asked).toEqual([[200, WINDOW]]);
  });

  it('reads on from where it goes forward, and around where it goes back', () => {
    const { asked, read } = watched();
    for (const offset of [5000, 4000, 4400, 3600, 4490, 4600]) read(offset, 10);
    expect(asked).toEqual([
      [5000, WINDOW],
      [3500, WINDOW],
      [4600, WINDOW],
    ]);
  });

  it('begins no sooner than the image and ends no later', () => {
    const { asked, read } = watched();
    for (const offset of [9900, 100, 0]) read(offset, 100);
    expect(asked).toEqual([
      [9900, 100],
      [0, WINDOW],
    ]);
  });

  it('reads more than half a window at once, without it', () => {
    const { asked, read } = watched();
    read(100, 501);
    read(100, 500);
    expect(asked).toEqual([
      [100, 501],
      [100, WINDOW],
    ]);
  });

  it('serves an image that is shorter than a window', () => {
    const { asked, read } = watched(40);
    read(10, 30);
    read(0, 40);
    expect(asked).toEqual([
      [10, 30],
      [0, 40],
    ]);
  });

  it('keeps nothing of a read that failed half way', () => {
    let fails = false;
    const ahead = new ReadAhead(image.byteLength, windows, (target, offset) => {
      target.fill(fails ? 0xee : (image[offset] ?? 0));
      if (fails) throw new Error('the disk');
    });
    ahead.readInto(new Uint8Array(10), 0);
    fails = true;
    expect(() => ahead.readInto(new Uint8Array(10), 5000)).toThrow('the disk');
    fails = false;
    const target = new Uint8Array(10);
    ahead.readInto(target, 0);
    expect([...target]).toEqual(Array(10).fill(image[0]));
  });

  it('gives what can be read where what lies behind cannot', () => {
    const ahead = new ReadAhead(image.byteLength, windows, (target, offset) => {
      if (offset + target.byteLength > 9000) throw new Error('the disc');
      target.set(image.subarray(offset, offset + target.byteLength));
    });
    for (const offset of [8000, 8900, 8950, 200]) {
      const target = new Uint8Array(50);
      ahead.readInto(target, offset);
      expect(Buffer.from(target).equals(image.subarray(offset, offset + 50))).toBe(true);
    }
    expect(() => ahead.readInto(new Uint8Array(50), 8951)).toThrow('the disc');
  });

  it('leaves nothing of an image to whoever reads the next one', () => {
    const first = watched();
    first.read(0, 10);
    first.ahead.forget();
    const before: Uint8Array[] = [];
    const next = new ReadAhead(image.byteLength, windows, (target) => before.push(target.slice()));
    next.readInto(new Uint8Array(10), 0);
    expect(before.map((window) => window.every((byte) => byte === 0))).toEqual([true]);
    first.read(0, 10);
    expect(first.asked).toHaveLength(2);
  });
});
