/** Removes a drive: what an instance that stops must never be held up by. */
import type { StorageError } from '@configdrive/issues';
import { type Attempted, attempt } from './attempt.ts';
import type { RemoveImageOptions } from './backend.ts';
import { drivePlacesOf } from './find.ts';
import { keptNameOf } from './instance-names.ts';
import { type DriveLocation, type DrivePlace, driveLocationOf } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';

/**
 * `no-directory`: no drive was ever made there. `unreachable`: whether there is one, or whether it went, nobody can tell; it
 * is for `gc` to find when the storage is back.
 */
export type RemovalOutcome = 'removed' | 'absent' | 'no-directory' | 'unreachable';

/** What was found in one place. */
export interface Removal extends DriveLocation {
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
  const { signal } = options;
  signal?.throwIfAborted();
  const places = drivePlacesOf(setting, instance, options);
  const removals = await Promise.all(places.map((place) => removeFrom(place, { signal })));
  for (const removal of removals) options.onRemoval?.(removal);
  const outcomes = new Set(removals.map(({ outcome }) => outcome));
  return byStrength.find((outcome) => outcomes.has(outcome)) ?? 'absent';
}

/**
 * Removes everything of a drive from one place: the one that a migration keeps there, too.
 *
 * @param options Say which drive is to go; any other stays, and the place is unreachable for who says so.
 */
export async function removeFrom(place: DrivePlace, options: RemoveImageOptions): Promise<Removal> {
  const { backend, name } = place;
  const { signal } = options;
  const removal = await attempt<never>(() => backend.remove(name, options));
  const kept = hasNothingElse(removal) ? removal : await removeKept(place, { signal });
  const { outcome, error } = kept.outcome === 'unreachable' ? kept : removal;
  const told = outcome === 'replaced' ? 'unreachable' : outcome;
  return { ...driveLocationOf(place), outcome: told, ...(error === undefined ? {} : { error }) };
}

const hasNothingElse = ({ outcome }: Attempted): boolean => outcome !== 'removed' && outcome !== 'absent';

/** Removes the drive of before that a migration in one place keeps. */
export async function removeKept({ backend, instance }: DrivePlace, options: RemoveImageOptions): Promise<Attempted> {
  return attempt<never>(() => backend.remove(keptNameOf(instance), options));
}
