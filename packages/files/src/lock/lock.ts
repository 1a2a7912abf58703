/**
 * Locks on names, for one process at a time among those that ask. Node has no flock(2), and a lock file of a dead process
 * cannot be stolen without a race. So every lock is a file of its own, whose name says whose it is: who sees no other living
 * lock file after making its own has the name. Of two, the later one sees the earlier. Who sees others takes its file back,
 * unless its is the smallest: then it waits for the others to go. Lock files of the dead do not count and are removed,
 * which is safe because no name comes twice. So is one that could not be taken back: its process tries again whenever it
 * meets it, and never waits for it.
 *
 * Of an owner on another host or in another container nobody can tell whether it is dead. It touches its file all the time; when
 * it has not for a minute its lock is removed, and with it what it has written so far. The number in the name of a lock is
 * what fences such an owner off: it comes once, and before anything is published its file is touched, by name, which fails
 * for who has lost it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@configdrive/issues';
import { callback, checkArguments, someOptions, path as somePath } from '@configdrive/issues/arguments';
import { closeFile } from '../descriptors.ts';
import { atStep, errnoOf, type FileStep, storageError, storageErrorFrom } from '../errors.ts';
import { backoff } from '../event-loop.ts';
import { closeTarget, openTarget, type Target, type TargetOptions } from '../target.ts';
import { isLockOn, lockName, ownerInName } from './own-names.ts';
import { type OwnerState, ownerStateOf } from './process-identity.ts';
import { SilenceWatch, TAKE_OVER_AFTER_MILLISECONDS, takeOver, touch, touchRegularly } from './signs-of-life.ts';
import { createOwn, isStale, removeIfStale, removeOwn } from './stale-files.ts';

/** A lock that this process has, unless it has given no sign of life for so long that another one took it over. */
export interface HeldLock {
  /**
   * Makes sure that the lock is still held, and gives a sign of life. Who calls this just before what others must not see
   * done twice is fenced off.
   *
   * @param step For the error: what is about to be done.
   * @throws StorageError `lock-lost`
   */
  confirm(step?: FileStep): void;
}

/** A name that this process has for itself. */
export interface Lock extends HeldLock {
  /**
   * Lets others have the name; once more does nothing.
   *
   * @throws StorageError at the step `release`
   */
  release(): Promise<void>;
}

/** How locks are waited for: the same for all who write in a directory. */
export interface LockTiming {
  /**
   * How long others are waited for, by default 90,000. The end of it is the error `busy`, never the lock of somebody who lives
   * being ignored.
   */
  readonly maxWaitMilliseconds?: number | undefined;
  /**
   * How long the owner of a lock who cannot be seen from here (on another host, in another container) may give no sign of
   * life before the lock is taken over; by default 60,000. Owners give one in every twelfth part of it, and without pause
   * they do nothing that takes long: one change of one drive, 4 MiB of an image.
   */
  readonly takeOverAfterMilliseconds?: number | undefined;
}

export interface WaitOptions extends LockTiming {
  /** Ends the waiting for others. */
  readonly signal?: AbortSignal | undefined;
}

export interface LockOptions extends WaitOptions, Pick<TargetOptions, 'allowSharedDirectory' | 'onIssue'> {}

/** Who keeps a name for long is not worth a long wait. */
const MAX_WAIT_FOR_HOLDER_MILLISECONDS = 2000;

/**
 * Acquires the lock on a name and keeps it until `release`: whoever else wants it waits, and gives up with `busy`. By default
 * that is after two seconds here, or when it is clear whether an owner who cannot be seen is alive, and after a minute and a
 * half in a writer.
 *
 * @param path Need not exist; its directory must.
 * @throws StorageError
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock> {
  checkArguments(['path', somePath, path], ['options', someOptions, options]);
  const target = openTarget(path, options);
  try {
    return lockOf(target, await acquire(target, options, MAX_WAIT_FOR_HOLDER_MILLISECONDS));
  } catch (cause) {
    closeTarget(target);
    throw cause;
  }
}

function lockOf(target: Target, file: LockFile): Lock {
  let isHeld = true;
  return {
    confirm: (step) => file.confirm(step),
    release: async () => {
      if (!isHeld) return;
      isHeld = false;
      try {
        release(target, file, 'release');
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
  act: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  checkArguments(['path', somePath, path], ['options', someOptions, options], ['act', callback, act]);
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
  act: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  const file = await acquire(target, options);
  let result: Result;
  try {
    result = await act(file);
  } catch (cause) {
    releaseQuietly(target, file);
    throw cause;
  }
  release(target, file, 'release');
  return result;
}

/** The default of `maxWaitMilliseconds`: longer than it takes to take over the lock of who gives no sign of life. */
export const MAX_WAIT_MILLISECONDS = 90_000;
const FIRST_BACKOFF_MILLISECONDS = 1;
const MAX_BACKOFF_MILLISECONDS = 50;

