/** Finds the drive of an instance, and reads it. */
import { type ConfigDrive, defaultLimits, readConfigDriveSync } from '@configdrive/core';
import type { StorageError } from '@configdrive/issues';
import { attempt } from './attempt.ts';
import type { StoredImage } from './backend.ts';
import { storageError } from './errors.ts';
import { checkedInstance } from './instance-names.ts';
import {
  type DriveLocation,
  type DrivePlace,
  driveLocationOf,
  drivePlaceIn,
  isSamePlace,
  placesOf,
} from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';

/** A drive as it is stored. */
export interface StoredDrive extends DriveLocation {
  readonly byteLength: number;
  /** When the image was written. */
  readonly modified: Date;
  /** Of the image, 64 hex digits: what `ifMatch` takes. Secret like the contents: a short password can be guessed by it. */
  readonly sha256: string;
}

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
  const found = await imageIn(setting, instance, options);
  return found === undefined ? undefined : storedDriveOf(found);
}

/** Reads the drive of an instance with all its contents. */
export async function readDrive(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<ReadStoredDrive> {
  const found = await imageIn(setting, instance, options);
  if (found === undefined) throw missing(setting, instance, options);
  return { ...storedDriveOf(found), drive: driveOn(found.image, setting) };
}

/** Reads the drive that is on an image. */
export const driveOn = ({ bytes }: StoredImage, { drive: { limits } }: StoreSetting): ConfigDrive =>
  readConfigDriveSync(bytes, limits === undefined ? {} : { limits });

interface FoundImage {
  readonly place: DrivePlace;
  readonly image: StoredImage;
}

const storedDriveOf = ({ place, image: { byteLength, modified, sha256 } }: FoundImage): StoredDrive => ({
  ...driveLocationOf(place),
  byteLength,
  modified,
  sha256,
});

async function imageIn(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<FoundImage | undefined> {
  const place = await findDrive(setting, instance, options);
  if (place === undefined) return undefined;
  const { signal } = options;
  const image = await place.backend.read(place.name, { maxByteLength: maxByteLengthOf(setting), signal });
  return image === undefined ? undefined : { place, image };
}

/** Says how long an image may be to be read. */
export const maxByteLengthOf = ({ drive: { limits } }: StoreSetting): number =>
  limits?.imageByteLength ?? defaultLimits.imageByteLength;

/** Lists the places that an operation without further word is about. */
export function drivePlacesOf(
  { places }: StoreSetting,
  instance: string,
  { location }: OperationOptions,
): readonly DrivePlace[] {
  const checked = checkedInstance(instance);
  return placesOf(places, location).map((place) => drivePlaceIn(place, checked));
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
): Promise<DrivePlace | undefined> {
  const { signal } = options;
  signal?.throwIfAborted();
  const places = drivePlacesOf(setting, instance, options);
  const answers = await Promise.allSettled(places.map(({ backend, name }) => backend.stat(name, { signal })));
  signal?.throwIfAborted();
  const [found, ...others] = places.filter((_, index) => isThere(answers[index]));
  if (found !== undefined) return only(found, others, options);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return undefined;
}

const isThere = (answer: PromiseSettledResult<unknown> | undefined): boolean =>
  answer?.status === 'fulfilled' && answer.value !== undefined;

/** Refuses a second drive; a place that is found under two names has one. */
async function only(
  found: DrivePlace,
  others: readonly DrivePlace[],
  { signal }: OperationOptions,
): Promise<DrivePlace> {
  for (const other of others) {
    const { error, outcome } = await attempt(async () => ({
      outcome: (await isSamePlace(found, other, { signal })) ? 'absent' : 'replaced',
    }));
    if (outcome !== 'absent') throw ambiguous(found, other, error);
  }
  return found;
}

function ambiguous(found: DrivePlace, other: DrivePlace, cause: StorageError | undefined): StorageError {
  const hint = `it is on ${found.location} and on ${other.location}: say which, or remove one`;
  return storageError('drive-ambiguous', 'reach', found.path, { hint, cause });
}

/** Makes the error that says: there is no drive, at the first place where it could be. */
export function missing(setting: StoreSetting, instance: string, options: OperationOptions): StorageError {
  const [first] = drivePlacesOf(setting, instance, options);
  return storageError('file-missing', 'open', first?.path ?? instance);
}
