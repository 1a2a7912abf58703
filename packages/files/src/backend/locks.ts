/** Locks on images, for people: who has them, and how they go when nobody has them any more. */
import { join } from 'node:path';
import type { AbortableOptions, ImageLock, UnlockOptions } from '@configdrive/store';
import { backoff } from '../event-loop.ts';
import { locksOn, withLock } from '../lock/lock.ts';
import { SilenceWatch, TAKE_OVER_AFTER_MILLISECONDS, takeOver } from '../lock/signs-of-life.ts';
import { closeTarget, openTarget, type Target } from '../target.ts';
import { pathIn, reach } from './look.ts';
import type { DirectorySetting } from './setting.ts';

/** Does something while nobody else who asks for the lock on a name does anything with it. */
export async function withImageLock<Result>(
  setting: DirectorySetting,
  name: string,
  act: () => Promise<Result>,
  { signal }: AbortableOptions,
): Promise<Result> {
  const path = pathIn(setting, name);
  // Where no directory is nobody has a lock.
  if ((await reach(setting, { signal }, path)) === 'absent') return act();
  return withLock(path, { ...setting.lock, allowSharedDirectory: true, signal }, act);
}

/** Removes the locks on an image whose owners are gone, or give no sign of life. */
export async function unlockImage(
  setting: DirectorySetting,
  name: string,
  { force = false, signal }: UnlockOptions,
): Promise<readonly ImageLock[]> {
  const path = pathIn(setting, name);
  if ((await reach(setting, { signal }, path)) === 'absent') return [];
  const target = openTarget(path, { allowSharedDirectory: true });
  try {
    const locks = locksOn(target);
    const unseen = locks.filter(({ owner }) => owner === 'unseen').map((lock) => lock.name);
    const silent = force ? new Set(unseen) : await silentOf(target, unseen, setting, signal);
    return locks.map(({ name: lock, owner }) => {
      const goes = force || owner === 'gone' || silent.has(lock);
      return { path: join(setting.directory, lock), owner, isRemoved: goes && takeOver(target, lock) };
    });
  } finally {
    closeTarget(target);
  }
}

const PAUSE_MILLISECONDS = 50;

/** Watches files until each has changed, or for as long as their owners may be silent; answers those that have not changed. */
export async function silentOf(
  target: Target,
  names: readonly string[],
  { lock: { takeOverAfterMilliseconds = TAKE_OVER_AFTER_MILLISECONDS } }: DirectorySetting,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const watch = new SilenceWatch(target, takeOverAfterMilliseconds);
  const silent = new Set<string>();
  let watched = names;
  for (;;) {
    signal?.throwIfAborted();
    for (const name of watched) if (watch.isOver(name)) silent.add(name);
    watched = watched.filter((name) => !silent.has(name) && watch.isUndecided(name));
    if (watched.length === 0) return silent;
    await backoff(PAUSE_MILLISECONDS);
  }
}
