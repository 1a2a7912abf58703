/** Nasty trees before a strict verifier: it warns of what their names bend, and of nothing else. */
import { describe, expect, it } from 'vitest';
import { complaintsOf, DELIBERATE } from '../support/soundness.ts';
import { imageOf } from './images.ts';
import { treesOfThisRun } from './nasty-trees.ts';

describe('a strict verifier', () => {
  it.each(treesOfThisRun)('$name', ({ entries, options, bends = [] }) => {
    const { bytes } = imageOf(entries, options, bends);
    const reported = complaintsOf(bytes, DELIBERATE).map((line) => line.slice(0, line.indexOf(' ')));
    expect([...new Set(reported)].sort()).toEqual([...bends].sort());
  });
});
