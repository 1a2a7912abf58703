/** Moves a drive with its instance: built where it goes first, and taken away where it was only when that is final. */
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StorageError } from '@configdrive/issues';
import { type ChangeDriveOptions, changed, changeOf, changes, type DriveChange } from './change.ts';
import { builderOf, makeStoreDirectory } from './create.ts';
import { atStep, storageError } from './errors.ts';
import { findDrive, missing } from './find.ts';
import {
  type DriveLocation,
  directoryBelow,
  driveLocationIn,
  type StoreDirectory,
  type StoreLocation,
  storeDirectoryOf,
} from './locations.ts';
import type { DrivePlanOptions, StoreSetting } from './options.ts';
import { type RemovalOutcome, removeFrom } from './remove.ts';
import { conflict, type NewImage, replaceDrive, type WrittenDrive } from './replace.ts';
import { type Snapshot, snapshotOf } from './snapshots.ts';

export interface MigrateOptions extends ChangeDriveOptions {
  /** A location of the store, or one below another root: the cache of another host, as far as this one sees it. */
  readonly to: StoreLocation | Pick<StoreDirectory, 'location' | 'root'>;
  /** Builds the drive from data, as `create` does; default: from the drive that is there. */
  readonly input?: unknown;
  /** What is different there: the name of the new host. */
  readonly change?: DriveChange | undefined;
  /** With `input`, on top of the store's. */
  readonly drive?: DrivePlanOptions | undefined;
}

/** A drive in two places. One of the two calls ends that; both look at what is on the disk, not at what was before. */
export interface Migration {
  /** Where it was. */
  readonly source: Pick<DriveLocation, 'instance' | 'location' | 'path'>;
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

/** Builds the drive of an instance where the instance goes. */
export async function migrateDrive(
  setting: StoreSetting,
  instance: string,
  options: MigrateOptions,
): Promise<Migration> {
  const { signal, ifMatch, ...others } = options;
  const from = await findDrive(setting, instance, options);
  if (from === undefined) throw missing(setting, instance, options);
  const to = driveLocationIn(destinationOf(setting, options), from.instance);
  const makes = imageMakerOf(setting, instance, options);
  await makeStoreDirectory(to, setting, signal);
  if (resolve(to.path) === resolve(from.path)) return rebuilt(from, setting, options, makes);
  const { old, drive } = await buildAt(from, to, setting, { ...others, signal, ifMatch }, makes);
  const remove = (place: DriveLocation, other: DriveLocation, sha256: string): Promise<RemovalOutcome> =>
    removeMatching(place, other, sha256, setting);
  return {
    source: sourceOf(from),
    drive,
    commit: () => remove(from, to, old.stored.sha256),
    rollback: () => remove(to, from, drive.sha256),
  };
}

const sourceOf = ({ instance, location, path }: DriveLocation): Migration['source'] => ({ instance, location, path });

function destinationOf({ directories }: StoreSetting, { to }: MigrateOptions): StoreDirectory {
  return typeof to === 'string' ? storeDirectoryOf(directories, to) : directoryBelow(to.location, to.root);
}

/** Makes the image that is to be there, of the drive that is here. */
type MakeImage = (old: Snapshot) => NewImage;

function imageMakerOf(setting: StoreSetting, instance: string, options: MigrateOptions): MakeImage {
  if (options.input !== undefined) {
    const build = builderOf(options.input, instance, setting, options);
    return () => build(true);
  }
  const apply = changeOf(changes.change(options.change ?? ((drive) => drive)), setting, options);
  return (old) => changed(old, apply, setting);
}

async function buildAt(
  from: DriveLocation,
  to: DriveLocation,
  setting: StoreSetting,
  { ifMatch, ...options }: Omit<MigrateOptions, 'to'>,
  makes: MakeImage,
): Promise<{ old: Snapshot; drive: WrittenDrive }> {
  const { limits } = setting.drive;
  const old = await snapshotOf(from, { limits, signal: options.signal });
  if (old === undefined) throw storageError('file-missing', 'open', from.path);
  if (ifMatch !== undefined && ifMatch.toLowerCase() !== old.stored.sha256) throw conflict(from);
  const drive = await replaceDrive(to, setting, options, () => ({ bytes: old.bytes, ...makes(old) }));
  return { old, drive };
}

/** Storage that both hosts have: the drive stays where it is, and is what it was before when the instance stays. */
async function rebuilt(
  place: DriveLocation,
  setting: StoreSetting,
  options: MigrateOptions,
  makes: MakeImage,
): Promise<Migration> {
  let before: Snapshot | undefined;
  const drive = await replaceDrive(place, setting, options, (old) => {
    if (old === undefined) throw storageError('file-missing', 'open', place.path);
    before = old;
    return makes(old);
  });
  return {
    source: sourceOf(place),
    drive,
    commit: async () => 'absent',
    rollback: async () => {
      if (before === undefined || !drive.isChanged) return 'absent';
      const { bytes } = before;
      const { replace } = options;
      await replaceDrive(place, setting, { ifMatch: drive.sha256, replace }, () => ({ bytes, issues: [] }));
      return 'removed';
    },
  };
}

/** Removes one of two drives, if it is the one that was seen, and the other one is there. */
async function removeMatching(
  place: DriveLocation,
  other: DriveLocation,
  sha256: string,
  setting: StoreSetting,
): Promise<RemovalOutcome> {
  const { limits } = setting.drive;
  async function refuseUnlike(): Promise<void> {
    if (!isThere(other)) throw storageError('file-missing', 'compare', other.path, { hint: LAST_ONE });
    const found = await snapshotOf(place, { limits, signal: undefined });
    if (found !== undefined && found.stored.sha256 !== sha256) throw conflict(place);
  }
  const { outcome, error } = await removeFrom(place, setting, undefined, refuseUnlike);
  if (error !== undefined && isRefusal(error)) throw error;
  return outcome;
}

const LAST_ONE = 'the drive that was to be removed is the last one, and stays';

const isThere = ({ path }: DriveLocation): boolean =>
  atStep('compare', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;

const isRefusal = ({ step, code }: StorageError): boolean =>
  step === 'compare' && ['conflict', 'file-missing'].includes(code);
