/**
 * System calls of a publishing process, recorded and then broken one at a time by strace. Every call that touches the
 * directory is found by recording; a second run of the same program fails exactly that call.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunResult, runTimed } from '../support/run.ts';

const PROGRAM = fileURLToPath(new URL('publish.mjs', import.meta.url));
const HELD = fileURLToPath(new URL('held.cjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../../packages/files/dist/lib/index.js', import.meta.url));

export interface Job {
  readonly path: string;
  readonly byteLength: number;
  readonly byte: number;
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

/** Of a program that gets its job as JSON. It runs the packages as they are built. */
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

/** Nothing is another on the disk after a call that only looks. */
export const changesFiles = ({ name, text }: Call): boolean =>
  name === 'openat' ? text.includes('O_CREAT') : !['statx', 'close'].includes(name);

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
  /** What touched the directory of the play, in its order: of both threads, or of that with the call to break. */
  readonly calls: readonly Call[];
  /** Those of them that strace broke. */
  readonly broken: readonly Call[];
}

/** Which threads strace sees: it counts in each for itself, and would break the n-th call of every one. */
type Seen = 'all' | 'main' | 'pool';

const seenFor = ([fault]: readonly Fault[]): Seen => {
  if (fault === undefined) return 'all';
  return 'inMainThread' in fault.call && !fault.call.inMainThread ? 'pool' : 'main';
};

/** Starts a program, waits until it is held, and becomes the strace that lets it go: a tracer may have to be an ancestor. */
const ATTACH = `
exec 3<&0
{ "$@" <&3 3<&-; echo $? >"$STATUS_FILE"; } &
until [ -s "$HELD_FILE" ]; do kill -0 $! || exit; sleep 0.002; done
read thread rest <"$HELD_FILE"
exec 3<&- $STRACE -p "$thread"`;

/** V8 wakes helper threads, and the loop for the collector, when it likes: with writes, which would shift the counts. */
const CALM = ['--single-threaded', '--no-memory-reducer', '--min-semi-space-size=64', '--max-semi-space-size=64'];

/** Far longer than a process takes on a busy machine. */
const STANDSTILL_MILLISECONDS = 10_000;

/** Runs a process under strace, from where it is held, with some calls broken. */
export function trace(strace: string, play: Play, log: string, faults: readonly Fault[] = []): Traced {
  const { command, input = '', directory, env, outcomeOf: tell } = play;
  const [node, ...args] = command;
  const [held, ended] = [`${log}.held`, `${log}.ended`];
  for (const file of [log, held, ended]) rmSync(file, { force: true });
  const seen = seenFor(faults);
  const result = runTimed('/bin/sh', ['-c', ATTACH, 'sh', node, ...CALM, '--require', HELD, ...args], {
    timeoutMilliseconds: STANDSTILL_MILLISECONDS,
    input,
    env: {
      ...env,
      UV_THREADPOOL_SIZE: '1',
      HELD_FILE: held,
      STATUS_FILE: ended,
      HELD_THREAD: seen,
      STRACE: [strace, ...flagsFor(seen, faults), '-o', log].join(' '),
    },
  });
  if (result === undefined) return standstill(held, faults);
  if (!existsSync(log)) throw new Error(`"${command.join(' ')}" was never held:\n${result.stderr}`);
  const text = readFileSync(log, 'utf8');
  const status = statusIn(readFileSync(ended, 'utf8'));
  const calls = touching(text, directory, threadsOf(readFileSync(held, 'utf8'), seen));
  const broken = calls.filter((call) => call.text.includes('(INJECTED)'));
  return { outcome: status === null ? undefined : tell({ ...result, status }), calls, broken };
}

/**
 * A fault that missed can stop a process for good: Node waits for a child's end of a pipe that it could not close. No call
 * counts as seen then, so it is tried again.
 */
function standstill(held: string, faults: readonly Fault[]): Traced {
  const [, main] = readFileSync(held, 'utf8').trim().split(' ');
  process.kill(Number(main), 'SIGKILL');
  if (faults.length === 0) throw new Error(`it stands still with no call broken`);
  return { outcome: untoldOutcome('standstill', `longer than ${STANDSTILL_MILLISECONDS} ms`), calls: [], broken: [] };
}

/** Short strings, so that a line stays a line. */
function flagsFor(seen: Seen, faults: readonly Fault[]): readonly string[] {
  const filters = [`trace=${CALLS.join(',')}`, ...faults.map(injectionOf)].flatMap((filter) => ['-e', filter]);
  return ['-q', '-y', '-s', '16', ...filters, ...(seen === 'all' ? ['-f'] : [])];
}

const injectionOf = ({ call, fault }: Fault): string =>
  `inject=${call.name}:${fault}${'occurrence' in call ? `:when=${call.occurrence}` : ''}`;

const STATUS_OF_KILLED = 128 + constants.signals.SIGKILL;

/** As a shell tells it. */
const statusIn = (text: string): number | null => (Number(text) === STATUS_OF_KILLED ? null : Number(text));

/** The two threads of a process that touch files; one of them is seen without its number. */
interface Threads {
  readonly main: string | undefined;
  readonly pool: string | undefined;
}

function threadsOf(held: string, seen: Seen): Threads {
  const [, main, pool] = held.trim().split(' ');
  if (seen === 'all') return { main, pool };
  return { main: seen === 'main' ? '' : undefined, pool: seen === 'pool' ? '' : undefined };
}

const LINE = /^(?:(\d+) +)?(\w+)\((.*)$/;

/** How the library names files in a directory that it holds open. */
const HELD_DIRECTORY = '/proc/self/fd/';

/** The calls of a log that touch a directory, of these threads alone: not those of processes that the process starts. */
export function touching(log: string, directory: string, threads?: Threads): Call[] {
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  for (const line of log.split('\n')) {
    const [, thread = '', name = '', rest = ''] = LINE.exec(line) ?? [];
    if (name === '' || (threads !== undefined && !Object.values(threads).includes(thread))) continue;
    const counter = `${thread} ${name}`;
    const occurrence = (counts.get(counter) ?? 0) + 1;
    counts.set(counter, occurrence);
    // That the process works in a directory is no touch.
    const touched = rest.replace(/^AT_FDCWD<[^>]*>/, '');
    if (!touched.includes(directory) && !touched.includes(HELD_DIRECTORY)) continue;
    calls.push({ name, occurrence, inMainThread: thread === threads?.main, text: line.replace(/^\d+ +/, '') });
  }
  return calls;
}
