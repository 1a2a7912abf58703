/** A migration as plain data, and the places that it speaks of. */
import { type InvalidInputError, inputRefusal, type Place } from '@configdrive/issues';
import { storeCodes } from './codes.ts';
import { checkedInstance } from './instance-names.ts';
import {
  type DrivePlace,
  drivePlaceIn,
  notConfigured,
  type StoreLocation,
  type StorePlace,
  storeLocations,
  storePlaceOf,
} from './locations.ts';
import type { StoreSetting } from './options.ts';
import type { WrittenDrive } from './replace.ts';

/** One end of a migration: a drive, and where the store finds it. */
export interface MigratedDrive {
  readonly location: StoreLocation;
  /** There when the location is below another root than the store's. */
  readonly root?: string;
  readonly path: string;
  /** Of the image, as everywhere as secret as the drive. */
  readonly sha256: string;
}

/**
 * A drive in two places, as plain data: it may be kept as JSON through a restart, and given to `commit` or `rollback` of a store
 * with the same places. One of the two ends it; both look at what is there, not at what was before, and may be done again.
 */
export interface Migration {
  readonly instance: string;
  /** Where it was, and what was there. */
  readonly from: MigratedDrive;
  /** What is there now. */
  readonly to: MigratedDrive & Omit<WrittenDrive, 'instance'>;
  /** True: both are one place, on storage that both hosts have. The drive of before is kept beside the new one until the end. */
  readonly isInPlace: boolean;
}

/** A place below another root than the store's. */
export function placeAt({ backendAt }: StoreSetting, location: StoreLocation, root: string): StorePlace {
  if (backendAt !== undefined) return { location, backend: backendAt(root, location) };
  throw notConfigured('to', 'the store was not told how to open other roots (backendAt)');
}

/** Where a drive was, and where it went. */
export interface Ends {
  readonly from: DrivePlace;
  readonly to: DrivePlace;
}

/** The places of a migration that somebody kept. */
export function endsOf(setting: StoreSetting, unknown: unknown): Ends {
  if (!isMigration(unknown)) throw invalid([], 'must be what migrate gave, or its JSON');
  const instance = checkedInstance(unknown.instance);
  const [from, to] = (['from', 'to'] as const).map((end) => placeOfEnd(setting, instance, unknown[end], end));
  return { from: from!, to: to! };
}

function placeOfEnd(
  setting: StoreSetting,
  instance: string,
  { location, root, path }: MigratedDrive,
  end: string,
): DrivePlace {
  const storePlace = root === undefined ? storePlaceOf(setting.places, location) : placeAt(setting, location, root);
  const place = drivePlaceIn(storePlace, instance);
  if (place.path === path) return place;
  throw invalid([end, 'path'], 'is elsewhere than this store has the drive: the migration is of another store');
}

const invalid = (place: Place, message: string): InvalidInputError =>
  inputRefusal(storeCodes, 'migration-invalid', place, message);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isMigration = (value: unknown): value is Migration =>
  isRecord(value) &&
  typeof value.instance === 'string' &&
  typeof value.isInPlace === 'boolean' &&
  isMigratedDrive(value.from) &&
  isMigratedDrive(value.to);

const isMigratedDrive = (value: unknown): value is MigratedDrive =>
  isRecord(value) &&
  storeLocations.some((location) => location === value.location) &&
  ['string', 'undefined'].includes(typeof value.root) &&
  typeof value.path === 'string' &&
  typeof value.sha256 === 'string';
