/** Stale files: what processes left that died on the way, or could not remove. The next writer of the directory removes them. */
import { constants, openSync, readdirSync, unlinkSync } from 'node:fs';
import { errnoOf } from '../errors.ts';
import { pathIn, type Target } from '../target.ts';
import { ownerInName } from './own-names.ts';
import { isGone } from './process-identity.ts';

/** By directory: how many images may be written there before it is looked through again. */
const untilNextLook = new Map<string, number>();

/** Looking through costs about 1 µs a name: once at first, then as rarely as makes that nothing beside the writing. */
const MIN_WRITES = 64;
const NAMES_PER_WRITE = 16;
const MAX_DIRECTORIES = 1024;

/** Removes stale temporary and lock files, now and then. Never an error: what cannot be removed stays. */
export function removeStaleFiles(target: Target): void {
  const { identity } = target;
  if (identity === undefined) return;
  const left = untilNextLook.get(identity) ?? 0;
  if (left > 0) {
    untilNextLook.set(identity, left - 1);
    return;
  }
  const names = namesIn(target);
  for (const name of names) removeIfStale(target, name);
  if (untilNextLook.size >= MAX_DIRECTORIES) untilNextLook.clear();
  untilNextLook.set(identity, Math.max(MIN_WRITES, names.length / NAMES_PER_WRITE));
}

/** A directory with files of the library's own. */
type Place = Pick<Target, 'directoryPath'>;

/** Names of the files that this process made, is done with, and could not remove: once a name is free, it never comes again. */
const unremoved = new Set<string>();

const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const PRIVATE = 0o600;

/**
 * Creates a file of this process's own, 0600, and opens it to write. What a server could not say to be there may be there all the
 * same, and nobody else would remove it while this process runs: as a lock it would be in everyone's way.
 *
 * @throws what the operating system says
 */
export function createOwn(target: Place, name: string): number {
  try {
    return openSync(pathIn(target, name), CREATE_ONLY, PRIVATE);
  } catch (cause) {
    removeOwnQuietly(target, name);
    throw cause;
  }
}

/** Removes a file that this process is done with, now or by whatever comes next. */
export function removeOwnQuietly(target: Place, name: string): void {
  try {
    removeOwn(target, name);
  } catch {
    // Whatever comes next tries again.
  }
}

/**
 * Removes a file that this process is done with. Where that fails it is stale from then on, and removed by whatever comes next.
 *
 * @throws what the operating system says
 */
export function removeOwn(target: Place, name: string): void {
  unremoved.add(name);
  try {
    unlinkSync(pathIn(target, name));
    unremoved.delete(name);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') unremoved.delete(name);
    throw cause;
  }
}

/** Tells whether a name in a directory is that of a temporary or lock file whose process is gone, or done with it. */
export function isStale(directory: string, name: string): boolean {
  if (unremoved.has(name)) return true;
  const found = ownerInName(name);
  return found !== undefined && isGone(found.owner, directory, name);
}

/** Removes a file if it is stale, and answers whether it was. Its name is nobody's ever after: no race. */
export function removeIfStale(target: Target, name: string): boolean {
  if (!isStale(target.directoryPath, name)) return false;
  try {
    unlinkSync(pathIn(target, name));
    unremoved.delete(name);
  } catch {
    // Gone already, or not ours to remove.
  }
  return true;
}

function namesIn(target: Target): readonly string[] {
  try {
    return readdirSync(target.directoryPath);
  } catch {
    return [];
  }
}
