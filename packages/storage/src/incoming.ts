/** Bytes that have to be waited for, in the protocol of pauses: an abort does not wait for a source that hangs. */
import { InvalidInputError } from '@configdrive/issues';
import type { Pause } from './pauses.ts';

interface Incoming {
  next(): Generator<Pause, Uint8Array | undefined>;
  /** Tells the source that no more is wanted; does not wait for a source that hangs. */
  close(): void;
}

export function incomingOf(chunks: AsyncIterator<Uint8Array>, signal: AbortSignal | undefined): Incoming {
  function* next(): Generator<Pause, Uint8Array | undefined> {
    let result: IteratorResult<Uint8Array, unknown> | undefined;
    yield {
      now: refuseAsynchronous,
      later: async () => {
        result = await orAborted(chunks.next(), signal);
      },
    };
    return result?.done === true ? undefined : result?.value;
  }
  return { next, close: () => void chunks.return?.().catch(() => {}) };
}

function refuseAsynchronous(): never {
  const message = 'a content can only be read asynchronously: use the asynchronous call';
  throw new InvalidInputError([{ code: 'content-not-synchronous', severity: 'error', place: [], message }]);
}

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
