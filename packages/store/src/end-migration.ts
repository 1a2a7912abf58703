/** How a migration ends: one of its two drives goes, and never the last one. */
import type { StorageError } from '@configdrive/issues';
import { type Attempted, attempt } from './attempt.ts';
import type { AbortableOptions } from './backend.ts';
import { storageError } from './errors.ts';
import { maxByteLengthOf } from './find.ts';
import { keptNameOf } from './instance-names.ts';
import { type DrivePlace, driveLocationOf, isSamePlace } from './locations.ts';
import { type Ends, endsOf, type Migration } from './migration.ts';
import type { StoreSetting } from './options.ts';
import { type Removal, type RemovalOutcome, removeKept } from './remove.ts';
import { conflict, replaceDrive } from './replace.ts';

/** What `commit` and `rollback` take. */
export interface EndMigrationOptions extends AbortableOptions {
  /** Called with what became of the drive that goes, and why where that is not all well. */
  readonly onRemoval?: ((removal: Removal) => void) | undefined;
}

/** The instance has moved: removes the drive where it was. */
export async function commitMigration(
  setting: StoreSetting,
  migration: Migration,
  options: EndMigrationOptions,
): Promise<RemovalOutcome> {
  const ends = endsOf(setting, migration);
  const { from } = ends;
  if (!migration.isInPlace) return removeMatching(ends, 'from', migration.from.sha256, options);
  const { outcome, error } = await removeKept(from, { ...options, expected: { sha256: migration.from.sha256 } });
  return told(from, { outcome: outcome === 'unreachable' ? outcome : 'absent', error }, options);
}

/** The instance stays: removes the drive where it should have gone. */
export async function rollBackMigration(
  setting: StoreSetting,
  migration: Migration,
  options: EndMigrationOptions,
): Promise<RemovalOutcome> {
  const ends = endsOf(setting, migration);
  const { from } = ends;
  if (!migration.isInPlace) return removeMatching(ends, 'to', migration.to.sha256, options);
  const outcome = await restore(from, setting, migration, options);
  const { error } = await removeKept(from, { ...options, expected: { sha256: migration.from.sha256 } });
  return told(from, { outcome, error }, options);
}

/** Says what became of the drive that goes. */
function told(place: DrivePlace, { outcome, error }: Ended, { onRemoval }: EndMigrationOptions): RemovalOutcome {
  onRemoval?.({ ...driveLocationOf(place), outcome, ...(error === undefined ? {} : { error }) });
  return outcome;
}

interface Ended {
  readonly outcome: RemovalOutcome;
  readonly error: StorageError | undefined;
}

async function restore(
  place: DrivePlace,
  setting: StoreSetting,
  { from, to }: Migration,
  { signal }: AbortableOptions,
): Promise<RemovalOutcome> {
  const { backend, instance, name } = place;
  const maxByteLength = maxByteLengthOf(setting);
  const now = await backend.read(name, { maxByteLength, signal });
  if (now?.sha256 === from.sha256) return 'absent';
  const kept = await backend.read(keptNameOf(instance), { maxByteLength, signal });
  if (kept?.sha256 !== from.sha256) throw storageError('file-missing', 'compare', place.path, { hint: NOT_KEPT });
  await replaceDrive(place, setting, { ifMatch: to.sha256, signal }, () => ({ bytes: kept.bytes, issues: [] }));
  return 'removed';
}

const NOT_KEPT = 'the drive of before is not kept any more: the migration was committed';

/** Removes one of two drives, if it is the one that was seen, and the other one is there and another one. */
async function removeMatching(
  ends: Ends,
  end: keyof Ends,
  sha256: string,
  options: EndMigrationOptions,
): Promise<RemovalOutcome> {
  const { signal } = options;
  const [place, other] = end === 'from' ? [ends.from, ends.to] : [ends.to, ends.from];
  const { outcome, error } = await oneAtATime(ends, { signal }, async () => {
    let stays = await whyItStays(place, other, { signal });
    if (stays !== undefined) return { outcome: stays };
    const unless = async (): Promise<boolean> => {
      stays = await whyItStays(place, other, { signal });
      return stays !== undefined;
    };
    const removal = await place.backend.remove(place.name, { expected: { sha256 }, unless, signal });
    return stays === undefined ? removal : { outcome: stays };
  });
  if (outcome === 'last') throw lastOne(other);
  if (outcome === 'replaced') throw conflict(place);
  return told(place, { outcome, error }, options);
}

/** Of two names of one place none goes, and the last drive does not go; undefined: it may. */
async function whyItStays(
  place: DrivePlace,
  other: DrivePlace,
  options: AbortableOptions,
): Promise<'absent' | 'last' | undefined> {
  if (await isSamePlace(place, other, options)) return 'absent';
  return (await other.backend.stat(other.name, options)) === undefined ? 'last' : undefined;
}

/**
 * Of those who commit a migration and those who roll it back one at a time looks whether the other drive is there and removes
 * one, or both could go. The lock is where the drive went, on a name that no removal asks for.
 */
async function oneAtATime(
  { to: { backend, instance } }: Ends,
  options: AbortableOptions,
  act: () => Promise<Attempted<'last'>>,
): Promise<Attempted<'last'>> {
  let done: Attempted<'last'> | undefined;
  const acting = async (): Promise<Attempted<'last'>> => {
    done = await act();
    return done;
  };
  const ended = await attempt<'last'>(() => backend.withLock?.(keptNameOf(instance), acting, options) ?? acting());
  // What is done is done, also when the lock could not be taken back.
  return done === undefined ? ended : { ...ended, ...done };
}

function lastOne({ path }: DrivePlace): StorageError {
  const hint = 'the drive that was to be removed is the last one, and stays';
  return storageError('file-missing', 'compare', path, { hint });
}
