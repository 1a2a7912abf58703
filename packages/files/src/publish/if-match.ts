/** Whether the file at a target is the one that the caller has seen. */
import { StorageError } from '@configdrive/issues';
import { closeFile } from '../descriptors.ts';
import { storageError } from '../errors.ts';
import { sha256Of } from '../read/sha256.ts';
import { type OpenFile, openFile } from '../read/source-files.ts';
import { pathIn, type Target } from '../target.ts';

/**
 * Refuses a target whose file has another hash, or that has no file. Links are followed, as by whoever reads the file.
 *
 * @throws StorageError `conflict`
 */
export async function requireMatch(target: Target, sha256: string): Promise<void> {
  if ((await sha256AtTarget(target)) === sha256) return;
  const hint = 'read it again and decide anew';
  throw storageError('conflict', 'compare', target.path, { hint });
}

/** Hashes the file of a target in slices; undefined when there is none. */
export async function sha256AtTarget(target: Target): Promise<string | undefined> {
  const file = openExisting(target);
  if (file === undefined) return undefined;
  try {
    return await sha256Of(file, 'compare');
  } finally {
    closeFile(file.fd);
  }
}

function openExisting(target: Target): OpenFile | undefined {
  try {
    return openFile(pathIn(target, target.name), target.path);
  } catch (cause) {
    if (cause instanceof StorageError && cause.code === 'file-missing') return undefined;
    throw cause;
  }
}
