/** A text that a process keeps while it works: born 0600, only ever appended to, every write counted. */
import { closeSync, constants, fchmodSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { checkArguments, oneOf, path as somePath } from '@configdrive/issues/arguments';
import { closeFile, writeFully } from '../descriptors.ts';
import { atStep } from '../errors.ts';

export interface LogFile {
  /** @throws StorageError */
  append(text: string): void;
  /**
   * @param durable What was appended survives a power cut; the name does once its directory is flushed.
   * @throws StorageError
   */
  close(durable: boolean): void;
}

const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const FLAGS = {
  new: O_WRONLY | O_APPEND | O_CREAT | O_EXCL,
  existing: O_WRONLY | O_APPEND | (O_NOFOLLOW ?? 0),
} as const;
const PRIVATE = 0o600;

/**
 * Opens a log file to append to.
 *
 * @param how `new`: what has the name goes, a link too; `existing`: goes on with the file, which a link is none of.
 * @throws StorageError
 */
export function openLogFile(path: string, how: keyof typeof FLAGS): LogFile {
  checkArguments(['path', somePath, path], ['how', oneOf(Object.keys(FLAGS)), how]);
  const fd = atStep('append', path, () => {
    if (how === 'new') rmSync(path, { force: true });
    return openSync(path, FLAGS[how], PRIVATE);
  });
  try {
    atStep('append', path, () => fchmodSync(fd, PRIVATE));
  } catch (cause) {
    closeFile(fd);
    throw cause;
  }
  return {
    append: (text) => writeFully(fd, Buffer.from(text), 'append', path),
    close: (durable) => closeLog(fd, path, durable),
  };
}

function closeLog(fd: number, path: string, durable: boolean): void {
  try {
    if (durable) atStep('append', path, () => fsyncSync(fd));
  } catch (cause) {
    closeFile(fd);
    throw cause;
  }
  atStep('append', path, () => closeSync(fd));
}
