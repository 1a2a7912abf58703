/**
 * Collects what instances left that are no more: drives that could not be removed when their storage did not answer, and
 * files of the library's own that belong to nobody.
 */
import { type BigIntStats, lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  closeTarget,
  isStagedCopyName,
  isStale,
  openTarget,
  stagedCopyName,
  syncDirectory,
} from '@configdrive/files/internal';
import { inputRefusal, StorageError } from '@configdrive/issues';
import { storeCodes } from './codes.ts';
import { atStep } from './errors.ts';
import { checkedInstance, fileNameOf, instanceIn } from './instance-names.ts';
import { filesIn } from './list.ts';
import {
  type DriveLocation,
  directoriesOf,
  driveLocationIn,
  type StoreDirectory,
  type StoreLocation,
} from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';
import type { Removal, RemovalOutcome } from './remove.ts';

type Names = Iterable<string> | AsyncIterable<string>;

/** Names of instances, or who gives them. */
export type LiveInstances = Names | (() => Names | Promise<Names>);

export interface GcOptions extends OperationOptions {
  /** True: only says what would be removed. */
  readonly dryRun?: boolean | undefined;
  /** True: no live instance at all is no mistake, and every drive goes. */
  readonly allowEmpty?: boolean | undefined;
}

/** `replaced`: it is another file by now, so its instance lives. */
export interface CollectedDrive extends Omit<Removal, 'outcome'> {
  readonly outcome: RemovalOutcome | 'would-be-removed' | 'replaced';
}

export interface GcReport {
  /** Drives of instances that are not live. */
  readonly orphans: readonly CollectedDrive[];
  /** Number of drives of live instances. */
  readonly kept: number;
  /** Number of temporary files of dead writers. */
  readonly leftovers: number;
  /** Locations that could not be looked through, and why. */
  readonly unreachable: readonly { readonly location: StoreLocation; readonly error: StorageError }[];
}

/** A drive that may be removed, as it was when it was listed. */
interface Candidate {
  readonly place: DriveLocation;
  readonly state: string;
}

interface Candidates {
  readonly storeDirectory: StoreDirectory;
  readonly drives: readonly Candidate[];
  /** Own files of the library. */
  readonly leftovers: readonly string[];
}

/** Collects drives without an instance. They are listed before the live instances are asked for: one that starts meanwhile is in no danger. */
export async function collectGarbage(
  setting: StoreSetting,
  live: LiveInstances,
  options: GcOptions,
): Promise<GcReport> {
  const { location } = options;
  const directories = directoriesOf(setting.directories, location);
  const looks = await Promise.all(
    directories.map((storeDirectory) => lookThrough(storeDirectory, setting, options.signal)),
  );
  const seen = looks.filter((look): look is Candidates => 'drives' in look);
  const names = await liveNames(live, options);
  const orphans: CollectedDrive[] = [];
  let leftovers = 0;
  for (const look of seen) {
    const dead = look.drives.filter(({ place }) => !names.has(place.instance));
    orphans.push(...(await collectFrom(look.storeDirectory, dead, setting, options)));
    leftovers += await collectLeftovers(look, setting, options);
  }
  const kept = seen.reduce((sum, { drives }) => sum + drives.length, 0) - orphans.length;
  return { orphans, kept, leftovers, unreachable: looks.filter((look) => 'error' in look) };
}

async function lookThrough(
  storeDirectory: StoreDirectory,
  setting: StoreSetting,
  signal: AbortSignal | undefined,
): Promise<Candidates | GcReport['unreachable'][number]> {
  const drives: Candidate[] = [];
  const leftovers: string[] = [];
  try {
    for await (const name of filesIn(storeDirectory, setting, signal)) {
      const instance = instanceIn(name);
      const candidate = instance === undefined ? undefined : candidateAt(driveLocationIn(storeDirectory, instance));
      if (candidate !== undefined) drives.push(candidate);
      else if (isStagedCopyName(name) || isStale(storeDirectory.directory, name)) leftovers.push(name);
    }
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { location: storeDirectory.location, error: cause };
  }
  return { storeDirectory, drives, leftovers };
}

function candidateAt(place: DriveLocation): Candidate | undefined {
  const stats = statsOf(place);
  return stats === undefined ? undefined : { place, state: stateOf(stats) };
}

const statsOf = ({ path }: DriveLocation): BigIntStats | undefined =>
  atStep('list', path, () => lstatSync(path, { bigint: true, throwIfNoEntry: false }));

const stateOf = ({ ino, ctimeNs }: BigIntStats): string => [ino, ctimeNs].join();

/** A name with a blank or a carriage return would be nobody's, and the drive that it means would go. */
async function liveNames(live: LiveInstances, { allowEmpty = false }: GcOptions): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const name of typeof live === 'function' ? await live() : live) names.add(checkedInstance(name));
  if (names.size > 0 || allowEmpty) return names;
  const message = 'no instance is live, so every drive would go: say allowEmpty if that is so';
  throw inputRefusal(storeCodes, 'live-list-empty', ['live'], message);
}

/** Takes no locks, each of which would list the directory: nobody is at work on what is nobody's. */
async function collectFrom(
  storeDirectory: StoreDirectory,
  dead: readonly Candidate[],
  setting: StoreSetting,
  { dryRun = false, signal }: GcOptions,
): Promise<readonly CollectedDrive[]> {
  const collected: CollectedDrive[] = [];
  for (const { place, state } of dead) {
    signal?.throwIfAborted();
    const { instance, location, path } = place;
    const result = dryRun ? ({ outcome: 'would-be-removed' } as const) : collect(place, state);
    collected.push({ instance, location, path, ...result });
  }
  if (collected.some(({ outcome }) => outcome === 'removed')) await sync(storeDirectory, setting);
  return collected;
}

function collect(place: DriveLocation, state: string): Pick<CollectedDrive, 'outcome' | 'error'> {
  try {
    const stats = statsOf(place);
    if (stats === undefined) return { outcome: 'absent' };
    if (stateOf(stats) !== state) return { outcome: 'replaced' };
    atStep('remove', place.path, () => unlinkSync(place.path));
    return { outcome: 'removed' };
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { outcome: 'unreachable', error: cause };
  }
}

async function sync({ directory }: StoreDirectory, { files }: StoreSetting): Promise<void> {
  if (files.durable === false) return;
  const target = openTarget(join(directory, fileNameOf('any')), { allowSharedDirectory: true });
  try {
    await syncDirectory(target);
  } finally {
    closeTarget(target);
  }
}

/** A copy belongs to the drive that is being written over; one that starts to be between two looks has its drive in the second. */
async function collectLeftovers(
  { storeDirectory, leftovers }: Candidates,
  setting: StoreSetting,
  { dryRun = false, signal }: GcOptions,
): Promise<number> {
  if (leftovers.length === 0) return 0;
  const copies = new Set<string>();
  for await (const name of filesIn(storeDirectory, setting, signal))
    if (instanceIn(name) !== undefined) copies.add(stagedCopyName(name));
  const nobodys = leftovers.filter((name) => !copies.has(name));
  if (dryRun) return nobodys.length;
  return nobodys.filter((name) => isUnlinked(join(storeDirectory.directory, name))).length;
}

/** What cannot be removed stays for the next time. */
function isUnlinked(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
