import { describe, expect, it } from 'vitest';
import { wrapped } from './text.ts';

describe('wrapped', () => {
  it.each([
    ['', ['  ']],
    ['one two', ['  one two']],
    ['one two three', ['  one two', '  three']],
    ['a/path/that/is/long two', ['  a/path/that/is/long', '  two']],
    ['\u001b[31mone\u001b[39m two', ['  \u001b[31mone\u001b[39m two']],
  ])('breaks %j between words', (text, lines) => {
    expect(wrapped(text, 9, 2)).toEqual(lines);
  });
});
