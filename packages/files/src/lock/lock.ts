/**
 * Locks on names, for one process at a time among those that ask. Node has no flock(2), and a lock file of a dead process
 * cannot be stolen without a race. So every lock is a file of its own, whose name says whose it is: who sees no other living
 * lock file after making its own has the name. Of two, the later one sees the earlier. Who sees others takes its file back,
 * unless its is the smallest: then it waits for the others to go. Lock files of the dead do not count and are removed,
 * which is safe because no name comes twice.
 */
import { constants, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@configdrive/issues';
import { closeFile } from '../descriptors.ts';
import { atStep, type FileStep, storageError } from '../errors.ts';
import { backoff } from '../event-loop.ts';
import { closeTarget, openTarget, pathIn, type Target, type TargetOptions } from '../target.ts';
import { isLockOn, lockName } from './own-names.ts';
import { removeIfStale } from './stale-files.ts';

/** A name that this process has for itself. */
export interface Lock {
  /**
   * Lets others have the name; once more does nothing.
   *
   * @throws StorageError at the step `release`
   */
  release(): Promise<void>;
}

export interface WaitOptions {
  /** Ends the waiting for others. */
  readonly signal?: AbortSignal | undefined;
  /** How long others are waited for. The end of it is the error `busy`, never somebody else's lock being ignored. */
  readonly maxWaitMilliseconds?: number | undefined;
}

export interface LockOptions extends WaitOptions, Pick<TargetOptions, 'allowSharedDirectory'> {}

/** Who keeps a name for long is not worth a long wait. */
const MAX_WAIT_FOR_HOLDER_MILLISECONDS = 2000;

/**
 * Acquires the lock on a name and keeps it until `release`: whoever else wants it waits, by default for two seconds here and
 * for half a minute in a writer, and gives up with `busy`.
 *
 * @param path Need not exist; its directory must.
 * @throws StorageError
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const target = openTarget(path, options);
  try {
    const { signal, maxWaitMilliseconds = MAX_WAIT_FOR_HOLDER_MILLISECONDS } = options;
    const name = await acquire(target, { signal, maxWaitMilliseconds });
    return lockOf(target, name);
  } catch (cause) {
    closeTarget(target);
    throw cause;
  }
}

function lockOf(target: Target, name: string): Lock {
  let isHeld = true;
  return {
    release: async () => {
      if (!isHeld) return;
      isHeld = false;
      try {
        release(target, name, 'release');
      } finally {
        closeTarget(target);
      }
    },
  };
}

/**
 * Does something while no other process that asks for the lock on this name does anything with it.
 *
 * @throws StorageError of the lock, or what `act` throws
 */
export async function withLock<Result>(
  path: string,
  options: LockOptions,
  act: () => Promise<Result>,
): Promise<Result> {
  const target = openTarget(path, options);
  try {
    return await withTargetLock(target, options, act);
  } finally {
    closeTarget(target);
  }
}

/** Does something under the lock on the name of a target that is open. */
export async function withTargetLock<Result>(
  target: Target,
  options: WaitOptions,
  act: () => Promise<Result>,
): Promise<Result> {
  const name = await acquire(target, options);
  let result: Result;
  try {
    result = await act();
  } catch (cause) {
    releaseQuietly(target, name);
    throw cause;
  }
  release(target, name, 'release');
  return result;
}

/** Longer than any image takes. */
const MAX_WAIT_MILLISECONDS = 30_000;
const FIRST_BACKOFF_MILLISECONDS = 1;
const MAX_BACKOFF_MILLISECONDS = 50;

/** The name of the lock file. */
async function acquire(
  target: Target,
  { signal, maxWaitMilliseconds = MAX_WAIT_MILLISECONDS }: WaitOptions,
): Promise<string> {
  const giveUpAt = performance.now() + maxWaitMilliseconds;
  let name: string | undefined;
  try {
    for (let pause = FIRST_BACKOFF_MILLISECONDS; ; pause = Math.min(pause * 2, MAX_BACKOFF_MILLISECONDS)) {
      signal?.throwIfAborted();
      name ??= makeLockFile(target);
      const first = firstOfOthers(target, name);
      if (first === undefined) return name;
      if (first < name) {
        release(target, name, 'claim');
        name = undefined;
      }
      if (performance.now() > giveUpAt) throw busy(target, first);
      await backoff(pause * (1 + Math.random()));
    }
  } catch (cause) {
    if (name !== undefined) releaseQuietly(target, name);
    throw cause;
  }
}

const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const PRIVATE = 0o600;

function makeLockFile(target: Target): string {
  const name = lockName(target.name);
  closeFile(atStep('claim', target.path, () => openSync(pathIn(target, name), CREATE_ONLY, PRIVATE)));
  return name;
}

/** The smallest name of the lock files of others that live; undefined when there is none. */
const firstOfOthers = (target: Target, own: string): string | undefined =>
  atStep('claim', target.path, () => readdirSync(target.directoryPath))
    .filter((name) => name !== own && isLockOn(target.name, name) && !removeIfStale(target, name))
    .sort()[0];

function busy({ path, directory }: Target, name: string): StorageError {
  const hint = 'try again; if its process runs no more, on another host or in another container, remove the claim';
  return storageError('busy', 'claim', path, { hint, lock: join(directory, name) });
}

const release = (target: Target, name: string, step: FileStep): void =>
  atStep(step, target.path, () => unlinkSync(pathIn(target, name)));

/** For when there is an error to tell already. */
function releaseQuietly(target: Target, name: string): void {
  try {
    release(target, name, 'release');
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
  }
}
