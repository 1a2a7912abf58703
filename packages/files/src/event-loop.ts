/**
 * What asynchronous code here waits for. Everything else is synchronous calls in asynchronous functions: to await such a
 * function costs nothing, a promise per system call costs more than the write of a small drive.
 */
import { fsync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Waits until the bytes of an open file are on stable storage. */
export const flush: (fd: number) => Promise<void> = promisify(fsync);

/** Lets everything else that waits for the event loop go first. */
export const yieldToEventLoop = (): Promise<void> => setImmediate();

/** Waits a while, for another process to get on. */
export const backoff = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

/** Gives the chunks of a source that has to be waited for; an abort does not wait for a source that hangs. */
export async function* untilAborted(
  chunks: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const result = await orAborted(chunks.next(), signal);
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    // Tells the source that no more is wanted, and does not wait for one that hangs.
    void chunks.return?.().catch(() => {});
  }
}

/** Waits for a promise, but no longer than until the signal aborts: the error is then its reason. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
