/** Removes a drive: what an instance that stops must never be held up by. */
import { lstatSync, unlinkSync } from 'node:fs';
import {
  closeTarget,
  openTarget,
  pathIn,
  stagedCopyName,
  syncDirectory,
  type Target,
  withTargetLock,
} from '@configdrive/files/internal';
import { StorageError } from '@configdrive/issues';
import { atStep } from './errors.ts';
import { driveLocationsOf } from './find.ts';
import type { DriveLocation } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';
import { probe } from './reachability.ts';

/**
 * `no-directory`: no drive was ever made there. `unreachable`: whether there is one, or whether it went, nobody can tell; it
 * is for `gc` to find when the storage is back.
 */
export type RemovalOutcome = 'removed' | 'absent' | 'no-directory' | 'unreachable';

/** What was found in one place. */
export interface Removal extends Pick<DriveLocation, 'instance' | 'location' | 'path'> {
  readonly outcome: RemovalOutcome;
  /** Why it is unreachable; of a removed one, why a power cut may bring it back. */
  readonly error?: StorageError;
}

export interface RemoveOptions extends OperationOptions {
  /** Called with what was found in each location. */
  readonly onRemoval?: ((removal: Removal) => void) | undefined;
}

/** The strongest outcome of all places: what may be left is said before what is gone. */
const byStrength = ['unreachable', 'removed', 'absent', 'no-directory'] as const satisfies readonly RemovalOutcome[];

/** Removes the drive of an instance from every place it may be in. */
export async function removeDrive(
  setting: StoreSetting,
  instance: string,
  options: RemoveOptions,
): Promise<RemovalOutcome> {
  options.signal?.throwIfAborted();
  const places = driveLocationsOf(setting, instance, options);
  const removals = await Promise.all(places.map((place) => removeFrom(place, setting, options.signal)));
  for (const removal of removals) options.onRemoval?.(removal);
  const outcomes = new Set(removals.map(({ outcome }) => outcome));
  return byStrength.find((outcome) => outcomes.has(outcome)) ?? 'absent';
}

/** Is done under the lock, before anything is removed; its errors end the removal. */
export type Precondition = () => Promise<void>;

const none: Precondition = async () => {};

/** Removes a drive from one place; whatever the storage says becomes an outcome, other errors are ours. */
export async function removeFrom(
  place: DriveLocation,
  setting: StoreSetting,
  signal: AbortSignal | undefined,
  precondition: Precondition = none,
): Promise<Removal> {
  const { instance, location, path } = place;
  try {
    const { outcome, error } = await attemptAt(place, setting, signal, precondition);
    return { instance, location, path, outcome, ...(error === undefined ? {} : { error }) };
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { instance, location, path, outcome: 'unreachable', error: cause };
  }
}

type Attempted = Pick<Removal, 'outcome' | 'error'>;

async function attemptAt(
  { directory, root, path }: DriveLocation,
  { answerWithinMilliseconds, files }: StoreSetting,
  signal: AbortSignal | undefined,
  precondition: Precondition,
): Promise<Attempted> {
  const found = await probe(directory, root, path, { answerWithinMilliseconds, signal });
  if (found === 'absent') return { outcome: 'no-directory' };
  const target = openTarget(path, { allowSharedDirectory: true });
  try {
    return await removeTarget(target, files.durable ?? true, signal, precondition);
  } finally {
    closeTarget(target);
  }
}

/** Somebody at work on a drive is waited for, but not for long: a lock of a dead host must hold up nobody. */
const MAX_WAIT_MILLISECONDS = 3000;

async function removeTarget(
  target: Target,
  durable: boolean,
  signal: AbortSignal | undefined,
  precondition: Precondition,
): Promise<Attempted> {
  if (!hasAnything(target)) return { outcome: 'absent' };
  const act = async (): Promise<Attempted> => {
    await precondition();
    return unlink(target, durable);
  };
  try {
    return await withTargetLock(target, { signal, maxWaitMilliseconds: MAX_WAIT_MILLISECONDS }, act);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    // Done by then, or somebody else's turn, or no room for a lock file: a drive goes from a full disk, too.
    if (cause.step === 'release') return { outcome: 'removed', error: cause };
    if (cause.step === 'claim') return act();
    throw cause;
  }
}

const copyPath = (target: Target): string => pathIn(target, stagedCopyName(target.name));

const hasAnything = (target: Target): boolean =>
  [pathIn(target, target.name), copyPath(target)].some((path) => isThere(target, path));

const isThere = (target: Target, path: string): boolean =>
  atStep('remove', target.path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;

/** The copy of an interrupted writing over goes last: without it, what is left of the drive is a mixture. */
async function unlink(target: Target, durable: boolean): Promise<Attempted> {
  const gone = [pathIn(target, target.name), copyPath(target)].filter((path) => isUnlinked(target, path));
  if (gone.length === 0) return { outcome: 'absent' };
  if (!durable) return { outcome: 'removed' };
  try {
    await syncDirectory(target);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { outcome: 'removed', error: cause };
  }
  return { outcome: 'removed' };
}

function isUnlinked(target: Target, path: string): boolean {
  try {
    atStep('remove', target.path, () => unlinkSync(path));
    return true;
  } catch (cause) {
    if (cause instanceof StorageError && cause.errno === 'ENOENT') return false;
    throw cause;
  }
}
