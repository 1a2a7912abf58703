import { describe, expect, it } from 'vitest';
import { firstLines, listText, moreText } from './bounded.ts';

const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `${n}`);

describe('lists that people read', () => {
  it.each([
    [numbers(0), 0, ''],
    [numbers(2), 0, '0, 1'],
    [numbers(10), 0, '0, 1, 2, 3, 4, 5, 6, 7, 8, 9'],
    [numbers(11), 0, '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more'],
    [numbers(20_000), 0, '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 19,990 more'],
    [numbers(2), 5000, '0, 1 and 5,000 more'],
  ])('have ten texts in a line', (texts, beyond, expected) => {
    expect(listText(texts, ', ', beyond)).toBe(expected);
  });

  it.each([
    [100, 100, '99'],
    [101, 101, 'and 1 more'],
    [20_000, 101, 'and 19,900 more'],
  ])('of %d have %d lines', (count, lines, last) => {
    const shown = firstLines(numbers(count));
    expect([shown.length, shown.at(-1)]).toEqual([lines, last]);
  });

  it('say how many others there are as people write numbers', () => {
    expect(moreText(1_234_567)).toBe('and 1,234,567 more');
  });
});
