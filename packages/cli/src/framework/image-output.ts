/** An image on standard output: for a pipe or a file, never for a terminal. */
import { storageError } from '@configdrive/files';
import { refusal } from './codes.ts';
import { writeStdout } from './output.ts';

const STDOUT_NAMES = new Set(['-', '/dev/stdout']);

export const isStdout = (output: string): boolean => STDOUT_NAMES.has(output);

/** Refuses a terminal at once, so that nothing is read in vain. */
export function imageToStdout(): (bytes: Uint8Array) => Promise<void> {
  if (process.stdout.isTTY) {
    const message = 'an image does not belong on a terminal: pipe it, or name a file';
    throw refusal('output-is-terminal', ['--output'], message);
  }
  return async (bytes) => {
    const isTaken = await writeStdout(bytes);
    if (!isTaken) throw storageError('reader-gone', 'stream', 'standard output');
  };
}
