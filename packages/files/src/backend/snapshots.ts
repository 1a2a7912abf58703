/** Snapshots: an image as it was at one moment. Readers take no lock: they may not be allowed to write, and must not wait. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StorageError } from '@configdrive/issues';
import type { ReadImageOptions, StoredImage } from '@configdrive/store';
import { backoff, yieldToEventLoop } from '../event-loop.ts';
import { stagedCopyName } from '../lock/own-names.ts';
import { fileSource } from '../read/file-source.ts';
import { atStep, storageError } from './errors.ts';
import { imageStatsOf, pathIn, reach, statsOf, versionOf } from './look.ts';
import type { DirectorySetting } from './setting.ts';

const MAX_WAIT_MILLISECONDS = 30_000;
const BACKOFF_MILLISECONDS = 2;

/** Reads the image of a name; undefined when there is none. */
export async function readImage(
  setting: DirectorySetting,
  name: string,
  options: ReadImageOptions,
): Promise<StoredImage | undefined> {
  const path = pathIn(setting, name);
  return (await reach(setting, options, path)) === 'absent' ? undefined : snapshotOf(path, options);
}

/** Reads an image at one moment; undefined when there is none. What is written over meanwhile (`keepInode`) is read again. */
export async function snapshotOf(path: string, options: ReadImageOptions): Promise<StoredImage | undefined> {
  const giveUpAt = performance.now() + MAX_WAIT_MILLISECONDS;
  while (performance.now() < giveUpAt) {
    options.signal?.throwIfAborted();
    const before = statsAt(path);
    if (before === undefined) return undefined;
    if (!before.isFile()) throw storageError('not-a-file', 'open', path);
    const state = stateOf(path, before);
    const bytes = await wholeOf(path, options);
    const after = statsAt(path);
    if (bytes !== undefined && after !== undefined && stateOf(path, after) === state) return imageOf(before, bytes);
    await backoff(BACKOFF_MILLISECONDS);
  }
  throw storageError('busy', 'read', path);
}

/** The length is that of the content, which may be in the copy that is being written over the file. */
function imageOf(stats: BigIntStats, bytes: Uint8Array): StoredImage {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...imageStatsOf(stats), byteLength: bytes.byteLength, sha256, bytes };
}

const statsAt = (path: string): BigIntStats | undefined => atStep('open', path, () => statsOf(path));

/** Another text after every change of the file, or of the copy beside it that is being written over it. */
function stateOf(path: string, stats: BigIntStats): string {
  const copy = statsAt(join(dirname(path), stagedCopyName(basename(path))));
  return [versionOf(stats), stats.size, copy?.ino].join();
}

const SLICE_BYTES = 4 * 1024 * 1024;

/** Undefined when it changes or goes meanwhile. */
async function wholeOf(
  path: string,
  { maxByteLength = Number.POSITIVE_INFINITY, signal }: ReadImageOptions,
): Promise<Uint8Array | undefined> {
  try {
    const source = fileSource(path);
    try {
      if (source.byteLength > maxByteLength) throw storageError('file-too-large', 'read', path);
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
