/** `configdrive batch` and `buildMany` on inputs that are larger than what they may hold. */

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exitOf } from '../support/children.ts';
import { isLong } from '../support/long.ts';
import { textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { imagesIn, leftoversIn, lineOf } from './batch-inputs.ts';
import { builtBin } from './command.ts';

const path = useTemporaryDirectory();
const MEBIBYTE = 1024 * 1024;

interface Watched {
  readonly status: number | null;
  readonly peakBytes: number;
}

/** Runs a batch that reads lines from standard input, and takes images away as they come: no disk holds them all. */
async function peakOf(out: string, lines: Iterable<string>): Promise<Watched> {
  const child = spawn(process.execPath, [builtBin(), 'batch', '-', '-d', out, '-j', '2', '--skip-flush'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, SOURCE_DATE_EPOCH: '0' },
  });
  let peakBytes = 0;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, highWaterMarkOf(child.pid));
    takeAway(out);
  }, 100);
  for (const line of lines) {
    if (!child.stdin.write(line)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  const status = await exitOf(child);
  clearInterval(timer);
  takeAway(out);
  return { status, peakBytes };
}

function takeAway(out: string): void {
  try {
    for (const name of imagesIn(out)) rmSync(`${out}/${name}`);
  } catch {
    // Not made yet.
  }
}

/** proc(5): the peak of the resident set; 0 when the process is gone. */
function highWaterMarkOf(pid: number | undefined): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function* linesTo(count: number): Generator<string> {
  for (let number = 0; number < count; number++) yield `${lineOf(number)}\n`;
}

/** Each is refused, after it has been held in memory. */
function* refusedLinesTo(count: number): Generator<string> {
  const padding = 'x'.repeat(10_000);
  for (let number = 0; number < count; number++)
    yield `{"instanceName":"${number}","vmData":7,"vendorData":"${padding}"}\n`;
}

describe.skipIf(process.platform !== 'linux')('memory [only Linux tells the peak]', () => {
  it('does not grow with the input', async () => {
    // In the long form, what the collectors of three heaps let lie about is part of both figures.
    const small = await peakOf(path('small'), linesTo(isLong ? 20_000 : 500));
    const [count, lines] = isLong ? [200_000, linesTo(200_000)] : [15_000, refusedLinesTo(15_000)];
    const large = await peakOf(path('large'), lines);
    expect([small.status, large.status, count]).toEqual([0, isLong ? 0 : 2, count]);
    expect(small.peakBytes).toBeGreaterThan(30 * MEBIBYTE);
    // The lines themselves are 140 MiB; what is remembered of each is at most 43 bytes.
    expect(large.peakBytes - small.peakBytes).toBeLessThan(90 * MEBIBYTE);
  });
});

interface HeapsOfRun {
  /** Early and late: the main thread's live bytes, then those of the others. */
  readonly samples: readonly (readonly [main: number, ...others: number[]])[];
  readonly counts: Readonly<Record<string, number>>;
}

const [EARLY, LATE] = [2000, 6000];
const hereUrl = (name: string): string => new URL(name, import.meta.url).href;

/** What the heaps hold late in a run, beyond what they held early. */
function growthOf({ samples: [early, late] }: HeapsOfRun): { readonly main: number; readonly others: number } {
  const [main = Number.NaN, ...others] = (late ?? []).map((bytes, thread) => bytes - (early?.[thread] ?? Number.NaN));
  return { main, others: sum(others) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('live heaps', () => {
  it('are as large after 6,000 lines as after 2,000, whether these are built, refused or unchanged', () => {
    // Code that V8 compiles on the way lies in the same heaps: up to 2 MiB of it, at moments of its own choice.
    const preload = ['--jitless', '--expose-gc', '--import', hereUrl('../support/live-heap.mjs')];
    const script = fileURLToPath(hereUrl('./batch-heaps.mjs'));
    const text = textOf(process.execPath, [...preload, script, path('heaps'), String(EARLY), String(LATE)]);
    const runs = JSON.parse(text) as readonly HeapsOfRun[];
    expect(runs.map(({ counts }) => counts)).toEqual([
      { built: 800, failed: 5600 },
      { unchanged: 800, failed: 5600 },
    ]);
    for (const growth of runs.map(growthOf)) {
      // Results that were kept would be 1.5 MiB.
      expect(growth.main).toBeLessThan(0.75 * MEBIBYTE);
      expect(growth.others).toBeLessThan(0.75 * MEBIBYTE);
    }
  }, 120_000);
});

const SCRIPT = fileURLToPath(new URL('./library-batch.mjs', import.meta.url));
const library = (scenario: string): unknown => JSON.parse(textOf(process.execPath, [SCRIPT, scenario, path(scenario)]));

describe('the library', () => {
  it('reads no further than its results are taken, and stops when nobody takes any more', () => {
    const { status, askedMeanwhile } = library('lazily') as { status: string; askedMeanwhile: number };
    expect(status).toBe('built');
    // A line is a piece, a piece a chunk: two with the thread, and those read while the first result was on its way.
    expect(askedMeanwhile).toBeLessThan(8);
    expect(imagesIn(path('lazily')).length).toBeLessThanOrEqual(askedMeanwhile);
    expect(leftoversIn(path('lazily'))).toEqual([]);
  });

  it('takes bytes as user data, and an abort ends it with its reason, though the source keeps silent', () => {
    expect(library('aborted')).toMatchObject({
      results: [{ status: 'built', instanceName: 'i-2-0-VM', line: 1 }],
      reason: 'enough',
    });
    expect(readFileSync(path('aborted', 'i-2-0-VM.iso')).includes(Buffer.from([0, 255, 10, 7]))).toBe(true);
  });

  it('hands on what the source throws, after the results of what came before', () => {
    expect(library('failing')).toMatchObject({ results: [{ status: 'built' }], reason: 'the database has gone' });
    expect(leftoversIn(path('failing'))).toEqual([]);
  });
});
