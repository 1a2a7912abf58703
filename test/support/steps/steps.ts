/**
 * How many steps a work takes: how often each block of code runs, and how much the engine's own functions walk over. The
 * number is the same on every machine, however busy. A process of its own counts, since the engine does so only for code
 * that it has not run before, and since whoever measures coverage in this one would lose theirs.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { makeTemporaryDirectory, removeTree } from '../temporary.ts';

export { growsAsItsText } from './growth.mjs';

const COUNTER = join(import.meta.dirname, 'counter.mjs');
const CONDITIONS = ['@configdrive/source', 'module', 'node'];

/** Steps for each given, by the name of the work. */
export type Steps = ReadonlyMap<string, readonly number[]>;

/** Counts the works that a module exports as `counted`. Its path is absolute; it must not import vitest. */
export async function stepsOf(module: string): Promise<Steps> {
  const folder = makeTemporaryDirectory();
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [COUNTER, await bundled(module, folder)], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return new Map(JSON.parse(stdout) as readonly [string, readonly number[]][]);
  } finally {
    removeTree(folder);
  }
}

/** One file, with the libraries inside: their steps are steps of whoever calls them. */
async function bundled(module: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: CONDITIONS },
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      minify: false,
      rolldownOptions: {
        input: module,
        output: { entryFileNames: 'counted.mjs', codeSplitting: false },
      },
    },
  });
  return join(outDir, 'counted.mjs');
}
