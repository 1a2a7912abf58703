/** Builds the drive of an instance from its data, when it starts, and whenever it is to be built again. */
import {
  type ConfigDrive,
  type LimitOptions,
  layOutConfigDrive,
  type MachineInput,
  parseMachine,
  planConfigDrive,
  withoutPassword,
} from '@configdrive/core';
import { checkedDrive, Machine, namedMachine, newIssues, refuseMachineOptions } from '@configdrive/core/internal';
import { type Issue, inputRefusal, printable, StorageError } from '@configdrive/issues';
import { toBytes } from 'iso9660-writer';
import { type Attempted, attempt } from './attempt.ts';
import type { StoredImage } from './backend.ts';
import { type StoreIssueCode, storeCodes } from './codes.ts';
import { storageError } from './errors.ts';
import { drivePlacesOf, findDrive, maxByteLengthOf } from './find.ts';
import { checkedInstance } from './instance-names.ts';
import { type DrivePlace, drivePlaceIn, isSamePlace, storePlaceOf } from './locations.ts';
import { changeOptionsOf, type DrivePlanOptions, type StoreSetting, type WriteOptions } from './options.ts';
import { chosenLocation, mergedPlacement, type Placement } from './placement.ts';
import { removeFrom } from './remove.ts';
import { type NewImage, replaceDrive, type WrittenDrive } from './replace.ts';

export interface CreateOptions extends WriteOptions {
  /** On top of the store's: the pool of this instance, or another location. */
  readonly placement?: Placement | undefined;
  /** Only when there is none, in any location that answers. Exact between hosts, too, where the backend is (`exclusiveCreate`). */
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
  input: MachineInput | Machine,
  options: CreateOptions,
): Promise<WrittenDrive> {
  options.signal?.throwIfAborted();
  const location = chosenLocation(mergedPlacement(setting.placement, options.placement));
  const place = drivePlaceIn(storePlaceOf(setting.places, location), checkedInstance(instance));
  const build = builderOf(input, instance, setting, options);
  const elsewhere = drivePlacesOf(setting, instance, {}).filter((each) => each.location !== location);
  if (options.ifAbsent ?? false) await refuseElsewhere(elsewhere, setting, options.signal);
  await place.backend.prepare({ signal: options.signal });
  const before = await Promise.all(elsewhere.map((each) => seenAt(each, setting, options.signal)));
  const written = await replaceDrive(place, setting, options, (old) => build(options.isRebuild ?? old !== undefined));
  const issues = await removeElsewhere(before, place, options.signal);
  return { ...written, issues: [...written.issues, ...issues] };
}

/**
 * Checks the input at once, and gives what builds the image. Where passwords go at a rebuild, the drive that is judged is the
 * one with or without it that is to be there.
 */
export function builderOf(
  input: MachineInput | Machine,
  instance: string,
  setting: StoreSetting,
  options: Pick<CreateOptions, 'drive' | 'timestamp'>,
): (isRebuild: boolean) => NewImage {
  const build = { ...setting.drive, ...options.drive, timestamp: options.timestamp ?? setting.now() };
  const machine = machineOf(input, instance, build, options.drive);
  const planned = planConfigDrive(machine, build);
  const checked = (drive: ConfigDrive): ConfigDrive =>
    checkedDrive(drive, { check: setting.check, strict: build.strict }, machine);
  if (!setting.dropsPasswords) {
    const drive = checked(planned);
    return () => imageOf(drive, machine.limits);
  }
  return (isRebuild) => {
    const wanted = isRebuild ? withoutPassword(planned, changeOptionsOf(build, machine.guestOs)) : planned;
    return imageOf(checked(wanted), machine.limits);
  };
}

