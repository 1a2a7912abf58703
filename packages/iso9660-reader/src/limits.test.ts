import { describe, expect, it } from 'vitest';
import { Findings } from './findings.ts';
import { Budget, type ReadOptions, readLimits } from './limits.ts';

const STEPS_PER_LOOK_AT_THE_CLOCK = 1000;

/** What was taken, and the issues of what was refused. */
function taken(count: number, take: (budget: Budget, findings: Findings) => boolean, options: ReadOptions) {
  const findings = new Findings(false);
  const budget = new Budget(options);
  const answers = Array.from({ length: count }, () => take(budget, findings));
  return { granted: answers.filter(Boolean).length, first: answers.indexOf(false), issues: findings.issues };
}

const takeEntry = (budget: Budget, findings: Findings): boolean => budget.takeEntry(findings, 4096);
const takeStep = (budget: Budget, findings: Findings): boolean => budget.takeStep(findings, 4098);

describe('a budget of entries', () => {
  it('grants as many as the limit, and says what was expected', () => {
    const { granted, issues } = taken(4, takeEntry, { limits: { entries: 3 } });
    expect(granted).toBe(3);
    expect(issues).toMatchObject([{ code: 'too-many-entries', block: 2, byte: 0, expected: 'at most 3', got: 'more' }]);
  });

  it('begins anew with each tree', () => {
    const findings = new Findings(false);
    const budget = new Budget({ limits: { entries: 1 } });
    expect([takeEntry(budget, findings), takeEntry(budget, findings)]).toEqual([true, false]);
    budget.beginTree();
    expect([takeEntry(budget, findings), takeEntry(budget, findings)]).toEqual([true, false]);
  });
});

describe('a budget of time', () => {
  /** A clock that moves on by so much whenever it is looked at. */
  const clock = (step: number, looks: number[] = []) => {
    let now = 50;
    return () => {
      looks.push(now);
      now += step;
      return looks.at(-1) ?? 0;
    };
  };

  it('is not looked after without a clock', () => {
    expect(taken(5000, takeStep, { limits: { milliseconds: 0 } }).granted).toBe(5000);
  });

  it('looks at the clock when it begins and once in a thousand steps', () => {
    const looks: number[] = [];
    taken(3 * STEPS_PER_LOOK_AT_THE_CLOCK - 1, takeStep, { now: clock(0, looks) });
    expect(looks).toHaveLength(3);
  });

  it('holds at the limit and ends behind it', () => {
    expect(taken(1000, takeStep, { limits: { milliseconds: 7 }, now: clock(7) }).granted).toBe(1000);
    const { first, issues } = taken(1000, takeStep, { limits: { milliseconds: 6 }, now: clock(7) });
    expect(first).toBe(999);
    expect(issues).toMatchObject([{ code: 'time-limit', block: 2, byte: 2, expected: 'at most 6 ms', got: 'more' }]);
  });
});

describe('limits that are not given', () => {
  it('are the documented ones', () => {
    expect(new Budget({ limits: { depth: 3 } }).limits).toEqual({
      imageByteLength: Number.POSITIVE_INFINITY,
      entries: 2_000_000,
      depth: 3,
      directoryByteLength: 268_435_456,
      milliseconds: 10_000,
    });
    expect(new Budget({}).limits).toEqual(readLimits);
  });
});
