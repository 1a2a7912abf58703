/** What broken-calls.cjs has, which is no TypeScript since processes load it before anything else, with its types. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Loaded by a process before its program: `--require`. */
export const BROKEN_CALLS = fileURLToPath(new URL('broken-calls.cjs', import.meta.url));

/** Which calls fail: those for which this answers an errno, or how else. `index` counts from 0. */
export type Breaking = (index: number, text: string) => string | undefined;

/** One at a time: what is seen while it watches, by function and by what it is called for. */
export interface Watch {
  /** Runs something; what `breaking` names fails in it. Answers the calls, `rename draft file` and the like. */
  over(act: () => Promise<void>, breaking?: Breaking): Promise<readonly string[]>;
}

/**
 * `once`: the call fails. `forever`: it does, and from then on every one of the same function. `gone`: every one of all
 * functions. `done`: it is done, and reported as failed. `short`: it does half of what it is asked.
 */
export type Manner = 'once' | 'forever' | 'gone' | 'done' | 'short';

export interface Fault {
  /** Of the call, from 0. */
  readonly index: number;
  readonly errno: string;
  readonly manner: Manner;
}

interface Engine {
  readonly CHANGES: RegExp;
  readonly Watch: new (directory?: string) => Watch;
  readonly breakingOf: (fault: Fault) => Breaking;
  readonly install: (watch: Watch) => void;
  readonly watchedFs: (real: typeof import('node:fs'), watch: Watch) => typeof import('node:fs');
}

const engine: Engine = createRequire(import.meta.url)('./broken-calls.cjs');

export const { CHANGES, Watch, Watch: BrokenCalls, breakingOf, install, watchedFs } = engine;
