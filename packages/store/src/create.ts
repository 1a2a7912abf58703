/** Builds the drive of an instance from its data, when it starts, and whenever it is to be built again. */
import {
  type ConfigDrive,
  type DriveInput,
  type LimitOptions,
  layOutConfigDrive,
  parseDriveInput,
  planConfigDrive,
  withoutPassword,
} from '@configdrive/core';
import { checkedDrive } from '@configdrive/core/internal';
import { makeDirectories } from '@configdrive/files';
import { type Issue, inputRefusal, StorageError } from '@configdrive/issues';
import { toBytes } from 'iso9660-writer';
import { type StoreIssueCode, storeCodes } from './codes.ts';
import { storageError } from './errors.ts';
import { driveLocationsOf, findDrive } from './find.ts';
import { checkedInstance } from './instance-names.ts';
import { type DriveLocation, driveLocationIn, storeDirectoryOf } from './locations.ts';
import { changeOptionsOf, type DrivePlanOptions, type StoreSetting, type WriteOptions } from './options.ts';
import { chosenLocation, mergedPlacement, type Placement } from './placement.ts';
import { probe } from './reachability.ts';
import { removeFrom } from './remove.ts';
import { type NewImage, replaceDrive, type WrittenDrive } from './replace.ts';

export interface CreateOptions extends WriteOptions {
  /** On top of the store's: the pool of this instance, or another location. */
  readonly placement?: Placement | undefined;
  /** Only when there is none, in any location that answers. Exact between hosts, too. */
  readonly ifAbsent?: boolean | undefined;
  /** With `passwordLife: 'untilRebuilt'`, true leaves the password of the input out. Default: whether there is a drive. */
  readonly isRebuild?: boolean | undefined;
  /** On top of the store's. */
  readonly drive?: DrivePlanOptions | undefined;
}

/** Builds the drive of an instance and puts it in its place. */
export async function createDrive(
  setting: StoreSetting,
  instance: string,
  unknown: unknown,
  options: CreateOptions,
): Promise<WrittenDrive> {
  options.signal?.throwIfAborted();
  const location = chosenLocation(mergedPlacement(setting.placement, options.placement));
  const place = driveLocationIn(storeDirectoryOf(setting.directories, location), checkedInstance(instance));
  const build = builderOf(unknown, instance, setting, options);
  const elsewhere = driveLocationsOf(setting, instance, {}).filter((each) => each.location !== location);
  if (options.ifAbsent ?? false) await refuseElsewhere(elsewhere, setting, options.signal);
  await makeStoreDirectory(place, setting, options.signal);
  const written = await replaceDrive(place, setting, options, (old) => build(options.isRebuild ?? old !== undefined));
  const issues = await removeElsewhere(elsewhere, setting, options.signal);
  return { ...written, issues: [...written.issues, ...issues] };
}

/**
 * Checks the input at once, and gives what builds the image. Where passwords go at a rebuild, the drive that is judged is the
 * one with or without it that is to be there.
 */
export function builderOf(
  unknown: unknown,
  instance: string,
  setting: StoreSetting,
  options: Pick<CreateOptions, 'drive' | 'timestamp'>,
): (isRebuild: boolean) => NewImage {
  const build = { ...setting.drive, ...options.drive, timestamp: options.timestamp ?? setting.now() };
  const input = inputOf(unknown, instance, build);
  const planned = planConfigDrive(input, build);
  const checked = (drive: ConfigDrive): ConfigDrive => checkedDrive(drive, setting.check, build.strict ?? false);
  const imageByteLength = build.limits?.imageByteLength ?? input.limits?.imageByteLength;
  if (!setting.dropsPasswords) {
    const drive = checked(planned);
    return () => imageOf(drive, { imageByteLength });
  }
  return (isRebuild) => {
    const wanted = isRebuild ? withoutPassword(planned, changeOptionsOf(build, input.guestOs)) : planned;
    return imageOf(checked(wanted), { imageByteLength });
  };
}

/** A drive under the name of one instance with the data of another would hand out its secrets. */
function inputOf(unknown: unknown, instance: string, build: DrivePlanOptions): DriveInput {
  const input = parseDriveInput(unknown, build);
  const { instanceName = instance } = input;
  if (instanceName === instance) return { ...input, instanceName };
  const message = 'is another instance than the drive is stored for';
  throw inputRefusal(storeCodes, 'instance-name-differs', ['instanceName'], message);
}

/** Makes the image of a drive. */
export function imageOf(drive: ConfigDrive, limits: LimitOptions): NewImage {
  const layout = layOutConfigDrive(drive, { limits });
  return { bytes: toBytes(layout), issues: [...drive.issues, ...layout.issues] };
}

/** Makes the store's own directories below a root, which must be there. */
export async function makeStoreDirectory(
  { directory, root, path }: DriveLocation,
  setting: StoreSetting,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { answerWithinMilliseconds, directoryMode, files } = setting;
  const found = await probe(directory, root, path, { answerWithinMilliseconds, signal });
  if (found === 'there') return;
  const { durable = true, group } = files;
  await makeDirectories(path, durable, { mode: directoryMode, group });
}

async function refuseElsewhere(
  places: readonly DriveLocation[],
  setting: StoreSetting,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { instance, location, path } of places) {
    const found = await findDrive(setting, instance, { location, signal }).catch(refuseOthers);
    if (found === undefined) continue;
    throw storageError('already-exists', 'reach', path, { hint: `the instance has a drive on ${location}` });
  }
}

/** What does not answer cannot hold up a start. */
function refuseOthers(cause: unknown): undefined {
  if (!(cause instanceof StorageError)) throw cause;
  return undefined;
}

/** An instance has one drive: what settings of before left in other locations is out of date now. */
async function removeElsewhere(
  places: readonly DriveLocation[],
  setting: StoreSetting,
  signal: AbortSignal | undefined,
): Promise<readonly Issue[]> {
  const removals = await Promise.all(places.map((place) => removeFrom(place, setting, signal)));
  return removals.flatMap(({ outcome, location, path }) => {
    if (outcome !== 'unreachable') return [];
    const message = `${location} does not answer: a drive of before may be there still`;
    return [{ code: 'unreachable' satisfies StoreIssueCode, severity: 'warning', place: [path], message } as const];
  });
}
