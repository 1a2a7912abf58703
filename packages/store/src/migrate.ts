/** Moves a drive with its instance: it is built where it goes first, and is in both places until the migration ends. */
import type { Machine, MachineInput } from '@configdrive/core';
import { checkedMatch, StorageError } from '@configdrive/issues';
import type { StoredImage } from './backend.ts';
import { type ChangeDriveOptions, changed, changeOf, changes, type DriveChange } from './change.ts';
import { builderOf } from './create.ts';
import { storageError } from './errors.ts';
import { findDrive, maxByteLengthOf, missing } from './find.ts';
import { keptNameOf } from './instance-names.ts';
import {
  type DrivePlace,
  drivePlaceIn,
  isSamePlace,
  type StoreLocation,
  type StorePlace,
  storePlaceOf,
} from './locations.ts';
import { type Migration, placeAt } from './migration.ts';
import type { DrivePlanOptions, StoreSetting } from './options.ts';
import { removeKept } from './remove.ts';
import { conflict, type NewImage, replaceDrive, type WrittenDrive } from './replace.ts';

/** A location below another root than the store's: the cache of another host, as far as this one sees it. */
export interface OtherRoot {
  readonly location: StoreLocation;
  /** What `backendAt` of the store makes a backend of. */
  readonly root: string;
}

export interface MigrateOptions extends ChangeDriveOptions {
  /** A location of the store, or one below another root. */
  readonly to: StoreLocation | OtherRoot;
  /** Builds the drive from data, as `create` does; default: from the drive that is there. */
  readonly input?: MachineInput | Machine | undefined;
  /** What is different there: the name of the new host. */
  readonly change?: DriveChange | undefined;
  /** With `input`, on top of the store's. */
  readonly drive?: DrivePlanOptions | undefined;
}

/** What a migration takes of a store and of its caller. */
interface Plan {
  readonly setting: StoreSetting;
  readonly options: Omit<MigrateOptions, 'to'>;
  /** Makes the image that is to be there, of the drive that is here. */
  readonly makeImage: (old: StoredImage) => NewImage;
}

/** Builds the drive of an instance where the instance goes. */
export async function migrateDrive(
  setting: StoreSetting,
  instance: string,
  { to, ...options }: MigrateOptions,
): Promise<Migration> {
  const { signal } = options;
  const from = await findDrive(setting, instance, options);
  if (from === undefined) throw missing(setting, instance, options);
  const root = typeof to === 'string' ? {} : { root: to.root };
  const target = drivePlaceIn(destinationOf(setting, to), from.instance);
  const plan = { setting, options, makeImage: imageMakerOf(setting, instance, options) };
  await target.backend.prepare({ signal });
  const isInPlace = await isSamePlace(from, target, { signal });
  const { old, drive } = isInPlace ? await rebuildIn(from, plan) : await buildIn(target, from, plan);
  const { location, path } = from;
  const { instance: _, ...written } = drive;
  return {
    instance: from.instance,
    from: { location, path, sha256: old.sha256 },
    to: { ...written, ...(isInPlace ? {} : root) },
    isInPlace,
  };
}

const destinationOf = (setting: StoreSetting, to: MigrateOptions['to']): StorePlace =>
  typeof to === 'string' ? storePlaceOf(setting.places, to) : placeAt(setting, to.location, to.root);

function imageMakerOf(setting: StoreSetting, instance: string, options: Omit<MigrateOptions, 'to'>): Plan['makeImage'] {
  if (options.input !== undefined) {
    const build = builderOf(options.input, instance, setting, options);
    return () => build(true);
  }
  const apply = changeOf(changes.change(options.change ?? ((drive) => drive)), setting, options);
  return (old) => changed(old, apply, setting, options);
}

interface Built {
  readonly old: StoredImage;
  readonly drive: WrittenDrive;
}

async function buildIn(target: DrivePlace, from: DrivePlace, { setting, options, makeImage }: Plan): Promise<Built> {
  const { ifMatch: _, ...others } = options;
  const old = await oldImageIn(from, setting, options);
  const drive = await replaceDrive(target, setting, others, () => ({ bytes: old.bytes, ...makeImage(old) }));
  return { old, drive };
}

async function oldImageIn(
  { backend, name, path }: DrivePlace,
  setting: StoreSetting,
  { ifMatch, signal }: Plan['options'],
): Promise<StoredImage> {
  const old = await backend.read(name, { maxByteLength: maxByteLengthOf(setting), signal });
  if (old === undefined) throw storageError('file-missing', 'open', path);
  const wanted = checkedMatch({ ifMatch });
  if (wanted !== undefined && wanted !== old.sha256) throw conflict({ path });
  return old;
}

/** Whoever changes a drive all the time has no business with one that moves. */
const MOST_ATTEMPTS = 10;

/** Storage that both hosts have: the drive stays where it is, and is what it was before when the instance stays. */
async function rebuildIn(place: DrivePlace, plan: Plan): Promise<Built> {
  const mayRetry = plan.options.ifMatch === undefined;
  for (let attemptsLeft = MOST_ATTEMPTS; ; attemptsLeft--) {
    try {
      return await rebuildOnce(place, plan);
    } catch (cause) {
      if (!mayRetry || attemptsLeft === 1 || !isConflict(cause)) throw cause;
    }
  }
}

const isConflict = (cause: unknown): boolean => cause instanceof StorageError && cause.code === 'conflict';

/** The drive of before is kept before it is replaced: a crash between leaves a copy too many, never one too few. */
async function rebuildOnce(place: DrivePlace, { setting, options, makeImage }: Plan): Promise<Built> {
  const { signal } = options;
  const old = await oldImageIn(place, setting, options);
  const made = makeImage(old);
  const isKept = made.bytes !== undefined;
  const keptName = keptNameOf(place.instance);
  if (isKept) await place.backend.replace(keptName, () => old.bytes, { signal });
  try {
    const drive = await replaceDrive(place, setting, { ...options, ifMatch: old.sha256 }, () => made);
    return { old, drive };
  } catch (cause) {
    if (isKept) await removeKept(place, { expected: { sha256: old.sha256 } });
    throw cause;
  }
}
