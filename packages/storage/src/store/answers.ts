/**
 * Whether storage answers. A network file system whose server is gone makes whoever calls it wait, often for ever. So the
 * first question is asked in the thread pool, and given up on: nothing that blocks this thread is done before the answer.
 */
import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { errnoOf, StorageError, storageErrorFrom } from '../errors.ts';

export interface AnswerOptions {
  readonly answerWithinMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** `absent`: the root is there, the directory of drives is not. */
export type Answer = 'there' | 'absent';

/**
 * @param root What must exist.
 * @param path For messages.
 * @throws StorageError `unreachable` when nothing answers in time, or with what the operating system says; the signal's
 *   reason
 */
export async function answerOf(directory: string, root: string, path: string, options: AnswerOptions): Promise<Answer> {
  if (await isDirectory(directory, path, options)) return 'there';
  if (await isDirectory(root, path, options)) return 'absent';
  throw new StorageError('directory-missing', 'reach', path, { hint: 'the store makes no roots: mount or make it' });
}

async function isDirectory(directory: string, path: string, options: AnswerOptions): Promise<boolean> {
  const stats = await inTime(
    stat(directory).catch((cause: unknown) => {
      if (errnoOf(cause) === 'ENOENT') return undefined;
      throw storageErrorFrom('reach', path, cause);
    }),
    path,
    options,
  );
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  throw new StorageError('directory-not-one', 'reach', path);
}

async function inTime<T>(asked: Promise<T>, path: string, options: AnswerOptions): Promise<T> {
  const { answerWithinMilliseconds, signal } = options;
  const done = new AbortController();
  const signals = signal === undefined ? [done.signal] : [done.signal, signal];
  const waiting = setTimeout(answerWithinMilliseconds, undefined, { signal: AbortSignal.any(signals) });
  try {
    const late = Symbol('late');
    const first = await Promise.race([asked, waiting.then(() => late)]);
    if (first === late) throw new StorageError('unreachable', 'reach', path);
    return first as T;
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause;
  } finally {
    done.abort();
    waiting.catch(() => {}); // given up, which is no error
  }
}
