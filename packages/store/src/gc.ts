/**
 * Collects what instances left that are no more: drives that could not be removed when their storage did not answer, drives
 * that a migration kept, and what dead writers left.
 */
import { inputRefusal, StorageError } from '@configdrive/issues';
import { type Attempted, attempt } from './attempt.ts';
import type { Version } from './backend.ts';
import { storeCodes } from './codes.ts';
import { checkedInstance, instanceIn, instanceKeptIn } from './instance-names.ts';
import {
  type DrivePlace,
  driveLocationOf,
  drivePlaceIn,
  placesOf,
  type StoreLocation,
  type StorePlace,
} from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';
import { type Removal, type RemovalOutcome, removeKept } from './remove.ts';

type Names = Iterable<string> | AsyncIterable<string>;

/** Names of instances, or who gives them. */
export type LiveInstances = Names | (() => Names | Promise<Names>);

export interface GcOptions extends OperationOptions {
  /** True: only says what would be removed. */
  readonly dryRun?: boolean | undefined;
  /** True: no live instance at all is no mistake, and every drive goes. */
  readonly allowEmpty?: boolean | undefined;
  /**
   * True: also what writers left who cannot be seen from here, on another host or in another container, if it does not change
   * for a minute.
   */
  readonly unseen?: boolean | undefined;
}

/** `replaced`: it is another image by now, so its instance lives. */
export interface CollectedDrive extends Omit<Removal, 'outcome'> {
  readonly outcome: RemovalOutcome | 'would-be-removed' | 'replaced';
}

export interface GcReport {
  /** Drives of instances that are not live. */
  readonly orphans: readonly CollectedDrive[];
  /** Number of drives of live instances. */
  readonly kept: number;
  /** Number of things that dead writers left, and of drives that migrations kept. */
  readonly leftovers: number;
  /** Locations that could not be looked through, and why. */
  readonly unreachable: readonly { readonly location: StoreLocation; readonly error: StorageError }[];
}

/** A drive that may be removed, as it was when it was listed. */
interface Candidate {
  readonly place: DrivePlace;
  readonly version: Version;
}

interface Candidates {
  readonly place: StorePlace;
  readonly drives: readonly Candidate[];
  /** Instances whose drive of before a migration keeps. */
  readonly kept: readonly string[];
}

/** Collects drives without an instance. They are listed before the live instances are asked for: one that starts meanwhile is in no danger. */
export async function collectGarbage(
  setting: StoreSetting,
  live: LiveInstances,
  options: GcOptions,
): Promise<GcReport> {
  const places = placesOf(setting.places, options.location);
  const looks = await Promise.all(places.map((place) => lookThrough(place, options.signal)));
  const seen = looks.filter((look): look is Candidates => 'drives' in look);
  const names = await liveNames(live, options);
  const orphans: CollectedDrive[] = [];
  const unreachable = looks.filter((look) => 'error' in look);
  let leftovers = 0;
  for (const look of seen) {
    const dead = look.drives.filter(({ place }) => !names.has(place.instance));
    orphans.push(...(await collectFrom(dead, options)));
    leftovers += await collectKept(look, names, options);
    const collected = await leftoversIn(look.place, options);
    if (typeof collected === 'number') leftovers += collected;
    else unreachable.push(collected);
  }
  const kept = seen.reduce((sum, { drives }) => sum + drives.length, 0) - orphans.length;
  return { orphans, kept, leftovers, unreachable };
}

/** What fails here does not hide what was collected before. */
async function leftoversIn(
  { location, backend }: StorePlace,
  options: GcOptions,
): Promise<number | GcReport['unreachable'][number]> {
  try {
    return await backend.collectLeftovers(options);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { location, error: cause };
  }
}

async function lookThrough(
  place: StorePlace,
  signal: AbortSignal | undefined,
): Promise<Candidates | GcReport['unreachable'][number]> {
  const drives: Candidate[] = [];
  const kept: string[] = [];
  try {
    // Without its version an image is never the one that was seen.
    for await (const { name, version = '' } of place.backend.list({ versions: true, signal })) {
      const [instance, keptInstance] = [instanceIn(name), instanceKeptIn(name)];
      if (instance !== undefined) drives.push({ place: drivePlaceIn(place, instance), version });
      if (keptInstance !== undefined) kept.push(keptInstance);
    }
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return { location: place.location, error: cause };
  }
  return { place, drives, kept };
}

/** A name with a blank or a carriage return would be nobody's, and the drive that it means would go. */
async function liveNames(live: LiveInstances, { allowEmpty = false }: GcOptions): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const name of typeof live === 'function' ? await live() : live) names.add(checkedInstance(name));
  if (names.size > 0 || allowEmpty) return names;
  const message = 'no instance is live, so every drive would be removed';
  throw inputRefusal(storeCodes, 'live-list-empty', ['live'], message);
}

/** As many as an object store likes to be asked for; a directory flushes once for all of them. */
const REMOVED_AT_ONCE = 16;

async function collectFrom(dead: readonly Candidate[], options: GcOptions): Promise<readonly CollectedDrive[]> {
  const collected: CollectedDrive[] = [];
  for (let at = 0; at < dead.length; at += REMOVED_AT_ONCE) {
    options.signal?.throwIfAborted();
    const some = dead.slice(at, at + REMOVED_AT_ONCE);
    collected.push(...(await Promise.all(some.map((candidate) => collect(candidate, options)))));
  }
  return collected;
}

async function collect({ place, version }: Candidate, { dryRun = false, signal }: GcOptions): Promise<CollectedDrive> {
  const { backend, name } = place;
  if (dryRun) return { ...driveLocationOf(place), outcome: 'would-be-removed' };
  const removal = await attempt(() => backend.remove(name, { expected: { version }, signal }));
  return { ...driveLocationOf(place), ...removal };
}

/** Answers how many drives that migrations kept went with their instances. */
async function collectKept(
  { place, kept }: Candidates,
  live: ReadonlySet<string>,
  { dryRun = false, signal }: GcOptions,
): Promise<number> {
  const dead = kept.filter((instance) => !live.has(instance));
  if (dryRun) return dead.length;
  const removals: Attempted[] = [];
  for (const instance of dead) removals.push(await removeKept(drivePlaceIn(place, instance), { signal }));
  return removals.filter(({ outcome }) => outcome === 'removed').length;
}
