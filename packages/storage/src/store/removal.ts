/** Removing a drive: what an instance that stops must never be held up by. */
import { lstatSync, unlinkSync } from 'node:fs';
import { claiming } from '../claim.ts';
import { attempt, StorageError } from '../errors.ts';
import { nextName } from '../own-names.ts';
import { type Pause, runLater } from '../pauses.ts';
import { openTarget, pathIn, releaseTarget, syncDirectory, type Target } from '../target.ts';
import { answerOf } from './answers.ts';
import { placesOf } from './finding.ts';
import type { DrivePlace } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';

/**
 * `no-directory`: no drive was ever made there. `unreachable`: whether there is one, or whether it went, nobody can tell; it
 * is for `gc` to find when the storage is back.
 */
export type RemovalOutcome = 'removed' | 'absent' | 'no-directory' | 'unreachable';

/** What was found in one place. */
export interface Removal extends Pick<DrivePlace, 'instance' | 'location' | 'path'> {
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

export async function removeDrive(
  setting: StoreSetting,
  instance: string,
  options: RemoveOptions,
): Promise<RemovalOutcome> {
  options.signal?.throwIfAborted();
  const places = placesOf(setting, instance, options);
  const removals = await Promise.all(places.map((place) => removeAt(place, setting, options.signal)));
  for (const removal of removals) options.onRemoval?.(removal);
  const outcomes = new Set(removals.map(({ outcome }) => outcome));
  return byStrength.find((outcome) => outcomes.has(outcome)) ?? 'absent';
}

/** Done under the claim, before anything is removed; its errors end the removal. */
export type Check = () => Generator<Pause, void>;

const nothing: Check = function* () {};

/** Whatever the storage says becomes an outcome; other errors are ours. */
export async function removeAt(
  place: DrivePlace,
  setting: StoreSetting,
  signal: AbortSignal | undefined,
  check: Check = nothing,
): Promise<Removal> {
  const { instance, location, path } = place;
  try {
    const { outcome, error } = await attemptAt(place, setting, signal, check);
    return { instance, location, path, outcome, ...(error === undefined ? {} : { error }) };
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { instance, location, path, outcome: 'unreachable', error: cause };
  }
}

type Attempted = Pick<Removal, 'outcome' | 'error'>;

async function attemptAt(
  { directory, root, path }: DrivePlace,
  { answerWithinMilliseconds, files }: StoreSetting,
  signal: AbortSignal | undefined,
  check: Check,
): Promise<Attempted> {
  const answer = await answerOf(directory, root, path, { answerWithinMilliseconds, signal });
  if (answer === 'absent') return { outcome: 'no-directory' };
  const target = openTarget(path, { allowSharedDirectory: true });
  try {
    return await runLater(removing(target, files.durable ?? true, signal, check));
  } finally {
    releaseTarget(target);
  }
}

/** Somebody at work on a drive is waited for, but not for long: a claim from a dead host must hold up nobody. */
const LONGEST_WAIT_MILLISECONDS = 3000;

function* removing(
  target: Target,
  durable: boolean,
  signal: AbortSignal | undefined,
  check: Check,
): Generator<Pause, Attempted> {
  if (!hasAnything(target)) return { outcome: 'absent' };
  function* act(): Generator<Pause, Attempted> {
    yield* check();
    return yield* unlinking(target, durable);
  }
  try {
    return yield* claiming(target, signal, act, LONGEST_WAIT_MILLISECONDS);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    // Done by then, or somebody else's turn, or no room for a claim: a drive goes from a full disk, too.
    if (cause.step === 'release') return { outcome: 'removed', error: cause };
    if (cause.step === 'claim') return yield* act();
    throw cause;
  }
}

const copyPath = (target: Target): string => pathIn(target, nextName(target.name));

const hasAnything = (target: Target): boolean =>
  [pathIn(target, target.name), copyPath(target)].some((path) => isThere(target, path));

const isThere = (target: Target, path: string): boolean =>
  attempt('remove', target.path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;

/** The copy of an interrupted writing over goes last: without it, what is left of the drive is a mixture. */
function* unlinking(target: Target, durable: boolean): Generator<Pause, Attempted> {
  const gone = [pathIn(target, target.name), copyPath(target)].filter((path) => isUnlinked(target, path));
  if (gone.length === 0) return { outcome: 'absent' };
  if (!durable) return { outcome: 'removed' };
  try {
    yield* syncDirectory(target);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { outcome: 'removed', error: cause };
  }
  return { outcome: 'removed' };
}

function isUnlinked(target: Target, path: string): boolean {
  try {
    attempt('remove', target.path, () => unlinkSync(path));
    return true;
  } catch (cause) {
    if (cause instanceof StorageError && cause.errno === 'ENOENT') return false;
    throw cause;
  }
}
