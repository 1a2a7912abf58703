/** A stored drive as it was at one moment. Readers take no claim: they may not be allowed to write, and must not wait. */
import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type DriveOptions, defaultLimits } from '@configdrive/core';
import { attempt, StorageError } from '../errors.ts';
import { fileSource } from '../file-source.ts';
import { nextName } from '../own-names.ts';
import { breath, type Pause, rest } from '../pauses.ts';
import { fileNameOf } from './instance-names.ts';
import type { DrivePlace } from './locations.ts';

export interface StoredDrive {
  readonly instance: string;
  readonly location: DrivePlace['location'];
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

const LONGEST_WAIT_MILLISECONDS = 30_000;
const REST_MILLISECONDS = 2;

/** Undefined when there is no drive. What is written over while it is read (`keepInode`) is read again. */
export function* snapshotOf(place: DrivePlace, options: SnapshotOptions): Generator<Pause, Snapshot | undefined> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MILLISECONDS;
  while (performance.now() < giveUpAt) {
    options.signal?.throwIfAborted();
    const before = statsOf(place.path);
    if (before === undefined) return undefined;
    if (!before.isFile()) throw new StorageError('not-a-file', 'open', place.path);
    const state = stateOf(place, before);
    const bytes = yield* wholeOf(place.path, options);
    const after = statsOf(place.path);
    if (bytes !== undefined && after !== undefined && stateOf(place, after) === state) {
      return { stored: describe(place, before, bytes), bytes };
    }
    yield rest(REST_MILLISECONDS);
  }
  throw new StorageError('busy', 'read', place.path);
}

function describe({ instance, location, path }: DrivePlace, { mtime }: BigIntStats, bytes: Uint8Array): StoredDrive {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { instance, location, path, byteLength: bytes.byteLength, modified: mtime, sha256 };
}

const statsOf = (path: string): BigIntStats | undefined =>
  attempt('open', path, () => lstatSync(path, { bigint: true, throwIfNoEntry: false }));

/** Another text after every change of the file, or of the copy beside it that is being written over it. */
function stateOf({ directory, instance }: DrivePlace, { ino, ctimeNs, size }: BigIntStats): string {
  const next = statsOf(join(directory, nextName(fileNameOf(instance))));
  return [ino, ctimeNs, size, next?.ino].join();
}

const SLICE_BYTES = 4 * 1024 * 1024;

/** Undefined when it changes or goes meanwhile. */
function* wholeOf(path: string, { limits, signal }: SnapshotOptions): Generator<Pause, Uint8Array | undefined> {
  try {
    const source = fileSource(path);
    try {
      const limit = limits?.imageByteLength ?? defaultLimits.imageByteLength;
      if (source.byteLength > limit) throw new StorageError('file-too-large', 'read', path);
      const bytes = new Uint8Array(source.byteLength);
      for (let at = 0; at < bytes.byteLength; at += SLICE_BYTES) {
        if (at > 0) yield breath;
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