/** A lock file of this process, touched until it is released. */
interface LockFile extends HeldLock {
  readonly name: string;
  stopTouching(): void;
}

/** @param patience How long somebody is waited for who is known to live, where nobody says otherwise. */
async function acquire(
  target: Target,
  { signal, maxWaitMilliseconds, takeOverAfterMilliseconds = TAKE_OVER_AFTER_MILLISECONDS }: WaitOptions,
  patience: number = MAX_WAIT_MILLISECONDS,
): Promise<LockFile> {
  const startedAt = performance.now();
  const watch = new SilenceWatch(target, takeOverAfterMilliseconds);
  let file: LockFile | undefined;
  try {
    for (let pause = FIRST_BACKOFF_MILLISECONDS; ; pause = Math.min(pause * 2, MAX_BACKOFF_MILLISECONDS)) {
      signal?.throwIfAborted();
      file ??= makeLockFile(target, takeOverAfterMilliseconds);
      const first = firstOfOthers(target, file.name, watch);
      if (first === undefined) return file;
      if (first < file.name) {
        release(target, file, 'claim');
        file = undefined;
      }
      const isUndecided = watch.isUndecided(first);
      const maxWait = maxWaitMilliseconds ?? (isUndecided ? MAX_WAIT_MILLISECONDS : patience);
      if (performance.now() > startedAt + maxWait) throw busy(target, first);
      await backoff(pause * (1 + Math.random()));
      if (file !== undefined && !isStillThere(file)) file = undefined;
    }
  } catch (cause) {
    if (file !== undefined) releaseQuietly(target, file);
    throw cause;
  }
}

/** Who was stopped while it waited may have lost its place. */
function isStillThere(file: LockFile): boolean {
  try {
    file.confirm('claim');
    return true;
  } catch (cause) {
    if (!(cause instanceof StorageError && cause.code === 'lock-lost')) throw cause;
    file.stopTouching();
    return false;
  }
}

function makeLockFile(target: Target, takeOverAfterMilliseconds: number): LockFile {
  const name = lockName(target.name);
  closeFile(atStep('claim', target.path, () => createOwn(target, name)));
  return {
    name,
    confirm: (step = 'confirm') => confirm(target, name, step),
    stopTouching: touchRegularly(target, name, takeOverAfterMilliseconds),
  };
}

function confirm(target: Target, name: string, step: FileStep): void {
  try {
    touch(target, name);
  } catch (cause) {
    if (!['ENOENT', 'ESTALE'].includes(errnoOf(cause) ?? '')) throw storageErrorFrom(step, target.path, cause);
    const lost = OVER_THE_FILE.has(step) ? 'overtaken' : step;
    throw storageError('lock-lost', lost, target.path, { hint: 'look what is there, and try again', cause });
  }
}

/** Steps at which the file that is there is no longer the old one. */
const OVER_THE_FILE: ReadonlySet<FileStep> = new Set(['extend', 'copy', 'remove-next']);

/** A lock on a name, and what is known of its owner. */
export interface FoundLock {
  readonly name: string;
  readonly owner: OwnerState;
}

/** Lists the locks on the name of a target. */
export const locksOn = (target: Target): readonly FoundLock[] =>
  namesOfLocks(target).map((name) => ({ name, owner: stateOfOwner(target, name) }));

const namesOfLocks = (target: Target): readonly string[] =>
  atStep('claim', target.path, () => readdirSync(target.directoryPath)).filter((name) => isLockOn(target.name, name));

/** What this process could not take back is nobody's. */
const stateOfOwner = ({ directoryPath }: Target, name: string): OwnerState =>
  isStale(directoryPath, name) ? 'gone' : ownerStateOf(ownerInName(name)?.owner, directoryPath, name);

/** The smallest name of the lock files of others that count; undefined when there is none. */
const firstOfOthers = (target: Target, own: string, watch: SilenceWatch): string | undefined =>
  namesOfLocks(target)
    .filter((name) => name !== own && !removeIfStale(target, name) && !isTakenOver(target, name, watch))
    .sort()[0];

const isTakenOver = (target: Target, name: string, watch: SilenceWatch): boolean =>
  stateOfOwner(target, name) === 'unseen' && watch.isOver(name) && takeOver(target, name);

function busy({ path, directory }: Target, name: string): StorageError {
  const hint = 'try again; if its process runs no more, on another host or in another container, remove the claim';
  return storageError('busy', 'claim', path, { hint, lock: join(directory, name) });
}

function release(target: Target, file: LockFile, step: FileStep): void {
  file.stopTouching();
  atStep(step, target.path, () => removeOwn(target, file.name));
}

/** For when there is an error to tell already. */
function releaseQuietly(target: Target, file: LockFile): void {
  try {
    release(target, file, 'release');
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
  }
}
