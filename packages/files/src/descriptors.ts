/** Writing to what is open, and closing it. */
import { closeSync, writeSync } from 'node:fs';
import { checkArguments, kind, bytes as someBytes } from '@configdrive/issues/arguments';
import { atStep, type FileStep, storageError } from './errors.ts';

/**
 * Writes all bytes to an open file. A full disk takes what still fits and says so only at the next write; Node's own
 * streams, standard output among them, take that for a success.
 *
 * @param path For messages.
 * @param position Where in the file; without it, where the last write ended.
 * @throws StorageError
 */
export function writeFully(
  fd: number,
  bytes: Uint8Array,
  step: FileStep,
  path: string,
  position: number | null = null,
): void {
  checkArguments(['fd', descriptor, fd], ['bytes', someBytes, bytes]);
  for (let at = 0; at < bytes.byteLength; ) {
    const written = atStep(step, path, () =>
      writeSync(fd, bytes, at, bytes.byteLength - at, position === null ? null : position + at),
    );
    if (written <= 0) throw storageError('no-space', step, path);
    at += written;
  }
}

/** Closes what was only read, which has nothing to lose: its errors are nobody's. */
export function closeFile(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // The descriptor is gone either way.
  }
}

const descriptor = kind('the number of an open file', Number.isInteger);
