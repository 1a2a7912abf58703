/**
 * One process at a time for a name, among those that ask. Node has no flock(2), and a lock file of a dead process cannot be
 * stolen without a race. So every claim is a file of its own, whose name says whose it is: who sees no other living claim
 * after making his own has the name. Of two, the later one sees the earlier. Who sees others withdraws, unless his is the
 * smallest: then he waits for the others to go. Claims of the dead do not count and are removed, which is safe because no
 * name comes twice.
 */
import { constants, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, StorageError, type StorageStep } from './errors.ts';
import { removeOfDead } from './orphans.ts';
import { claimName, isClaimOn } from './own-names.ts';
import { type Pause, rest } from './pauses.ts';
import { closeFile } from './source-files.ts';
import { pathIn, type Target } from './target.ts';

/** Longer than any image takes; waiting ends in an error, never in somebody else's claim being ignored. */
const LONGEST_WAIT_MILLISECONDS = 30_000;
const FIRST_REST_MILLISECONDS = 1;
const LONGEST_REST_MILLISECONDS = 50;

/** Claims of this thread, which cannot go away while it rests. */
const held = new Set<string>();

/** Does something while no other process that claims the name does anything with it. */
export function* claiming<Result>(
  target: Target,
  signal: AbortSignal | undefined,
  act: () => Generator<Pause, Result>,
  longestWaitMilliseconds = LONGEST_WAIT_MILLISECONDS,
): Generator<Pause, Result> {
  const name = yield* claimed(target, signal, longestWaitMilliseconds);
  let result: Result;
  try {
    result = yield* act();
  } catch (cause) {
    withdrawQuietly(target, name);
    throw cause;
  }
  withdraw(target, name, 'release');
  return result;
}

function* claimed(
  target: Target,
  signal: AbortSignal | undefined,
  longestWaitMilliseconds: number,
): Generator<Pause, string> {
  const giveUpAt = performance.now() + longestWaitMilliseconds;
  let name: string | undefined;
  try {
    for (let pause = FIRST_REST_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_REST_MILLISECONDS)) {
      signal?.throwIfAborted();
      name ??= makeClaim(target);
      const others = livingClaims(target, name);
      const [first] = others;
      if (first === undefined) return name;
      if (first < name) {
        withdraw(target, name, 'claim');
        name = undefined;
      }
      if (performance.now() > giveUpAt) throw busy(target, first);
      yield restFor(pause * (1 + Math.random()), target, others);
    }
  } catch (cause) {
    if (name !== undefined) withdrawQuietly(target, name);
    throw cause;
  }
}

const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const PRIVATE = 0o600;

function makeClaim(target: Target): string {
  const name = claimName(target.name);
  closeFile(attempt('claim', target.path, () => openSync(pathIn(target, name), CREATE_ONLY, PRIVATE)));
  held.add(name);
  return name;
}

/** In their order. */
const livingClaims = (target: Target, own: string): readonly string[] =>
  attempt('claim', target.path, () => readdirSync(target.reach))
    .filter((name) => name !== own && isClaimOn(target.name, name) && !removeOfDead(target, name))
    .sort();

/** Who stops the thread to wait must not wait for somebody on the same thread. */
function restFor(milliseconds: number, target: Target, others: readonly string[]): Pause {
  const pause = rest(milliseconds);
  const own = others.find((name) => held.has(name));
  if (own === undefined) return pause;
  return {
    ...pause,
    now: () => {
      throw busy(target, own);
    },
  };
}

function busy({ path, directory }: Target, claim: string): StorageError {
  const hint = 'try again; if its process runs no more, on another host or in another container, remove the claim';
  return new StorageError('busy', 'claim', path, { hint, claim: join(directory, claim) });
}

function withdraw(target: Target, name: string, step: StorageStep): void {
  held.delete(name);
  attempt(step, target.path, () => unlinkSync(pathIn(target, name)));
}

/** For when there is an error to tell already. */
function withdrawQuietly(target: Target, name: string): void {
  try {
    withdraw(target, name, 'release');
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
  }
}
