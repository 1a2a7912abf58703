/** Runs in a thread of its own, bundled: takes its share of the images and tells which one it is at, so that a hang has a name. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FuzzFailure, fuzz } from './fuzz.ts';

export interface FuzzShare {
  /** The first image of the share, and how far apart they are. */
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** One 32-bit number: the image at hand. */
  readonly progress: SharedArrayBuffer;
}

export interface FuzzReport {
  readonly executed: number;
  readonly failures: readonly FuzzFailure[];
  /** Bytes of memory more than at the start. */
  readonly grown: number;
}

const MOST_FAILURES = 10;

function run({ first, step, count, progress }: FuzzShare): FuzzReport {
  const at = new Int32Array(progress);
  const failures: FuzzFailure[] = [];
  const before = process.memoryUsage().heapTotal;
  let executed = 0;
  for (; executed < count && failures.length < MOST_FAILURES; executed++) {
    const number = first + executed * step;
    Atomics.store(at, 0, number);
    const failure = fuzz(number);
    if (failure !== undefined) failures.push(failure);
  }
  return { executed, failures, grown: process.memoryUsage().heapTotal - before };
}

parentPort?.postMessage(run(workerData as FuzzShare));
