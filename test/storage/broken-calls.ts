/**
 * The calls to the file system that this process makes, counted, and one of them broken: what strace does to a process from
 * outside (faults.ts), for code that has no process of its own. A test mocks `node:fs` with `watchedFs`.
 */
import { basename } from 'node:path';

/** What publishing calls: all of it synchronous but for the flush, which is called with a function for its end. */
const NAMES = [
  'openSync',
  'closeSync',
  'readSync',
  'writeSync',
  'fsync',
  'fsyncSync',
  'fstatSync',
  'lstatSync',
  'fchmodSync',
  'fchownSync',
  'ftruncateSync',
  'readdirSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
] as const;
type Name = (typeof NAMES)[number];

type Call = (...args: readonly unknown[]) => unknown;

/** Which calls fail: those for which this answers an errno. `index` counts from 0. */
export type Breaking = (index: number, text: string) => string | undefined;

const files: ReadonlyArray<readonly [kind: RegExp, role: string]> = [
  [/\.draft$/, 'draft'],
  [/\.claim$/, 'claim'],
  [/\.next$/, 'copy'],
  [/\.iso$/, 'file'],
];

const roleOf = (path: string): string => files.find(([kind]) => kind.test(path))?.[1] ?? 'directory';

/** One at a time: what is seen while it watches, by function and by what it is called for. */
export class Watch {
  #calls: string[] | undefined;
  #breaking: Breaking = () => undefined;
  readonly #roles = new Map<number, string>();

  /** Runs something; what `breaking` names fails in it. Answers the calls, `rename draft file` and the like. */
  async over(act: () => Promise<void>, breaking: Breaking = () => undefined): Promise<readonly string[]> {
    const calls: string[] = [];
    this.#calls = calls;
    this.#breaking = breaking;
    try {
      await act();
    } finally {
      this.#calls = undefined;
    }
    return calls;
  }

  call(name: Name, real: Call, args: readonly unknown[]): unknown {
    if (this.#calls === undefined) return real(...args);
    const text = this.#textOf(name, args);
    const errno = this.#breaking(this.#calls.push(text) - 1, text);
    // Linux lets a descriptor go also when close fails.
    if (errno !== undefined && name === 'closeSync') real(...args);
    if (errno !== undefined) return failed(name, errno, args);
    const result = real(...args);
    if (name === 'openSync') this.#roles.set(Number(result), roleOf(basename(String(args[0]))));
    return result;
  }

  /** The function without its `Sync`, and the roles of the files that it is called for. */
  #textOf(name: Name, args: readonly unknown[]): string {
    const paths = args.filter((each) => typeof each === 'string').map((path) => roleOf(basename(path)));
    const roles = typeof args[0] === 'number' ? [this.#roles.get(args[0]) ?? 'unknown'] : paths;
    return [name.replace(/Sync$/, ''), ...roles].join(' ');
  }
}

/** Throws, or tells whoever is to be called at the end. */
function failed(name: Name, errno: string, args: readonly unknown[]): void {
  const error = Object.assign(new Error(`${errno}: broken`), { code: errno, syscall: name });
  const end = args.at(-1);
  if (typeof end !== 'function') throw error;
  setImmediate(() => end(error));
}

/** `node:fs` with the functions of publishing watched. */
export function watchedFs(real: typeof import('node:fs'), watch: Watch): typeof import('node:fs') {
  const watched = NAMES.map((name) => [name, (...args: unknown[]) => watch.call(name, real[name] as Call, args)]);
  const functions = Object.fromEntries(watched);
  return { ...real, ...functions, default: { ...real, ...functions } };
}
