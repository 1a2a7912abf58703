/** What processes left that died on the way: the next writer of the directory removes it. */
import { readdirSync, unlinkSync } from 'node:fs';
import { ownerInName } from './own-names.ts';
import { isDead } from './owner.ts';
import { pathIn, type Target } from './target.ts';

/** By directory: how many images may be written there before it is looked through again. */
const untilNextLook = new Map<string, number>();

/** Looking through costs about 1 µs a name: once at first, then as rarely as makes that nothing beside the writing. */
const FEWEST_WRITES = 64;
const NAMES_PER_WRITE = 16;
const MOST_DIRECTORIES = 1024;

/** Removes drafts and claims of the dead, now and then. Never an error: what cannot be removed stays. */
export function removeOrphans(target: Target): void {
  const { identity } = target;
  if (identity === undefined) return;
  const left = untilNextLook.get(identity) ?? 0;
  if (left > 0) {
    untilNextLook.set(identity, left - 1);
    return;
  }
  const names = namesIn(target);
  for (const name of names) removeOfDead(target, name);
  if (untilNextLook.size >= MOST_DIRECTORIES) untilNextLook.clear();
  untilNextLook.set(identity, Math.max(FEWEST_WRITES, names.length / NAMES_PER_WRITE));
}

/** Whether a name in a directory is that of a draft or claim whose owner runs no more. */
export function isOfDead(directory: string, name: string): boolean {
  const found = ownerInName(name);
  return found !== undefined && isDead(found.owner, directory);
}

/** Removes a draft or claim of the dead, and answers whether it was one. Its name is nobody's ever after: no race. */
export function removeOfDead(target: Target, name: string): boolean {
  if (!isOfDead(target.reach, name)) return false;
  try {
    unlinkSync(pathIn(target, name));
  } catch {
    // Gone already, or not ours to remove.
  }
  return true;
}

function namesIn(target: Target): readonly string[] {
  try {
    return readdirSync(target.reach);
  } catch {
    return [];
  }
}
