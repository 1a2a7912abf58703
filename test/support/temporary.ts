/** Temporary directories that vanish, also when an extracted tree is read-only. */
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Calls `use` with a fresh directory and removes it afterwards, whatever happens. */
export function withTemporaryDirectory<Result>(use: (directory: string) => Result): Result {
  const directory = makeTemporaryDirectory();
  let result: Result;
  try {
    result = use(directory);
  } catch (cause) {
    removeTree(directory);
    throw cause;
  }
  if (result instanceof Promise) return result.finally(() => removeTree(directory)) as Result;
  removeTree(directory);
  return result;
}

/** For a `describe`: one directory for all its tests. Ask inside tests and hooks only: `const dir = useTemporaryDirectory(); … dir('a.iso')`. */
export function useTemporaryDirectory(): (...names: readonly string[]) => string {
  let directory = '';
  beforeAll(() => {
    directory = makeTemporaryDirectory();
  });
  afterAll(() => removeTree(directory));
  return (...names) => join(directory, ...names);
}

export const makeTemporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'configdrive-test-'));

/** Removes a tree whose directories may lack write permission, as those of an image do. */
export function removeTree(directory: string): void {
  makeWritable(directory);
  rmSync(directory, { recursive: true, force: true });
}

function makeWritable(directory: string): void {
  chmodSync(directory, 0o700);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (lstatSync(path).isDirectory()) makeWritable(path);
  }
}
