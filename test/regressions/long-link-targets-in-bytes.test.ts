/** The length of a link's target was counted in UTF-16 units: 4,000 two-byte characters passed, Linux shows no such link. */
import { describe, expect, it } from 'vitest';
import { refusalsOf } from '../writer/images.ts';

describe('the target of a symbolic link', () => {
  it.each([
    ['a'.repeat(4095), 0],
    ['a'.repeat(4096), 1],
    ['é'.repeat(2047), 0],
    ['é'.repeat(2048), 1],
    ['😀'.repeat(1024), 1],
  ])('has at most 4095 bytes (case %#)', (target, refusals) => {
    expect(refusalsOf([{ path: 'link', target }])).toHaveLength(refusals);
  });
});
