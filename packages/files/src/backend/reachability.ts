/**
 * Probes whether storage answers. A network file system whose server is gone makes whoever calls it wait, often for ever and deaf to
 * every signal; a process whose thread waits there cannot even exit. So another process asks first, and is left behind when
 * it gets no answer: nothing that blocks a thread of this one is done before.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { errnoOf } from '../errors.ts';
import { storageError, storageErrorFrom } from './errors.ts';

export interface ProbeOptions {
  readonly answerWithinMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** `absent`: the root is there, the directory of drives is not. */
export type ProbeResult = 'there' | 'absent';

/**
 * Asks whether a directory of drives is there, and never waits for storage that does not answer.
 *
 * @param root What must exist.
 * @param path For messages.
 * @throws StorageError `unreachable` when nothing answers in time, or with what the operating system says; the signal's
 *   reason
 */
export async function probe(
  directory: string,
  root: string,
  path: string,
  options: ProbeOptions,
): Promise<ProbeResult> {
  if (await isDirectory(directory, path, options)) return 'there';
  if (await isDirectory(root, path, options)) return 'absent';
  throw storageError('directory-missing', 'reach', path, { hint: 'the root does not exist: mount or create it' });
}

/**
 * Questions that nobody has answered yet. Each holds a process for as long as the kernel does not let go of it: who asks
 * again waits for the old question, or a dead mount would soon have gathered thousands.
 */
const unanswered = new Map<string, Promise<unknown>>();

async function isDirectory(directory: string, path: string, options: ProbeOptions): Promise<boolean> {
  const before = unanswered.get(directory);
  if (before !== undefined) await inTime(before, path, options);
  const giveUp = new AbortController();
  const asked = statsOf(directory, path, giveUp.signal);
  let stats: Stats | undefined;
  try {
    stats = await inTime(asked, path, options);
  } catch (cause) {
    giveUp.abort();
    answeredAt.delete(directory);
    remember(directory, asked);
    throw cause;
  }
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  throw storageError('directory-not-one', 'reach', path);
}

async function statsOf(directory: string, path: string, givenUp: AbortSignal): Promise<Stats | undefined> {
  await anotherProcessAsks(directory, givenUp);
  givenUp.throwIfAborted();
  return stat(directory).catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw storageErrorFrom('reach', path, cause);
  });
}

/** A process costs milliseconds, and more the larger this one is: who asks all the time asks by one only now and then. */
const TRUST_MILLISECONDS = 1000;

/** When other processes last had their answers. */
const answeredAt = new Map<string, number>();

/**
 * Until it has an answer, whatever it is. It asks about the file system: a client of NFS may answer `stat` from its cache when
 * the server is gone, but not `statfs`. It holds nothing of this process open: no pipe, and no event loop.
 */
async function anotherProcessAsks(directory: string, givenUp: AbortSignal): Promise<void> {
  if (performance.now() - (answeredAt.get(directory) ?? Number.NEGATIVE_INFINITY) < TRUST_MILLISECONDS) return;
  try {
    const asking = spawn('stat', ['-f', '--', directory], { stdio: 'ignore' });
    asking.unref();
    givenUp.addEventListener('abort', () => asking.kill('SIGKILL'));
    await once(asking, 'exit');
  } catch {
    return; // No process is to be had: a thread of the pool has to wait.
  }
  if (!givenUp.aborted) answeredAt.set(directory, performance.now());
}

/** Until it is answered, which it may be already. */
function remember(directory: string, asked: Promise<unknown>): void {
  const settled = asked.then(
    () => unanswered.delete(directory),
    () => unanswered.delete(directory),
  );
  unanswered.set(directory, settled);
}

async function inTime<T>(asked: Promise<T>, path: string, options: ProbeOptions): Promise<T> {
  const { answerWithinMilliseconds, signal } = options;
  const done = new AbortController();
  const signals = signal === undefined ? [done.signal] : [done.signal, signal];
  const late = setTimeout(answerWithinMilliseconds, undefined, { signal: AbortSignal.any(signals) }).then(() => {
    throw storageError('unreachable', 'reach', path);
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
