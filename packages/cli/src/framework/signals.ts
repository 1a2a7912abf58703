/** Ctrl-C and its relatives: work is told to stop, cleans up, and then the process ends with their exit code. */
import { type EndingSignal, exitCodeBySignal } from './exit-codes.ts';

export interface Watch {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, if one did. */
  exitCode(): number | undefined;
}

const signals = Object.keys(exitCodeBySignal) as EndingSignal[];

/** Signals that end a command which stays. */
const stayingSignals = signals.filter((name) => name !== 'SIGHUP');

/** Heeds the first signal; a second one ends the process at once. */
export function watchSignals({ stays = false }: { readonly stays?: boolean | undefined } = {}): Watch {
  const heeded = stays ? stayingSignals : signals;
  const controller = new AbortController();
  let caught: EndingSignal | undefined;
  const onSignal = (name: EndingSignal): void => {
    caught = name;
    for (const each of heeded) process.removeListener(each, onSignal);
    controller.abort();
  };
  for (const each of heeded) process.on(each, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => (caught === undefined ? undefined : exitCodeBySignal[caught]),
  };
}
