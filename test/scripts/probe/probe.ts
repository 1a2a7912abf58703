/** Not part of the normal run: closing-line.test.ts runs it without a PATH. */
import { describe, expect, it } from 'vitest';
import { missingForJudge } from '../../mounted/judge.ts';
import { describeUnless, withForeign } from '../../support/foreign.ts';

describe('needs nothing', () => {
  it('passes', () => {
    expect(1).toBe(1);
  });
});

withForeign(['isovfy', 'xorriso'], 'needs judges', (paths) => {
  it('would run the first', () => {
    expect(paths.isovfy).toContain('/');
  });

  it('would run the second', () => {
    expect(paths.xorriso).toContain('/');
  });
});

describeUnless(missingForJudge(), 'needs the kernel', () => {
  it('would boot', () => {
    expect(missingForJudge()).toBeUndefined();
  });
});
