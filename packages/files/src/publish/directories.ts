/** Directories that an image needs and that are not there yet. */
import { chmodSync, chownSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkArguments, oneOf, someOptions, path as somePath } from '@configdrive/issues/arguments';
import { closeFile } from '../descriptors.ts';
import { errnoOf, type FileStep, fileSteps, storageErrorFrom } from '../errors.ts';
import { flush } from '../event-loop.ts';

const PRIVATE = 0o700;

/** Permission bits and group of a directory that is made. */
export interface DirectoryAccess {
  readonly mode: number;
  readonly group: number | undefined;
}

/** Makes every missing directory on the way to a file, 0700 unless more is asked for, and makes their names durable. */
export async function makeDirectories(path: string, durable: boolean, access?: DirectoryAccess): Promise<void> {
  checkArguments(['path', somePath, path], ['access?', someOptions, access]);
  const missing = missingOnTheWay(dirname(path));
  if (missing.length === 0) return;
  // Loaded only where it is wanted: importing fs-extra takes longer than writing a hundred drives.
  const { ensureDir } = await import('fs-extra');
  try {
    await ensureDir(dirname(path), PRIVATE);
    if (access !== undefined) for (const directory of missing) open(directory, access);
    if (durable) for (const directory of missing) await syncNamesIn(dirname(directory));
  } catch (cause) {
    throw storageErrorFrom('make-directory', path, cause);
  }
}

/** Born private, and opened to others only when the group is right. */
function open(directory: string, { mode, group }: DirectoryAccess): void {
  const unchanged = -1;
  if (group !== undefined) chownSync(directory, unchanged, group);
  chmodSync(directory, mode);
}

function missingOnTheWay(directory: string): readonly string[] {
  const missing: string[] = [];
  for (let each = directory; !existsSync(each) && each !== dirname(each); each = dirname(each)) missing.push(each);
  return missing;
}

/**
 * Makes the names in a directory durable: what was published there with `durable: 'content'` is then as safe as with `true`.
 *
 * @param step For the error: what it is for.
 * @throws StorageError at the step
 */
export async function flushDirectory(directory: string, step: FileStep = 'sync-directory'): Promise<void> {
  checkArguments(['directory', somePath, directory], ['step', oneOf(Object.keys(fileSteps)), step]);
  try {
    await syncNamesIn(directory);
  } catch (cause) {
    throw storageErrorFrom(step, directory, cause);
  }
}

async function syncNamesIn(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const fd = openSync(directory, 'r');
  try {
    await flush(fd);
  } catch (cause) {
    if (errnoOf(cause) !== 'EINVAL') throw cause;
  } finally {
    closeFile(fd);
  }
}
