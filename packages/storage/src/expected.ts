/** Whether the file at a target is the one that the caller has seen. */
import { createHash } from 'node:crypto';
import { StorageError, type StorageStep } from './errors.ts';
import { breath, type Pause } from './pauses.ts';
import { closeFile, type OpenFile, openFile, readFully } from './source-files.ts';
import { pathIn, type Target } from './target.ts';

const SLICE_BYTES = 1024 * 1024;

/** @throws StorageError `conflict` when there is another file, or none. Links are followed, as by whoever reads the file. */
export function* refuseOtherThan(target: Target, sha256: string): Generator<Pause, void> {
  const file = openExisting(target);
  try {
    if (file !== undefined && (yield* sha256Of(file, 'compare')) === sha256) return;
  } finally {
    if (file !== undefined) closeFile(file.fd);
  }
  const hint = 'read it again and decide anew';
  throw new StorageError('conflict', 'compare', target.path, { hint });
}

function openExisting(target: Target): OpenFile | undefined {
  try {
    return openFile(pathIn(target, target.name), target.path);
  } catch (cause) {
    if (cause instanceof StorageError && cause.code === 'file-missing') return undefined;
    throw cause;
  }
}

/** Hex digits. `step`: what it is wanted for. */
export function* sha256Of(file: OpenFile, step: StorageStep = 'read'): Generator<Pause, string> {
  const { byteLength } = file;
  const hash = createHash('sha256');
  const buffer = new Uint8Array(Math.min(SLICE_BYTES, byteLength));
  try {
    for (let at = 0; at < byteLength; at += SLICE_BYTES) {
      if (at > 0) yield breath;
      const slice = buffer.subarray(0, Math.min(SLICE_BYTES, byteLength - at));
      readFully(file, slice, at, step);
      hash.update(slice);
    }
  } finally {
    buffer.fill(0); // it held what the image holds
  }
  return hash.digest('hex');
}
