/** Snapshots: a stored drive as it was at one moment. Readers take no lock: they may not be allowed to write, and must not wait. */
import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type DriveOptions, defaultLimits } from '@configdrive/core';
import { fileSource } from '@configdrive/files';
import { backoff, stagedCopyName, yieldToEventLoop } from '@configdrive/files/internal';
import { StorageError } from '@configdrive/issues';
import { atStep, storageError } from './errors.ts';
import { fileNameOf } from './instance-names.ts';
import type { DriveLocation } from './locations.ts';

export interface StoredDrive {
  readonly instance: string;
  readonly location: DriveLocation['location'];
  readonly path: string;
  readonly byteLength: number;
  /** Of the file. */
  readonly modified: Date;
  /** Of the image, 64 hex digits: what `ifMatch` takes. Secret like the contents: a short password can be guessed by it. */
  readonly sha256: string;
}

export interface Snapshot {
  readonly stored: StoredDrive;
  readonly bytes: Uint8Array;
}

interface SnapshotOptions {
  readonly limits: DriveOptions['limits'];
  readonly signal: AbortSignal | undefined;
}

const MAX_WAIT_MILLISECONDS = 30_000;
const BACKOFF_MILLISECONDS = 2;

/** Reads a drive at one moment; undefined when there is none. What is written over meanwhile (`keepInode`) is read again. */
export async function snapshotOf(place: DriveLocation, options: SnapshotOptions): Promise<Snapshot | undefined> {
  const giveUpAt = performance.now() + MAX_WAIT_MILLISECONDS;
  while (performance.now() < giveUpAt) {
    options.signal?.throwIfAborted();
    const before = statsOf(place.path);
    if (before === undefined) return undefined;
    if (!before.isFile()) throw storageError('not-a-file', 'open', place.path);
    const state = stateOf(place, before);
    const bytes = await wholeOf(place.path, options);
    const after = statsOf(place.path);
    if (bytes !== undefined && after !== undefined && stateOf(place, after) === state) {
      return { stored: describe(place, before, bytes), bytes };
    }
    await backoff(BACKOFF_MILLISECONDS);
  }
  throw storageError('busy', 'read', place.path);
}

function describe({ instance, location, path }: DriveLocation, { mtime }: BigIntStats, bytes: Uint8Array): StoredDrive {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { instance, location, path, byteLength: bytes.byteLength, modified: mtime, sha256 };
}

const statsOf = (path: string): BigIntStats | undefined =>
  atStep('open', path, () => lstatSync(path, { bigint: true, throwIfNoEntry: false }));

/** Another text after every change of the file, or of the copy beside it that is being written over it. */
function stateOf({ directory, instance }: DriveLocation, { ino, ctimeNs, size }: BigIntStats): string {
  const copy = statsOf(join(directory, stagedCopyName(fileNameOf(instance))));
  return [ino, ctimeNs, size, copy?.ino].join();
}

const SLICE_BYTES = 4 * 1024 * 1024;

/** Undefined when it changes or goes meanwhile. */
async function wholeOf(path: string, { limits, signal }: SnapshotOptions): Promise<Uint8Array | undefined> {
  try {
    const source = fileSource(path);
    try {
      const limit = limits?.imageByteLength ?? defaultLimits.imageByteLength;
      if (source.byteLength > limit) throw storageError('file-too-large', 'read', path);
      const bytes = new Uint8Array(source.byteLength);
      for (let at = 0; at < bytes.byteLength; at += SLICE_BYTES) {
        if (at > 0) await yieldToEventLoop();
        signal?.throwIfAborted();
        bytes.set(source.read(at, Math.min(SLICE_BYTES, bytes.byteLength - at)), at);
      }
      return bytes;
    } finally {
      source.close();
    }
  } catch (cause) {
    if (cause instanceof StorageError && ['file-missing', 'file-changed'].includes(cause.code)) return undefined;
    throw cause;
  }
}
