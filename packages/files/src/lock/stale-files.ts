/** Stale files: what processes left that died on the way. The next writer of the directory removes them. */
import { readdirSync, unlinkSync } from 'node:fs';
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

/** Tells whether a name in a directory is that of a temporary or lock file whose process is gone. */
export function isStale(directory: string, name: string): boolean {
  const found = ownerInName(name);
  return found !== undefined && isGone(found.owner, directory);
}

/** Removes a file if it is stale, and answers whether it was. Its name is nobody's ever after: no race. */
export function removeIfStale(target: Target, name: string): boolean {
  if (!isStale(target.directoryPath, name)) return false;
  try {
    unlinkSync(pathIn(target, name));
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
