/** Nasty trees before a strict verifier: it warns of what their names bend, and of nothing else. */
import { describe, expect, it } from 'vitest';
import { complaintsOf, DELIBERATE } from '../support/soundness.ts';
import { imageOf } from './images.ts';
import { hugeTrees, nastyTrees } from './nasty-trees.ts';

/** By night the huge ones too. */
const trees = process.env.CONFIGDRIVE_NIGHTLY === '1' ? [...nastyTrees, ...hugeTrees] : nastyTrees;

describe('a strict verifier', () => {
  it.each(trees)('$name', ({ entries, options, bends = [] }) => {
    const { bytes } = imageOf(entries, options, bends);
    const reported = complaintsOf(bytes, DELIBERATE).map((line) => line.slice(0, line.indexOf(' ')));
    expect([...new Set(reported)].sort()).toEqual([...bends].sort());
  });
});
