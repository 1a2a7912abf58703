/** Finds the drive of an instance, and reads it. */
import { lstatSync } from 'node:fs';
import { type ConfigDrive, readConfigDriveSync } from '@configdrive/core';
import type { StorageError } from '@configdrive/issues';
import { atStep, storageError } from './errors.ts';
import { checkedInstance } from './instance-names.ts';
import { type DriveLocation, directoriesOf, driveLocationIn } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';
import { probe } from './reachability.ts';
import { type Snapshot, type StoredDrive, snapshotOf } from './snapshots.ts';

/** A stored drive with what is on it. */
export interface ReadStoredDrive extends StoredDrive {
  readonly drive: ConfigDrive;
}

/** Says where the drive of an instance is and which one; undefined when there is none. */
export async function statDrive(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<StoredDrive | undefined> {
  const found = await snapshotIn(setting, instance, options);
  return found?.stored;
}

/** Reads the drive of an instance with all its contents. */
export async function readDrive(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<ReadStoredDrive> {
  const found = await snapshotIn(setting, instance, options);
  if (found === undefined) throw missing(setting, instance, options);
  return { ...found.stored, drive: driveOn(found, setting) };
}

/** Reads the drive that a snapshot holds. */
export const driveOn = ({ bytes }: Snapshot, { drive: { limits } }: StoreSetting): ConfigDrive =>
  readConfigDriveSync(bytes, limits === undefined ? {} : { limits });

async function snapshotIn(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<Snapshot | undefined> {
  const place = await findDrive(setting, instance, options);
  const { limits } = setting.drive;
  return place === undefined ? undefined : snapshotOf(place, { limits, signal: options.signal });
}

/** Lists the places that an operation without further word is about. */
export function driveLocationsOf(
  { directories }: StoreSetting,
  instance: string,
  { location }: OperationOptions,
): readonly DriveLocation[] {
  const name = checkedInstance(instance);
  const wanted = directoriesOf(directories, location);
  return wanted.map((storeDirectory) => driveLocationIn(storeDirectory, name));
}

/**
 * Finds the place with the drive; undefined when there is none.
 *
 * @throws StorageError `drive-ambiguous` when there are several, `unreachable` and others when there is none where one could
 *   look, and one could not look everywhere
 */
export async function findDrive(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<DriveLocation | undefined> {
  options.signal?.throwIfAborted();
  const places = driveLocationsOf(setting, instance, options);
  const answers = await Promise.allSettled(places.map((place) => isThere(place, setting, options)));
  const [found, other] = places.filter((_, index) => isTrue(answers[index]));
  if (found !== undefined && other !== undefined) throw ambiguous(found, other);
  if (found !== undefined) return found;
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return undefined;
}

const isTrue = (answer: PromiseSettledResult<boolean> | undefined): boolean =>
  answer?.status === 'fulfilled' && answer.value;

async function isThere(place: DriveLocation, setting: StoreSetting, { signal }: OperationOptions): Promise<boolean> {
  const { directory, root, path } = place;
  const { answerWithinMilliseconds } = setting;
  const answer = await probe(directory, root, path, { answerWithinMilliseconds, signal });
  if (answer === 'absent') return false;
  return atStep('reach', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
}

function ambiguous(found: DriveLocation, other: DriveLocation): StorageError {
  const hint = `it is on ${found.location} and on ${other.location}: say which, or remove one`;
  return storageError('drive-ambiguous', 'reach', found.path, { hint });
}

/** Makes the error that says: there is no drive, at the first place where it could be. */
export function missing(setting: StoreSetting, instance: string, options: OperationOptions): StorageError {
  const [first] = driveLocationsOf(setting, instance, options);
  return storageError('file-missing', 'open', first?.path ?? instance);
}
