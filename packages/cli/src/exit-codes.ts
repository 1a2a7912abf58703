/** Exit codes, by whose fault it was. */

const byErrorName: ReadonlyMap<string, number> = new Map([
  ['InvalidImageError', 1],
  ['InvalidInputError', 2],
  ['CommanderError', 2],
  ['StorageError', 3],
]);

/** A bug of ours. */
const INTERNAL = 4;

/** By name and not by class: the classes stay unloaded until a command needs them. */
export const exitCodeOf = (error: unknown): number =>
  (error instanceof Error ? byErrorName.get(error.name) : undefined) ?? INTERNAL;

/** 128 and the number of the signal, as shells have it. */
export const exitCodeBySignal = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type EndingSignal = keyof typeof exitCodeBySignal;
