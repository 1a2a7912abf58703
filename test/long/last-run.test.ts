/** The report of the long forms speaks of the tests that have one, and of no machine; a failure in it is told, not hidden. */
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type LongReport, type LongRun, lastRuns, noteOn, withRun } from './report.ts';
import { hashOf, longTests } from './tests.ts';

const report = lastRuns();
const runs = Object.entries(report.tests).filter((entry): entry is [string, LongRun] => entry[1] !== 'never run');

describe('the report of the last long runs', () => {
  it('names every test that has a long form, and no other', () => {
    expect(Object.keys(report.tests), 'npm run test:long -- NAME enters what is new').toEqual(longTests());
  });

  it('is of runs in which something ran', () => {
    expect(runs.filter(([, { passed, failed }]) => passed + failed === 0).map(([path]) => path)).toEqual([]);
  });

  it('names no kernel', () => {
    expect(JSON.stringify(report)).not.toContain(release());
    expect(JSON.stringify(report)).not.toMatch(/kernel/i);
  });
});

describe('the note on it', () => {
  const path = 'test/storage/faults.test.ts';
  const run: LongRun = {
    date: '2026-01-10',
    commit: 'abc',
    hash: hashOf(path),
    passed: 1,
    failed: 0,
    skipped: 0,
    seconds: 1,
  };

  it.each<[LongReport['tests'], string]>([
    [{ [path]: 'never run' }, '1 never ran'],
    [{ [path]: run }, '1 of 1 ran, the oldest 5 days and 7 commits ago'],
    [{ [path]: { ...run, hash: 'other' } }, '1 of 1 ran, the oldest 5 days and 7 commits ago; 1 changed since'],
    [{ [path]: { ...run, failed: 1 } }, `1 of 1 ran, the oldest 5 days and 7 commits ago; ${path} FAILED`],
    [
      { [path]: { ...run, commit: 'gone' }, 'test/a.test.ts': 'never run' },
      '1 of 2 ran, the oldest 5 days ago; 1 never ran',
    ],
  ])('%# says how old it is', (tests, note) => {
    const commits = (commit: string): number | undefined => (commit === 'abc' ? 7 : undefined);
    expect(noteOn({ versions: {}, tests }, new Date('2026-01-15T12:00:00Z'), commits)).toBe(
      `Long forms of tests: ${note} (npm run test:long)`,
    );
  });
});

it('a run takes the place of the one before, with its day', () => {
  const old: LongRun = { date: '2026-01-10', commit: 'a', hash: '', passed: 1, failed: 0, skipped: 0, seconds: 1 };
  const run = { ...old, date: '2026-01-11' };
  const before: LongReport = {
    versions: { '2026-01-10': { node: '20' } },
    tests: { 'test/a.test.ts': old, 'test/gone.test.ts': old },
  };
  expect(withRun(before, ['test/a.test.ts', 'test/b.test.ts'], 'test/a.test.ts', run, { node: '22' })).toEqual({
    versions: { '2026-01-11': { node: '22' } },
    tests: { 'test/a.test.ts': run, 'test/b.test.ts': 'never run' },
  });
});
