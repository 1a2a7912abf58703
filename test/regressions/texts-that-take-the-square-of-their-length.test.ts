/**
 * Some texts of user data took time with the square of their length: a regular expression, or a search for a line end, began
 * anew at every character. 780 KB, which are legal, would have taken minutes.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stripped } from '../../packages/core/src/encoding/python-space.ts';
import { mimeParts } from '../../packages/guests/src/user-data/mime.ts';
import { growsAsItsText, stepsOf } from '../support/steps/steps.ts';
import { counted } from './texts-that-take-the-square-of-their-length.counted.ts';

it('no text takes steps with the square of its length', async () => {
  const steps = await stepsOf(join(import.meta.dirname, 'texts-that-take-the-square-of-their-length.counted.ts'));
  expect([...steps.keys()]).toEqual(counted.map(({ name }) => name));
  expect([...steps].filter(([, counts]) => !growsAsItsText(counts))).toEqual([]);
}, 600_000);

describe('what was scanned by a regular expression', () => {
  it.each([
    ['', ''],
    [' \u2028\t', ''],
    ['a b', 'a b'],
    ['\u0085 a \u001c b\n\u3000', 'a \u001c b'],
    ['\ufeff a', '\ufeff a'],
  ])('is stripped the same: %j', (given, expected) => {
    expect(stripped(given)).toBe(expected);
  });

  it.each([
    ['Content-Type: text/x-a\n\nb', 'text/x-a'],
    ['Content-Type:\t text/x-a\n\nb', 'text/x-a'],
    ['content-type:text/x-a\n\nb', 'text/x-a'],
    ['Content-Type: text/x-a\u2028\n\nb', 'text/plain'],
    [' Content-Type: text/x-a\n\nb', 'text/plain'],
    [': text/x-a\n\nb', 'text/plain'],
  ])('is the same header: %j', (given, type) => {
    expect(mimeParts(given).parts).toMatchObject([{ type }]);
  });
});
