/**
 * Functions that take a text do linear work on it, whatever it is made of: user data of 780 KB are legal, and somebody else's. Work
 * is counted, so that a busy machine says the same.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import type { Counted } from '../support/steps/counted.ts';
import { growsAsItsText, type Steps, stepsOf } from '../support/steps/steps.ts';
import { timeGrowthOf } from '../support/steps/times.ts';
import { functionsOfTexts } from './exported-functions.ts';
import { counted } from './registry.counted.ts';
import { exceptions, registry } from './registry.ts';

describe('exported functions that take a text', () => {
  const names = functionsOfTexts();
  const isExcepted = (name: string): boolean => exceptions.some(([pattern]) => pattern.test(name));

  it('are in the registry, or there is a reason why not', () => {
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !(name in registry) && !isExcepted(name))).toEqual([]);
    expect(Object.keys(registry).filter(isExcepted)).toEqual([]);
  });

  it('are all that exceptions are made of', () => {
    const needless = exceptions.filter(([pattern]) => !names.some((name) => pattern.test(name)));
    expect(needless.map(([pattern]) => pattern.source)).toEqual([]);
  });
});

describe('functions of the registry', () => {
  let steps: Steps = new Map();

  beforeAll(async () => {
    steps = await stepsOf(join(import.meta.dirname, 'registry.counted.ts'));
  }, 1_800_000);

  it('do work that grows no faster than their texts', () => {
    expect(steps.size).toBe(counted.length);
    expect([...steps].filter(([, counts]) => !growsAsItsText(counts))).toEqual([]);
  });
});

/** Some allowance for who collects the garbage: what is square grows sixteenfold. */
const LINEAR_GROWTH = 6;

/** Which of the works take longer than their texts grow. */
async function slowOf(works: readonly Counted[]): Promise<readonly string[]> {
  const slow: string[] = [];
  for (const { name, givens, work } of works) {
    const [short, long] = givens.map((givenOf) => givenOf());
    // A refusal is an answer too.
    const timed = (given: unknown): Promise<unknown> =>
      Promise.resolve(given as never)
        .then(work)
        .catch(() => undefined);
    if ((await timeGrowthOf(timed, short, long)) >= LINEAR_GROWTH) slow.push(name);
  }
  return slow;
}

// Not skipped but left out otherwise: the long form is this one's other half.
if (isLong) {
  it('functions of the registry take time that grows no faster than their texts', async () => {
    expect(await slowOf(counted)).toEqual([]);
  });
}
