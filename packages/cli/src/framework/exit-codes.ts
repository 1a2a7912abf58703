/** Exit codes, by whose fault it was. */

export const DONE = 0;
/** The image has the fault that the command was asked to look for; facts are on standard output. */
export const FAULT_FOUND = 1;

export const INPUT_INVALID = 2;
export const STORAGE_FAILED = 3;
/** A bug of ours. */
export const INTERNAL = 4;

export type ExitCode =
  | typeof DONE
  | typeof FAULT_FOUND
  | typeof INPUT_INVALID
  | typeof STORAGE_FAILED
  | typeof INTERNAL;

const byErrorName: ReadonlyMap<string, ExitCode> = new Map([
  ['InvalidImageError', FAULT_FOUND],
  ['InvalidInputError', INPUT_INVALID],
  ['CommanderError', INPUT_INVALID],
  ['StorageError', STORAGE_FAILED],
]);

/** By name and not by class: the classes stay unloaded until a command needs them. */
export const exitCodeOf = (error: unknown): ExitCode =>
  (error instanceof Error ? byErrorName.get(error.name) : undefined) ??
  (systemErrorText(error) === undefined ? INTERNAL : STORAGE_FAILED);

const LOADING_FAILED: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT']);

/**
 * Says what the operating system refused that no command asked for by a name: files of the program itself, or the current
 * directory. Undefined for every other error.
 */
export function systemErrorText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // A thread that could not be loaded is told by who waits for it.
  if (!('code' in error)) return systemErrorText(error.cause);
  const { code } = error;
  if (LOADING_FAILED.has(code)) return 'a file of the program is missing: install it again';
  if (!('syscall' in error) || typeof error.syscall !== 'string') return undefined;
  return `the operating system refuses ${error.syscall} (${String(code)}), of a file of the program or of the current directory`;
}

/** 128 and the number of the signal, as shells have it. */
export const exitCodeBySignal = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type EndingSignal = keyof typeof exitCodeBySignal;

/** For the help and the reference. */
export const exitCodeMeanings: readonly (readonly [codes: string, meaning: string])[] = [
  ['0', 'done'],
  ['1', 'the image: it cannot be read, or has what the command looks for'],
  ['2', 'the command line or the input'],
  ['3', 'the disk, or a file that is in the way; a server that cannot be reached or fails'],
  ['4', 'a bug in configdrive'],
  ['130, 143', 'stopped by Ctrl-C, by SIGTERM'],
];
