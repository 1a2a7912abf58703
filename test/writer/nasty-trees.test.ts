/** Nasty trees before a strict verifier: it warns of what their names bend, and of nothing else. */
import { describe, expect, it } from 'vitest';
import { complaintsOf, DELIBERATE } from '../support/soundness.ts';
import { imageOf } from './images.ts';
import { hugeTrees, nastyTrees } from './nasty-trees.ts';

const isNightly = process.env.CONFIGDRIVE_NIGHTLY === '1';

describe('a strict verifier', () => {
  it.each(nastyTrees)('$name', ({ entries, options, bends = [] }) => {
    const { bytes } = imageOf(entries, options, bends);
    const reported = complaintsOf(bytes, DELIBERATE).map((line) => line.split(' ')[0]);
    expect([...new Set(reported)].sort()).toEqual([...bends].sort());
  });
});

describe.skipIf(!isNightly)('a strict verifier, by night [CONFIGDRIVE_NIGHTLY=1]', () => {
  it.each(hugeTrees)('$name', ({ entries, options, bends }) => {
    expect(imageOf(entries, options, bends).layout.byteLength).toBeGreaterThan(2 ** 20);
  });
});
