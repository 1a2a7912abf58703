/** Runs foreign programs in one fixed environment, so that their output does not depend on the machine. */
import { spawnSync } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Default 120 s. */
  readonly timeoutMilliseconds?: number;
}

export interface RunResult {
  /** null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const OUTPUT_LIMIT_BYTES = 1 << 30;

/** Runs a program to its end, whatever its exit status. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): RunResult {
  const result = runTimed(program, args, options);
  if (result === undefined) throw new Error(`${[program, ...args].join(' ')} did not end in time`);
  return result;
}

/** As `run`; undefined when it was ended because its time was over. */
export function runTimed(program: string, args: readonly string[], options: RunOptions = {}): RunResult | undefined {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: options.cwd,
    input: options.input ?? '',
    env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...options.env },
    maxBuffer: OUTPUT_LIMIT_BYTES,
    timeout: options.timeoutMilliseconds ?? 120_000,
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return undefined;
  if (error !== undefined) throw error;
  return { status, stdout, stderr: stderr.toString('utf8') };
}

/** Runs a program that must succeed; its complaint becomes the error. */
export function runOk(program: string, args: readonly string[], options: RunOptions = {}): RunResult {
  const result = run(program, args, options);
  if (result.status === 0) return result;
  throw new Error(
    `${[program, ...args].join(' ')} ended with ${result.status ?? 'a signal'}:\n${result.stderr.slice(0, 4000)}`,
  );
}

/** Standard output of a program that must succeed, as text. */
export const textOf = (program: string, args: readonly string[], options: RunOptions = {}): string =>
  runOk(program, args, options).stdout.toString('utf8');
