/** Runs a program to its end, as the account of the server where there is one. */
import { spawn } from 'node:child_process';
import type { ServerAccount } from './account.ts';

export interface ProgramOptions {
  readonly account?: ServerAccount | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** For its standard input. */
  readonly input?: string | undefined;
}

export interface ProgramResult {
  /** Undefined: it could not be run, or a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of each stream no more is kept. */
const MAX_OUTPUT_CHARACTERS = 64 * 1024;

/** Runs a program; one that cannot be run is a result without a status. */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const { account, env, input } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...identityOf(account),
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        texts[name] = (texts[name] + chunk).slice(-MAX_OUTPUT_CHARACTERS);
      });
    }
    // A program that reads nothing closes its end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('error', () => resolve({ status: undefined, ...texts }));
    child.on('close', (status) => resolve({ status: status ?? undefined, ...texts }));
  });
}

/** Who a child process is. */
export const identityOf = (account: ServerAccount | undefined): { readonly uid?: number; readonly gid?: number } =>
  account === undefined ? {} : { uid: account.uid, gid: account.gid };
