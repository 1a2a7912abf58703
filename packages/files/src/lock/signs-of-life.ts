/**
 * Signs of life: who has a lock touches its file all the time, and who waits for a lock whose owner it cannot see looks whether
 * the file still changes. Only the waiter's own monotonic clock counts, and only while it looks: neither the date of any host
 * nor the time that the waiter itself was stopped makes a living owner dead.
 */
import { closeSync, constants, fstatSync, lstatSync, lutimesSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { atStep, errnoOf } from '../errors.ts';
import { pathIn, type Target } from '../target.ts';
import { isDraftUnder } from './own-names.ts';

/** How long the owner of a lock who cannot be seen may give no sign of life, where nobody says otherwise. */
export const TAKE_OVER_AFTER_MILLISECONDS = 60_000;

/** So many signs of life come in the time after which a lock is taken over: one every five seconds. */
const SIGNS_PER_TAKE_OVER = 12;

/** Gives signs of life for a file until it is stopped; what fails now is tried again the next time. */
export function touchRegularly(target: Target, name: string, takeOverAfterMilliseconds: number): () => void {
  const timer = setInterval(() => {
    try {
      touch(target, name);
    } catch {
      // Whoever is about to publish under the lock touches it as well, and is told.
    }
  }, takeOverAfterMilliseconds / SIGNS_PER_TAKE_OVER);
  timer.unref();
  return () => clearInterval(timer);
}

/** Gives a sign of life, by the name: who has lost the lock has no file of that name any more. */
export function touch(target: Target, name: string): void {
  const now = new Date();
  lutimesSync(pathIn(target, name), now, now);
}

interface Silence {
  readonly signs: string;
  /** For how long these were the last ones, as far as the waiter was awake. */
  readonly milliseconds: number;
  readonly lookedAt: number;
}

/** A waiter that sleeps for longer between two looks knows nothing of the rest. */
const LOOKS_PER_TAKE_OVER = 4;

/** What one waiter has seen of the files of owners that it cannot see. */
export class SilenceWatch {
  readonly #target: Target;
  readonly #takeOverAfterMilliseconds: number;
  readonly #seen = new Map<string, Silence>();
  readonly #alive = new Set<string>();

  constructor(target: Target, takeOverAfterMilliseconds: number) {
    this.#target = target;
    this.#takeOverAfterMilliseconds = takeOverAfterMilliseconds;
  }

  /** Looks at a file, and tells whether it has been silent for so long that its owner has lost it. */
  isOver(name: string): boolean {
    const signs = signsIn(this.#target, name);
    if (signs === undefined) return false;
    const before = this.#seen.get(name);
    const now = performance.now();
    if (before !== undefined && before.signs !== signs) this.#alive.add(name);
    const milliseconds = before?.signs === signs ? before.milliseconds + this.#counted(now - before.lookedAt) : 0;
    this.#seen.set(name, { signs, milliseconds, lookedAt: now });
    return milliseconds >= this.#takeOverAfterMilliseconds;
  }

  /** Tells whether a file was looked at and has not changed so far: its owner may be alive or not. */
  isUndecided(name: string): boolean {
    return this.#seen.has(name) && !this.#alive.has(name);
  }

  #counted(milliseconds: number): number {
    return Math.min(milliseconds, this.#takeOverAfterMilliseconds / LOOKS_PER_TAKE_OVER);
  }
}

const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opened, since a client of NFS asks its server anew only then; of another account's file only what a look says. */
function signsIn(target: Target, name: string): string | undefined {
  try {
    const fd = openSync(pathIn(target, name), READ_ONLY);
    try {
      return textOf(fstatSync(fd, { bigint: true }));
    } finally {
      closeSync(fd);
    }
  } catch {
    return signsFromOutside(target, name);
  }
}

function signsFromOutside(target: Target, name: string): string | undefined {
  try {
    return textOf(lstatSync(pathIn(target, name), { bigint: true }));
  } catch {
    return undefined;
  }
}

const textOf = ({ size, mtimeNs, ctimeNs }: Record<'size' | 'mtimeNs' | 'ctimeNs', bigint>): string =>
  [size, mtimeNs, ctimeNs].join();

/**
 * Takes a lock from its owner, with what the owner has written so far for the same name: afterwards its temporary file has no
 * name any more that could become the target's. In this order: who makes another one finds that the lock is lost.
 *
 * @returns False: the lock is still there.
 * @throws StorageError when nobody can say what was written
 */
export function takeOver(target: Target, lock: string): boolean {
  if (!isRemoved(target, lock)) return false;
  const names = atStep('claim', target.path, () => readdirSync(target.directoryPath));
  for (const name of names) if (isDraftUnder(lock, name)) isRemoved(target, name);
  return true;
}

function isRemoved(target: Target, name: string): boolean {
  try {
    unlinkSync(pathIn(target, name));
    return true;
  } catch (cause) {
    return errnoOf(cause) === 'ENOENT';
  }
}
