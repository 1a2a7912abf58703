/** Removes an image: what an instance that stops must never be held up by. */
import { lstatSync, unlinkSync } from 'node:fs';
import { StorageError } from '@configdrive/issues';
import type { ImageRemoval, RemoveImageOptions, Version } from '@configdrive/store';
import { yieldToEventLoop } from '../event-loop.ts';
import { type HeldLock, locksOn, withTargetLock } from '../lock/lock.ts';
import { stagedCopyName } from '../lock/own-names.ts';
import { takeOver } from '../lock/signs-of-life.ts';
import { flushDirectory } from '../publish/directories.ts';
import { sha256AtTarget } from '../publish/if-match.ts';
import { finishWritingOver } from '../publish/keep-inode.ts';
import { hasStagedCopy } from '../read/staged-copy.ts';
import { closeTarget, openTarget, syncDirectory, type Target, pathIn as targetPathIn } from '../target.ts';
import { atStep } from './errors.ts';
import { pathIn, reach, statsOf, versionOf } from './look.ts';
import type { DirectorySetting } from './setting.ts';

/** Removes the image of a name, or only the one that is expected. */
export async function removeImage(
  setting: DirectorySetting,
  name: string,
  options: RemoveImageOptions,
): Promise<ImageRemoval> {
  const { expected, signal } = options;
  const path = pathIn(setting, name);
  if ((await reach(setting, { signal }, path)) === 'absent') return { outcome: 'no-directory' };
  if (expected !== undefined && 'version' in expected) return removeVersion(setting, path, expected.version, options);
  const target = openTarget(path, { allowSharedDirectory: true });
  try {
    return await removeTarget(target, setting, expected?.sha256, options);
  } finally {
    closeTarget(target);
  }
}

/** Takes no lock, each of which would list the directory: this is for images that nobody is at work on. */
async function removeVersion(
  setting: DirectorySetting,
  path: string,
  version: Version,
  { unless }: RemoveImageOptions,
): Promise<ImageRemoval> {
  const stats = atStep('remove', path, () => statsOf(path));
  if (stats === undefined) return { outcome: 'absent' };
  if (versionOf(stats) !== version || ((await unless?.()) ?? false)) return { outcome: 'replaced' };
  if (!isUnlinked(path, path)) return { outcome: 'absent' };
  return removed(setting, () => flushSoon(setting.directory));
}

/** Directories that are about to be flushed, but not yet. */
const flushing = new Map<string, Promise<void>>();

/** Flushes a directory once for all that were removed in the same turn. */
function flushSoon(directory: string): Promise<void> {
  const before = flushing.get(directory);
  if (before !== undefined) return before;
  const soon = yieldToEventLoop().then(() => {
    flushing.delete(directory);
    return flushDirectory(directory, 'sync-removal');
  });
  flushing.set(directory, soon);
  return soon;
}

/** Somebody at work on a drive is waited for, but not for long: what stops must not be held up. */
const MAX_WAIT_MILLISECONDS = 3000;

async function removeTarget(
  target: Target,
  setting: DirectorySetting,
  sha256: string | undefined,
  { unless, signal }: RemoveImageOptions,
): Promise<ImageRemoval> {
  if (!hasAnything(target)) return { outcome: 'absent' };
  let done: ImageRemoval = { outcome: 'removed' };
  const act = async (lock: HeldLock): Promise<ImageRemoval> => {
    const isKept = (sha256 !== undefined && (await isAnother(target, sha256, lock))) || ((await unless?.()) ?? false);
    lock.confirm('remove');
    done = isKept ? { outcome: 'replaced' } : await unlink(target, setting);
    return done;
  };
  try {
    return await withTargetLock(target, { ...waitOf(setting), signal }, act);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    // Done by then; or somebody else's turn, or no room for a lock file: a drive goes from a full disk, too.
    if (cause.step === 'release') return { ...done, error: cause };
    if (cause.step === 'claim') return unlocked(target, setting, cause, act);
    throw cause;
  }
}

const waitOf = ({ lock }: DirectorySetting) => ({
  ...lock,
  maxWaitMilliseconds: Math.min(MAX_WAIT_MILLISECONDS, lock.maxWaitMilliseconds ?? MAX_WAIT_MILLISECONDS),
});

/**
 * Removes an image although somebody has the lock on its name. A living one would publish afterwards, so nothing is said to be
 * removed then. One on another host or in another container may be dead: it loses its lock and what it has written so far, so
 * that nothing comes back if it is not.
 */
async function unlocked(
  target: Target,
  setting: DirectorySetting,
  cause: StorageError,
  act: (lock: HeldLock) => Promise<ImageRemoval>,
): Promise<ImageRemoval> {
  const locks = locksOn(target);
  if (locks.some(({ owner }) => owner === 'running')) throw cause;
  for (const { name } of locks) if (!takeOver(target, name)) throw cause;
  return cause.code === 'busy'
    ? withTargetLock(target, { ...setting.lock, maxWaitMilliseconds: 0 }, act)
    : act(UNCONTESTED);
}

/** Where there is no room for a lock file and nobody else has one. */
const UNCONTESTED: HeldLock = { confirm: () => {} };

/** What is not there is not another one. */
async function isAnother(target: Target, sha256: string, lock: HeldLock): Promise<boolean> {
  if (hasStagedCopy(target)) await finishWritingOver(target, lock);
  const found = await sha256AtTarget(target);
  return found !== undefined && found !== sha256;
}

const copyPath = (target: Target): string => targetPathIn(target, stagedCopyName(target.name));

const hasAnything = (target: Target): boolean =>
  [targetPathIn(target, target.name), copyPath(target)].some((path) => isThere(target, path));

const isThere = (target: Target, path: string): boolean =>
  atStep('remove', target.path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;

/** The copy of an interrupted writing over goes last: without it, what is left of the drive is a mixture. */
async function unlink(target: Target, setting: DirectorySetting): Promise<ImageRemoval> {
  const { path } = target;
  const gone = [targetPathIn(target, target.name), copyPath(target)].filter((each) => isUnlinked(each, path));
  return gone.length === 0 ? { outcome: 'absent' } : removed(setting, () => syncDirectory(target, 'sync-removal'));
}

/** A power cut may bring back what was removed where the names could not be flushed. */
async function removed({ durable }: DirectorySetting, flush: () => Promise<void>): Promise<ImageRemoval> {
  if (!durable) return { outcome: 'removed' };
  try {
    await flush();
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { outcome: 'removed', error: cause };
  }
  return { outcome: 'removed' };
}

/** @param path For messages. */
function isUnlinked(file: string, path: string): boolean {
  try {
    atStep('remove', path, () => unlinkSync(file));
    return true;
  } catch (cause) {
    if (cause instanceof StorageError && cause.errno === 'ENOENT') return false;
    throw cause;
  }
}
