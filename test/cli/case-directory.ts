/** A fresh directory for each test of a file, and the command run in it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { type CommandOptions, type CommandResult, configdrive } from './command.ts';

export interface CaseDirectory {
  /** The path of a file in it; without a name its own. Ask inside tests and hooks only. */
  readonly here: (...names: readonly string[]) => string;
  readonly run: (args: readonly string[], options?: CommandOptions) => CommandResult;
}

/** @param env for every run, under that of its own */
export function useCaseDirectory(env: Readonly<Record<string, string>> = {}): CaseDirectory {
  const path = useTemporaryDirectory();
  let count = 0;
  let directory = '';
  beforeEach(() => {
    directory = path(`case-${count++}`);
    mkdirSync(directory);
  });
  return {
    here: (...names) => join(directory, ...names),
    run: (args, options = {}) => configdrive(args, { cwd: directory, ...options, env: { ...env, ...options.env } }),
  };
}
