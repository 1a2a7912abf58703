/** Runs hostile contents in processes of their own, which may end as they like: what they were at is known. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Share, Told } from './worker.ts';

const HERE = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const OUTPUT = HERE('../../../.cache/hostile/');
/** A look that lasts longer hangs, however busy the machine is. */
const LONGEST_MILLISECONDS = 120_000;
const MOST_FAULTS = 10;

/** Sources are bundled, because a test runner's module system costs more than the looks; the packages of others are not. */
export async function buildWorker(): Promise<void> {
  const conditions = ['@configdrive/source'];
  await build({
    configFile: false,
    logLevel: 'silent',
    root: HERE('../../..'),
    resolve: { conditions },
    ssr: { noExternal: [/^@configdrive\//, /^iso9660-/], resolve: { conditions, externalConditions: ['node'] } },
    build: { ssr: HERE('worker.ts'), outDir: OUTPUT, emptyOutDir: true, target: 'node20' },
  });
}

export interface Report {
  readonly seeds: number;
  readonly looks: number;
  readonly mostMebibytes: number;
  readonly mostSeconds: number;
  /** `seed 7, explain: takes 300 MiB above the start` */
  readonly faults: readonly string[];
}

type Fault = Extract<Told, { kind: 'fault' }>;
type End = Extract<Told, { kind: 'end' }>;

/** Goes through the seeds of a share, in a new process after each fault. */
export async function runShare(share: Share): Promise<Report> {
  let report: Report = { seeds: 0, looks: 0, mostMebibytes: 0, mostSeconds: 0, faults: [] };
  for (let { first } = share; report.faults.length < MOST_FAULTS; ) {
    const told = await toldBy({ ...share, first, most: share.most - report.seeds });
    report = joined(report, told, share);
    if (told.kind === 'end') break;
    first = told.seed + share.step;
  }
  return report;
}

function joined(report: Report, told: Fault | End, { step, first }: Share): Report {
  if (told.kind === 'fault') {
    const fault = `seed ${told.seed}, ${told.look}: ${told.what}`;
    return { ...report, seeds: (told.seed - first) / step + 1, faults: [...report.faults, fault] };
  }
  return {
    ...report,
    seeds: report.seeds + told.seeds,
    looks: report.looks + told.looks,
    mostMebibytes: Math.max(report.mostMebibytes, told.mostMebibytes),
    mostSeconds: Math.max(report.mostSeconds, told.mostSeconds),
  };
}

function toldBy(share: Share): Promise<Fault | End> {
  const child = fork(`${OUTPUT}worker.js`, [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.stdout?.resume();
  let [seed, look, said] = [share.first, 'the start', ''];
  child.stderr?.on('data', (data: Buffer) => {
    said = `${said}${data.toString('utf8')}`.slice(-1000);
  });
  return new Promise((resolve) => {
    let answer: Fault | End | undefined;
    const watch = endWhenSilent(child);
    child.on('message', (told: Told) => {
      watch.refresh();
      if (told.kind === 'at') ({ seed, look } = told);
      else answer = told;
    });
    child.once('exit', (code, signal) => {
      clearTimeout(watch);
      const what = `the process ended with ${signal ?? code}: ${said}`;
      resolve(answer ?? { kind: 'fault', seed, look, what });
    });
    child.send(share);
  });
}

const endWhenSilent = (child: ChildProcess): NodeJS.Timeout =>
  setTimeout(() => child.kill('SIGKILL'), LONGEST_MILLISECONDS);