/** A drive under the name of one instance with the data of another would hand out its secrets. */
function machineOf(
  input: MachineInput | Machine,
  instance: string,
  build: DrivePlanOptions,
  own: DrivePlanOptions = {},
): Machine {
  if (input instanceof Machine) refuseReadingOptions(own);
  const machine = input instanceof Machine ? input : parseMachine(input, { ...build, defaultInstanceName: instance });
  const { instanceName } = machine;
  if (instanceName === undefined) return namedMachine(machine, instance);
  if (instanceName === instance) return machine;
  const message = `is ${printable(instanceName)}, and the drive is to be stored for ${printable(instance)}`;
  throw inputRefusal(storeCodes, 'instance-name-differs', ['instanceName'], message);
}

/** Those of the store are for whatever it has to read; those of one call with a machine would be ignored. */
function refuseReadingOptions(own: DrivePlanOptions): void {
  const report = newIssues();
  refuseMachineOptions(own, report.at('drive'));
  report.throwIfRefused();
}

/** Makes the image of a drive. */
export function imageOf(drive: ConfigDrive, limits: LimitOptions): NewImage {
  const layout = layOutConfigDrive(drive, { limits });
  return { bytes: toBytes(layout), issues: [...drive.issues, ...layout.issues] };
}

async function refuseElsewhere(
  places: readonly DrivePlace[],
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

/** What was in another location before the drive was written; undefined: nothing. */
interface Seen {
  readonly place: DrivePlace;
  readonly image: StoredImage | undefined | StorageError;
}

/** Looks first at whether there is anything: a drive elsewhere is rare, and only such a one is read. */
async function seenAt(place: DrivePlace, setting: StoreSetting, signal: AbortSignal | undefined): Promise<Seen> {
  const { backend, name } = place;
  try {
    const stats = await backend.stat(name, { signal });
    if (stats === undefined) return { place, image: undefined };
    return { place, image: await backend.read(name, { maxByteLength: maxByteLengthOf(setting), signal }) };
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { place, image: cause };
  }
}

/**
 * An instance has one drive: what settings of before left in other locations is out of date now. What came there meanwhile is
 * not: of two that create the drive of one instance in two places, neither takes away what the other one has made.
 */
async function removeElsewhere(
  before: readonly Seen[],
  written: DrivePlace,
  signal: AbortSignal | undefined,
): Promise<readonly Issue[]> {
  const issues = await Promise.all(before.map((seen) => issuesElsewhere(seen, written, signal)));
  return issues.flat();
}

async function issuesElsewhere(
  { place, image }: Seen,
  written: DrivePlace,
  signal: AbortSignal | undefined,
): Promise<readonly Issue[]> {
  if (image instanceof StorageError) return issuesOf(place, { outcome: 'unreachable', error: image });
  const ended = await attempt<'another'>(async () => {
    if (image === undefined && (await place.backend.stat(place.name, { signal })) === undefined) {
      return { outcome: 'absent' };
    }
    // Two locations may be one place by a link or a mount: what is there is the drive that was just written.
    let isOne = await isSamePlace(place, written, { signal });
    if (isOne) return { outcome: 'absent' };
    if (image === undefined) return { outcome: 'another' };
    const unless = async (): Promise<boolean> => {
      isOne = await isSamePlace(place, written, { signal });
      return isOne;
    };
    const removal = await removeFrom(place, { signal, expected: { sha256: image.sha256 }, unless });
    return isOne ? { outcome: 'absent' } : removal;
  });
  return issuesOf(place, ended);
}

/** Where a drive may be left the warning says so and why; where it has gone, what else the storage had to say. */
function issuesOf({ location, path }: DrivePlace, { outcome, error }: Attempted<'another'>): readonly Issue[] {
  const reasons = error?.issues ?? [];
  if (outcome === 'another') {
    const message = `another drive of the instance came to ${location} meanwhile: remove one of them`;
    return [{ code: 'drive-ambiguous' satisfies StoreIssueCode, severity: 'warning', place: [path], message }];
  }
  if (outcome !== 'unreachable') return reasons.map((issue) => ({ ...issue, severity: 'warning' }));
  const message = [`a drive of before may be on ${location} still`, ...reasons.map((issue) => issue.message)].join(
    ': ',
  );
  return [{ code: 'unreachable' satisfies StoreIssueCode, severity: 'warning', place: [path], message }];
}
