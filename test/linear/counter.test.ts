/** The counter of steps tells what is linear from what is square, and says the same each time. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { growsAsItsText, type Steps, stepsOf } from '../support/steps/steps.ts';
import { few, hidden, linear, square } from './counter.counted.ts';

const MODULE = join(import.meta.dirname, 'counter.counted.ts');

describe('steps', () => {
  let steps: Steps = new Map();
  beforeAll(async () => {
    steps = await stepsOf(MODULE);
  });

  const countsOf = (name: string): readonly number[] => steps.get(name) ?? [];
  const growthOf = (name: string): number => {
    const [short = Number.NaN, long = Number.NaN] = countsOf(name);
    return long / short;
  };

  it.each(linear)('of $name are linear', ({ name }) => {
    expect(growthOf(name)).toBeGreaterThan(2);
    expect(growthOf(name)).toBeLessThan(5);
    expect(growsAsItsText(countsOf(name))).toBe(true);
  });

  it.each(square)('of $name are square', ({ name }) => {
    expect(growthOf(name)).toBeGreaterThan(10);
    expect(growthOf(name)).toBeLessThan(20);
    expect(growsAsItsText(countsOf(name))).toBe(false);
  });

  it('are not hidden by what a work makes once', () => {
    expect(growsAsItsText(countsOf(hidden.name))).toBe(false);
    expect(growthOf(hidden.name)).toBeGreaterThan(10);
  });

  it.each(few)('of $name are few', ({ name }) => {
    expect(Math.max(...countsOf(name))).toBeLessThan(100);
    expect(growsAsItsText(countsOf(name))).toBe(true);
  });

  it('are as many the next time', async () => {
    expect(await stepsOf(MODULE)).toEqual(steps);
  });
});

it('a text that is not there grows as nothing does', () => {
  expect(growsAsItsText([])).toBe(false);
});
