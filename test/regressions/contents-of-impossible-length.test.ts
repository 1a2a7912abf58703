/** A content that said it had -5, 1.5 or NaN bytes made an image in which files lay on one another. */
import { describe, expect, it } from 'vitest';
import { refusalsOf } from '../writer/images.ts';

describe('a content whose length is', () => {
  it.each([-5, -0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is refused', (byteLength) => {
    const content = { byteLength, open: () => [] };
    expect(refusalsOf([{ path: 'a', content }])).toMatchObject([
      { code: 'attribute-invalid', place: ['entries', 'a', 'content'] },
    ]);
  });
});
