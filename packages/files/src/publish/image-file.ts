/** Images as files: whole or not at all. */
import { createHash } from 'node:crypto';
import {
  checkArguments,
  isLayout,
  kind,
  someOptions,
  path as somePath,
  text as someText,
} from '@configdrive/issues/arguments';
import { type HeldLock, withTargetLock } from '../lock/lock.ts';
import { hasStagedCopy } from '../read/staged-copy.ts';
import { closeTarget, openTarget } from '../target.ts';
import { makeDirectories } from './directories.ts';
import { type FillOptions, fillTempFile, type WritableImage } from './fill.ts';
import { finishWritingOver } from './keep-inode.ts';
import { type Filled, type PublishOptions, publish, type TempFile } from './publish.ts';

interface HashOption {
  /** True: the result carries the SHA-256 of the bytes, computed on their way to the file. */
  readonly sha256?: boolean | undefined;
}

/** Options of `writeImageFile`. */
export interface WriteFileOptions extends PublishOptions, FillOptions, HashOption {
  /** True: missing directories on the way are made, 0700. */
  readonly makeDirectories?: boolean | undefined;
}

export interface WrittenFile {
  /** As given. */
  readonly path: string;
  readonly byteLength: number;
  /** 64 lower-case hex digits, when asked for. */
  readonly sha256?: string;
}

/**
 * Publishes an image under a path. The bytes go to a temporary file of the same directory (created with O_EXCL and
 * O_NOFOLLOW, 0600, 128 random bits in its name), in slices of one buffer of at most 4 MiB, every short write noticed;
 * the file is flushed, its length compared, renamed (with `ifAbsent`: linked, so that of many writers one wins), and its
 * directory flushed. A link at the path is replaced, not followed. A crash at any moment leaves the old file or the new
 * one; besides it at most one temporary file, 0600, and an empty one that locks the name. The next writer of the
 * directory removes them, on Linux, once it is certain that their process is gone: by boot, namespaces, process id and
 * start, never by age. What comes from another host or another container goes with the lock of its writer, when that gives no
 * sign of life for a minute.
 *
 * With `replace: 'keepInode'` the temporary file becomes a complete copy, durable beside the old file, before the first of
 * the old bytes changes; it goes when the last one has.
 *
 * @throws StorageError when the disk refuses: the temporary file is gone and the old file untouched, except at the step
 *   `sync-directory`, after which the new file is in place, and at `copy` and `sync-old` of `keepInode`, after which the
 *   copy is what this library reads and the next operation on the name finishes the writing. With `ifAbsent` and an existing file: code `already-exists`;
 *   with `ifMatch` and another file, or none: `conflict`; when somebody else has the lock on the name for a minute and a half: `busy`;
 *   when this process gave no sign of life for so long that another one took the lock over: `lock-lost`.
 * @throws InvalidInputError when a content has another length than it promised.
 * @throws the signal's reason, before the file got its name.
 */
export async function writeImageFile(
  path: string,
  image: WritableImage,
  options: WriteFileOptions = {},
): Promise<WrittenFile> {
  checkArguments(['path', someText, path], ['image', someImage, image], ['options', someOptions, options]);
  options.signal?.throwIfAborted();
  if (options.makeDirectories ?? false) await makeDirectories(path, options.durable !== false);
  return write(path, image, options, undefined);
}

/** Publishes an image as `writeImageFile` does, for whoever has the lock on the name and has finished what was interrupted. */
export const writeLockedImageFile = async (
  path: string,
  image: WritableImage,
  options: WriteFileOptions,
  lock: HeldLock,
): Promise<WrittenFile> => write(path, image, options, lock);

async function write(
  path: string,
  image: WritableImage,
  options: WriteFileOptions,
  lock: HeldLock | undefined,
): Promise<WrittenFile> {
  const { byteLength, sha256 } = await publish(path, async (file) => fill(file, image, options), options, lock);
  const isWanted = options.sha256 ?? false;
  return isWanted && sha256 !== undefined ? { path, byteLength, sha256: sha256.toString('hex') } : { path, byteLength };
}

async function fill(file: TempFile, image: WritableImage, options: WriteFileOptions): Promise<Filled> {
  const isHashed = (options.sha256 ?? false) || options.replace === 'keepInode';
  const hash = isHashed ? createHash('sha256') : undefined;
  const byteLength = await fillTempFile(file, image, hash, options);
  return { byteLength, sha256: hash?.digest() };
}

/**
 * Finishes what a crash interrupted of writing over a file (`replace: 'keepInode'`); false: there was nothing to finish.
 * Every writing to the path begins with this, and `fileSource` reads the new content meanwhile: only whoever reads the
 * file by other means needs it.
 *
 * @throws StorageError `copy-damaged` when the copy beside the file is not what was written
 */
export async function finishInterrupted(
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  checkArguments(['path', somePath, path], ['options', someOptions, options]);
  options.signal?.throwIfAborted();
  const target = openTarget(path, { allowSharedDirectory: true });
  try {
    if (!hasStagedCopy(target)) return false;
    return await withTargetLock(target, options, async (lock) => finishWritingOver(target, lock));
  } finally {
    closeTarget(target);
  }
}

const someImage = kind('an image: bytes or a layout', (value) => value instanceof Uint8Array || isLayout(value));
