/** The last run of each long form, kept beside this file: when, of which commit, with what, and what came of it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashOf } from './tests.ts';

export interface LongRun {
  /** Day of the run. */
  readonly date: string;
  /** What was tested: a commit, `-dirty` if there was more than that. */
  readonly commit: string;
  /** Of the test and its helpers. */
  readonly hash: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

export interface LongReport {
  /** Day of a run → what judged on it: package → version. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Test file → its last run. */
  readonly tests: Readonly<Record<string, LongRun | 'never run'>>;
}

const FILE = fileURLToPath(new URL('./last-run.json', import.meta.url));

export const lastRuns = (): LongReport => JSON.parse(readFileSync(FILE, 'utf8')) as LongReport;

export const saveRuns = (report: LongReport): void => writeFileSync(FILE, `${JSON.stringify(report, null, 2)}\n`);

/** The report after a run of one test; of the tests that have a long form, and of the days on which one of them ran. */
export function withRun(
  { tests, versions }: LongReport,
  paths: readonly string[],
  path: string,
  run: LongRun,
  versionsNow: Readonly<Record<string, string>>,
): LongReport {
  const after = Object.fromEntries(paths.map((each) => [each, each === path ? run : (tests[each] ?? 'never run')]));
  const dates = new Set(Object.values(after).map((each) => (each === 'never run' ? '' : each.date)));
  const days = Object.entries({ ...versions, [run.date]: versionsNow });
  return { versions: Object.fromEntries(days.filter(([date]) => dates.has(date))), tests: after };
}

/** What the closing lines say of the report. */
export function noteOn(
  { tests }: LongReport,
  today: Date,
  commitsSince: (commit: string) => number | undefined,
): string {
  const all = Object.keys(tests).length;
  const runs = Object.entries(tests).flatMap(([path, run]) => (run === 'never run' ? [] : [{ path, ...run }]));
  const oldest = runs.toSorted((one, other) => one.date.localeCompare(other.date))[0];
  const parts = [
    oldest === undefined ? undefined : `${runs.length} of ${all} ran, ${ageOf(oldest, today, commitsSince)}`,
    counted(runs.filter(({ path, hash }) => hash !== hashOf(path)).length, 'changed since'),
    ...runs.filter(({ failed }) => failed > 0).map(({ path }) => `${path} FAILED`),
    counted(all - runs.length, 'never ran'),
  ];
  return `Long forms of tests: ${parts.filter((part) => part !== undefined).join('; ')} (npm run test:long)`;
}

const counted = (count: number, what: string): string | undefined => (count === 0 ? undefined : `${count} ${what}`);

function ageOf({ date, commit }: LongRun, today: Date, commitsSince: (commit: string) => number | undefined): string {
  const days = Math.max(0, Math.floor((today.getTime() - Date.parse(date)) / 86_400_000));
  const commits = commitsSince(commit.replace('-dirty', ''));
  return `the oldest ${days} days${commits === undefined ? '' : ` and ${commits} commits`} ago`;
}

/** undefined where the history does not have it. */
export function commitsSince(commit: string): number | undefined {
  const { status, stdout } = spawnSync('git', ['rev-list', '--count', `${commit}..HEAD`], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
