/** Processes that run beside the test. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

/** null when a signal ended it. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('exit', resolve));
}

const REST_MILLISECONDS = 20;

/** Looks again and again; gives up after a while that no healthy machine needs. */
export async function until(isSo: () => boolean, milliseconds = 30_000): Promise<void> {
  for (const giveUpAt = performance.now() + milliseconds; !isSo(); ) {
    if (performance.now() > giveUpAt) throw new Error('it never came to that');
    await setTimeout(REST_MILLISECONDS);
  }
}
