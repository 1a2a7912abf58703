/** Finding the drive of an instance, and reading it. */
import { lstatSync } from 'node:fs';
import { type ConfigDrive, readConfigDriveSync } from '@configdrive/core';
import { attempt, StorageError } from '../errors.ts';
import { runLater } from '../pauses.ts';
import { answerOf } from './answers.ts';
import { checkedInstance } from './instance-names.ts';
import { type DrivePlace, placeOn, shelfOf } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';
import { type Snapshot, type StoredDrive, snapshotOf } from './snapshots.ts';

/** A stored drive with what is on it. */
export interface ReadStoredDrive extends StoredDrive {
  readonly drive: ConfigDrive;
}

export async function statDrive(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<StoredDrive | undefined> {
  const found = await snapshotIn(setting, instance, options);
  return found?.stored;
}

export async function readDrive(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<ReadStoredDrive> {
  const found = await snapshotIn(setting, instance, options);
  if (found === undefined) throw missing(setting, instance, options);
  return { ...found.stored, drive: driveOn(found, setting) };
}

export const driveOn = ({ bytes }: Snapshot, { drive: { limits } }: StoreSetting): ConfigDrive =>
  readConfigDriveSync(bytes, limits === undefined ? {} : { limits });

async function snapshotIn(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<Snapshot | undefined> {
  const place = await whereIs(setting, instance, options);
  const { limits } = setting.drive;
  return place === undefined ? undefined : runLater(snapshotOf(place, { limits, signal: options.signal }));
}

/** The places that an operation without further word is about. */
export function placesOf(
  { shelves }: StoreSetting,
  instance: string,
  { location }: OperationOptions,
): readonly DrivePlace[] {
  const name = checkedInstance(instance);
  const wanted = location === undefined ? shelves : [shelfOf(shelves, location)];
  return wanted.map((shelf) => placeOn(shelf, name));
}

/**
 * The place with the drive; undefined when there is none.
 *
 * @throws StorageError `drive-ambiguous` when there are several, `unreachable` and others when there is none where one could
 *   look, and one could not look everywhere
 */
export async function whereIs(
  setting: StoreSetting,
  instance: string,
  options: OperationOptions,
): Promise<DrivePlace | undefined> {
  options.signal?.throwIfAborted();
  const places = placesOf(setting, instance, options);
  const answers = await Promise.allSettled(places.map((place) => isThere(place, setting, options)));
  const [found, other] = places.filter((_, index) => isTrue(answers[index]));
  if (found !== undefined && other !== undefined) throw ambiguous(found, other);
  if (found !== undefined) return found;
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return undefined;
}

const isTrue = (answer: PromiseSettledResult<boolean> | undefined): boolean =>
  answer?.status === 'fulfilled' && answer.value;

async function isThere(place: DrivePlace, setting: StoreSetting, { signal }: OperationOptions): Promise<boolean> {
  const { directory, root, path } = place;
  const { answerWithinMilliseconds } = setting;
  const answer = await answerOf(directory, root, path, { answerWithinMilliseconds, signal });
  if (answer === 'absent') return false;
  return attempt('reach', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
}

function ambiguous(found: DrivePlace, other: DrivePlace): StorageError {
  const hint = `it is on ${found.location} and on ${other.location}: say which, or remove one`;
  return new StorageError('drive-ambiguous', 'reach', found.path, { hint });
}

/** Said of the first place where it could be. */
export function missing(setting: StoreSetting, instance: string, options: OperationOptions): StorageError {
  const [first] = placesOf(setting, instance, options);
  return new StorageError('file-missing', 'open', first?.path ?? instance);
}
