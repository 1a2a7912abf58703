/**
 * System calls of a publishing process, recorded and then broken one at a time by strace. Every call that touches the
 * directory is found by recording; a second run of the same program fails exactly that call.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunResult, run } from '../support/run.ts';

const PROGRAM = fileURLToPath(new URL('publish.mjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../../packages/storage/dist/index.js', import.meta.url));

export interface Job {
  readonly path: string;
  readonly byteLength: number;
  readonly byte: number;
  readonly sync?: boolean;
  readonly repeat?: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

export type Outcome =
  | { readonly ok: true; readonly results?: readonly unknown[] }
  | {
      readonly ok: false;
      readonly name: string;
      readonly code: string;
      readonly step: string;
      readonly message: string;
      readonly leftover?: string;
    };

type CommandLine = readonly [string, ...string[]];

/** The command line of a publishing process. */
export const commandOf = (job: Job): CommandLine => commandLine(PROGRAM, job);

/** Of a program that gets its job as JSON. It runs what `tsc -b` made of the packages. */
export function commandLine(program: string, job: object): CommandLine {
  if (!existsSync(BUILT)) throw new Error('the packages are not built; run npm run build');
  return [process.execPath, program, JSON.stringify(job)];
}

export const outcomeOf = (stdout: Buffer): Outcome => JSON.parse(stdout.toString('utf8'));

/** A process that works in a directory, and how to tell what became of it. */
export interface Play {
  readonly command: readonly [string, ...string[]];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Of a process that was not killed. */
  readonly outcomeOf: (result: RunResult) => Outcome;
}

/** A fault that missed may break the process itself, or its answer. */
export const toldOutcome = ({ status, stdout, stderr }: RunResult): Outcome =>
  status === 0 && stdout.byteLength > 0 ? outcomeOf(stdout) : untoldOutcome(`exit code ${status}`, stderr);

export const untoldOutcome = (name: string, message: string): Outcome => ({
  ok: false,
  name,
  code: '',
  step: '',
  message,
});

export const playOf = (job: Job): Play => ({
  command: commandOf(job),
  directory: dirname(job.path),
  outcomeOf: toldOutcome,
});

/** One call on the way of an image to its name: the `occurrence`-th of its kind in its thread, from 1. */
export interface Call {
  readonly name: string;
  readonly occurrence: number;
  readonly inMainThread: boolean;
  /** As strace prints it, for the message of a failing test. */
  readonly text: string;
}

/** What a writer does to a file system. */
const CALLS = 'openat statx fchmod fchown write pwrite64 ftruncate fsync close rename link unlink mkdir chmod'.split(
  ' ',
);

/** A call to break, and how: `error=EIO`, `signal=KILL`, `retval=0`. Without an occurrence: every call of that name. */
export interface Fault {
  readonly call: Call | Pick<Call, 'name'>;
  readonly fault: string;
}

export interface Traced {
  /** Undefined: the process was killed. */
  readonly outcome: Outcome | undefined;
  /** What touched the directory of the play, in its order. */
  readonly calls: readonly Call[];
  /** Those of them that strace broke. */
  readonly broken: readonly Call[];
}

/** Runs a process under strace, with some calls broken. */
export function trace(strace: string, play: Play, log: string, faults: readonly Fault[] = []): Traced {
  const filters = ['-e', `trace=${CALLS.join(',')}`, ...faults.flatMap((fault) => ['-e', injectionOf(fault)])];
  const threads = followsThreads(faults) ? ['-f'] : [];
  // Short strings, so that a line stays a line; one worker, so that its calls can be counted.
  const flags = ['-y', '-s', '16', ...threads, ...filters, '-o', log];
  const { command, input = '', directory, env, outcomeOf: tell } = play;
  const result = run(strace, [...flags, ...command], { input, env: { ...env, UV_THREADPOOL_SIZE: '1' } });
  const calls = touching(readFileSync(log, 'utf8'), directory);
  const broken = calls.filter(({ text }) => text.includes('(INJECTED)'));
  return { outcome: result.status === null ? undefined : tell(result), calls, broken };
}

const injectionOf = ({ call, fault }: Fault): string =>
  `inject=${call.name}:${fault}${'occurrence' in call ? `:when=${call.occurrence}` : ''}`;

/** strace counts per thread and breaks the n-th call in each: followed only when the call to break is a worker's. */
const followsThreads = (faults: readonly Fault[]): boolean =>
  faults.every(({ call }) => 'inMainThread' in call && !call.inMainThread);

const LINE = /^(?:(\d+) +)?(\w+)\((.*)$/;

/** How the library names files in a directory that it holds open. */
const HELD_DIRECTORY = '/proc/self/fd/';

/** The calls of a log that touch a directory. */
export function touching(log: string, directory: string): Call[] {
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  let mainThread: string | undefined;
  for (const line of log.split('\n')) {
    const [, thread = '', name = '', rest = ''] = LINE.exec(line) ?? [];
    if (name === '') continue;
    mainThread ??= thread;
    const counter = `${thread} ${name}`;
    const occurrence = (counts.get(counter) ?? 0) + 1;
    counts.set(counter, occurrence);
    // That the process works in a directory is no touch.
    const touched = rest.replace(/^AT_FDCWD<[^>]*>/, '');
    if (!touched.includes(directory) && !touched.includes(HELD_DIRECTORY)) continue;
    calls.push({ name, occurrence, inMainThread: thread === mainThread, text: line.replace(/^\d+ +/, '') });
  }
  return calls;
}
