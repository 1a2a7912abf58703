/**
 * Whether storage answers. A network file system whose server is gone makes whoever calls it wait, often for ever. So the
 * first question is asked in the thread pool, and given up on: nothing that blocks this thread is done before the answer.
 */
import type { Stats } from 'node:fs';
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

/**
 * Questions that nobody has answered yet. Each holds a thread of the pool for as long as it takes, and there are four: who
 * asks again waits for the old question, or dead storage would soon hold up what is alive.
 */
const unanswered = new Map<string, Promise<unknown>>();

async function isDirectory(directory: string, path: string, options: AnswerOptions): Promise<boolean> {
  const before = unanswered.get(directory);
  if (before !== undefined) await inTime(before, path, options);
  const asked = statsOf(directory, path);
  let stats: Stats | undefined;
  try {
    stats = await inTime(asked, path, options);
  } catch (cause) {
    remember(directory, asked);
    throw cause;
  }
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  throw new StorageError('directory-not-one', 'reach', path);
}

const statsOf = (directory: string, path: string): Promise<Stats | undefined> =>
  stat(directory).catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw storageErrorFrom('reach', path, cause);
  });

/** Until it is answered, which it may be already. */
function remember(directory: string, asked: Promise<unknown>): void {
  const settled = asked.then(
    () => unanswered.delete(directory),
    () => unanswered.delete(directory),
  );
  unanswered.set(directory, settled);
}

async function inTime<T>(asked: Promise<T>, path: string, options: AnswerOptions): Promise<T> {
  const { answerWithinMilliseconds, signal } = options;
  const done = new AbortController();
  const signals = signal === undefined ? [done.signal] : [done.signal, signal];
  const late = setTimeout(answerWithinMilliseconds, undefined, { signal: AbortSignal.any(signals) }).then(() => {
    throw new StorageError('unreachable', 'reach', path);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause;
  } finally {
    done.abort();
    late.catch(() => {}); // given up, which is no error
  }
}
