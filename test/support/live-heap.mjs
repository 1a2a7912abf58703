/**
 * Preloaded into every thread of a process, by `--expose-gc --import`: what its heaps hold that is not garbage. A peak says
 * little of that: V8 lets tens of mebibytes of garbage lie in each heap before it looks.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const CHANNEL = 'live-heap';
const QUESTION = 'how many bytes?';

function liveBytes() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * This thread's first, then those of the others, as they answer: once they have nothing to do.
 *
 * @param {number} others
 * @returns {Promise<number[]>}
 */
export function liveBytesOfThreads(others) {
  const channel = new BroadcastChannel(CHANNEL);
  /** @type {number[]} */
  const answers = [];
  return new Promise((resolve) => {
    channel.onmessage = (event) => {
      if (answers.push(/** @type {{ data: number }} */ (event).data) < others) return;
      channel.close();
      resolve([liveBytes(), ...answers]);
    };
    channel.postMessage(QUESTION);
  });
}

if (!isMainThread) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event) => {
    if (/** @type {{ data: unknown }} */ (event).data === QUESTION) channel.postMessage(liveBytes());
  };
  channel.unref();
}
