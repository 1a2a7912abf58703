/** The verifier counted a slash for every part of a split component: a target of 4,095 bytes, which is allowed, had 4,112. */

import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { complaintsOf } from '../support/soundness.ts';
import { OPTIONS } from '../writer/images.ts';

describe('a target of 4,095 bytes', () => {
  it.each([
    ['of one component', 'x'.repeat(4095)],
    ['of many', `${'abc/'.repeat(1023)}abc`],
    ['from the root', `/${'abc/'.repeat(1023)}ab`],
    ['with parents', `${'../'.repeat(100)}${'x'.repeat(3795)}`],
  ])('%s is sound', (_, target) => {
    expect(target.length).toBe(4095);
    const image = toBytes(layOutImage([{ path: 'link', target }], OPTIONS));
    expect(complaintsOf(image)).toEqual([]);
  });
});
