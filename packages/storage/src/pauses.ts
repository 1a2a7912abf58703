/**
 * One protocol, two drivers. Writing a file is described once, as a generator that stops where a promise would be
 * worth its price (a flush, the next bytes of a slow source, a breath for the event loop). Driven synchronously it costs
 * nothing over plain calls: a promise per system call costs more than the write of a small drive.
 */
import { fsync, fsyncSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Pause {
  readonly now: () => void;
  readonly later: () => Promise<void>;
}

const flushLater = promisify(fsync);

/** Until the bytes of an open file are on stable storage. */
export const flush = (fd: number): Pause => ({ now: () => fsyncSync(fd), later: () => flushLater(fd) });

/** Lets everything else that waits for the event loop go first. */
export const breath: Pause = { now: () => {}, later: () => setImmediate() };

const sleeper = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** A while, for another process to get on. */
export const rest = (milliseconds: number): Pause => ({
  now: () => void Atomics.wait(sleeper, 0, 0, milliseconds),
  later: () => setTimeout(milliseconds),
});

export function runNow<T>(steps: Generator<Pause, T>): T {
  let step = steps.next();
  while (step.done !== true) {
    try {
      step.value.now();
    } catch (cause) {
      step = steps.throw(cause);
      continue;
    }
    step = steps.next();
  }
  return step.value;
}

export async function runLater<T>(steps: Generator<Pause, T>): Promise<T> {
  let step = steps.next();
  while (step.done !== true) {
    try {
      await step.value.later();
    } catch (cause) {
      step = steps.throw(cause);
      continue;
    }
    step = steps.next();
  }
  return step.value;
}
