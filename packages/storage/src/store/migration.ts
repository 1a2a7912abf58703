/** Moving a drive with its instance: built where it goes first, and taken away where it was only when that is final. */
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { attempt, StorageError } from '../errors.ts';
import { type Pause, runLater } from '../pauses.ts';
import { type ChangeDriveOptions, changed, changeOf, changes, type DriveChange } from './changing.ts';
import { builderOf, makeShelf } from './creation.ts';
import { missing, whereIs } from './finding.ts';
import { type DrivePlace, placeOn, type Shelf, type StoreLocation, shelfAt, shelfOf } from './locations.ts';
import type { BuildOptions, StoreSetting } from './options.ts';
import { type RemovalOutcome, removeAt } from './removal.ts';
import { type Snapshot, snapshotOf } from './snapshots.ts';
import { conflict, replacing, type Wanted, type WrittenDrive } from './writing.ts';

export interface MigrateOptions extends ChangeDriveOptions {
  /** A location of the store, or one below another root: the cache of another host, as far as this one sees it. */
  readonly to: StoreLocation | Pick<Shelf, 'location' | 'root'>;
  /** Builds the drive from data, as `create` does; default: from the drive that is there. */
  readonly input?: unknown;
  /** What is different there: the name of the new host. */
  readonly change?: DriveChange | undefined;
  /** With `input`, on top of the store's. */
  readonly drive?: BuildOptions | undefined;
}

/** A drive in two places. One of the two calls ends that; both look at what is on the disk, not at what was before. */
export interface Migration {
  /** Where it was. */
  readonly source: Pick<DrivePlace, 'instance' | 'location' | 'path'>;
  /** What is there now. */
  readonly drive: WrittenDrive;
  /**
   * The instance has moved: removes the drive where it was.
   *
   * @throws StorageError `conflict` when that drive was changed since, `file-missing` when the new one is gone
   */
  commit(): Promise<RemovalOutcome>;
  /**
   * The instance stays: removes the drive where it should have gone.
   *
   * @throws StorageError `conflict` when that drive was changed since, `file-missing` when the old one is gone
   */
  rollback(): Promise<RemovalOutcome>;
}

export async function migrateDrive(
  setting: StoreSetting,
  instance: string,
  options: MigrateOptions,
): Promise<Migration> {
  const { signal, ifMatch, ...others } = options;
  const from = await whereIs(setting, instance, options);
  if (from === undefined) throw missing(setting, instance, options);
  const to = placeOn(destinationOf(setting, options), from.instance);
  const makes = imageMakerOf(setting, instance, options);
  await makeShelf(to, setting, signal);
  if (resolve(to.path) === resolve(from.path)) return rebuilt(from, setting, options, makes);
  const { old, drive } = await runLater(building(from, to, setting, { ...others, signal, ifMatch }, makes));
  const remove = (place: DrivePlace, other: DrivePlace, sha256: string): Promise<RemovalOutcome> =>
    removeMatching(place, other, sha256, setting);
  return {
    source: sourceOf(from),
    drive,
    commit: () => remove(from, to, old.stored.sha256),
    rollback: () => remove(to, from, drive.sha256),
  };
}

const sourceOf = ({ instance, location, path }: DrivePlace): Migration['source'] => ({ instance, location, path });

function destinationOf({ shelves }: StoreSetting, { to }: MigrateOptions): Shelf {
  return typeof to === 'string' ? shelfOf(shelves, to) : shelfAt(to.location, to.root);
}

/** The bytes to be there, of the drive that is here. */
type MakeImage = (old: Snapshot) => Wanted;

function imageMakerOf(setting: StoreSetting, instance: string, options: MigrateOptions): MakeImage {
  if (options.input !== undefined) {
    const build = builderOf(options.input, instance, setting, options);
    return () => build(true);
  }
  const apply = changeOf(changes.change(options.change ?? ((drive) => drive)), setting, options);
  return (old) => changed(old, apply, setting);
}

function* building(
  from: DrivePlace,
  to: DrivePlace,
  setting: StoreSetting,
  { ifMatch, ...options }: Omit<MigrateOptions, 'to'>,
  makes: MakeImage,
): Generator<Pause, { old: Snapshot; drive: WrittenDrive }> {
  const { limits } = setting.drive;
  const old = yield* snapshotOf(from, { limits, signal: options.signal });
  if (old === undefined) throw new StorageError('file-missing', 'open', from.path);
  if (ifMatch !== undefined && ifMatch.toLowerCase() !== old.stored.sha256) throw conflict(from);
  const drive = yield* replacing(to, setting, options, () => ({ bytes: old.bytes, ...makes(old) }));
  return { old, drive };
}

/** Storage that both hosts have: the drive stays where it is, and is what it was before when the instance stays. */
async function rebuilt(
  place: DrivePlace,
  setting: StoreSetting,
  options: MigrateOptions,
  makes: MakeImage,
): Promise<Migration> {
  let before: Snapshot | undefined;
  const drive = await runLater(
    replacing(place, setting, options, (old) => {
      if (old === undefined) throw new StorageError('file-missing', 'open', place.path);
      before = old;
      return makes(old);
    }),
  );
  return {
    source: sourceOf(place),
    drive,
    commit: async () => 'absent',
    rollback: async () => {
      if (before === undefined || !drive.isChanged) return 'absent';
      const { bytes } = before;
      const { replace } = options;
      await runLater(replacing(place, setting, { ifMatch: drive.sha256, replace }, () => ({ bytes, issues: [] })));
      return 'removed';
    },
  };
}

/** Removes one of two drives, if it is the one that was seen, and the other one is there. */
async function removeMatching(
  place: DrivePlace,
  other: DrivePlace,
  sha256: string,
  setting: StoreSetting,
): Promise<RemovalOutcome> {
  const { limits } = setting.drive;
  function* refuseUnlike(): Generator<Pause, void> {
    if (!isThere(other)) throw new StorageError('file-missing', 'compare', other.path, { hint: LAST_ONE });
    const found = yield* snapshotOf(place, { limits, signal: undefined });
    if (found !== undefined && found.stored.sha256 !== sha256) throw conflict(place);
  }
  const { outcome, error } = await removeAt(place, setting, undefined, refuseUnlike);
  if (error !== undefined && isRefusal(error)) throw error;
  return outcome;
}

const LAST_ONE = 'the drive that was to be removed is the last one, and stays';

const isThere = ({ path }: DrivePlace): boolean =>
  attempt('compare', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;

const isRefusal = ({ step, code }: StorageError): boolean =>
  step === 'compare' && ['conflict', 'file-missing'].includes(code);
