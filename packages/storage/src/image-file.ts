/** Images as files: whole or not at all. */
import { createHash } from 'node:crypto';
import { claiming } from './claim.ts';
import { makeDirectories } from './directories.ts';
import { type FillOptions, fillDraft, type WritableImage } from './fill.ts';
import { finishing } from './keep-inode.ts';
import { hasNext } from './next-file.ts';
import { type Pause, runLater, runNow } from './pauses.ts';
import { type ClaimOption, type Draft, type Filled, type PublishOptions, publishing } from './publish.ts';
import { openTarget, releaseTarget } from './target.ts';

interface HashOption {
  /** True: the result carries the SHA-256 of the bytes, computed on their way to the file. */
  readonly sha256?: boolean | undefined;
}

/** Options of `writeImageFileSync`. */
export interface WriteFileSyncOptions extends Omit<PublishOptions, 'signal'>, HashOption {
  readonly onProgress?: FillOptions['onProgress'];
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
 * one; besides it at most one temporary file, 0600, and an empty one that claims the name. The next writer of the
 * directory removes them, on Linux, once it is certain that their process is gone: by boot, namespaces, process id and
 * start, never by age; what comes from another host or another container stays.
 *
 * With `replace: 'keepInode'` the temporary file becomes a complete copy, durable beside the old file, before the first of
 * the old bytes changes; it goes when the last one has.
 *
 * @throws StorageError when the disk refuses: the temporary file is gone and the old file untouched, except at the step
 *   `sync-directory`, after which the new file is in place, and at `copy` and `sync-old` of `keepInode`, after which the
 *   copy is what this library reads and the next operation on the name finishes the writing. With `ifAbsent` and an existing file: code `already-exists`;
 *   with `ifMatch` and another file, or none: `conflict`; when somebody else claims the name for half a minute: `busy`.
 * @throws InvalidInputError when a content has another length than it promised.
 * @throws the signal's reason, before the file got its name.
 */
export async function writeImageFile(
  path: string,
  image: WritableImage,
  options: WriteFileOptions = {},
): Promise<WrittenFile> {
  options.signal?.throwIfAborted();
  if (options.makeDirectories ?? false) await makeDirectories(path, options.durable !== false);
  return runLater(writingImage(path, image, options));
}

/**
 * `writeImageFile` in one go, for small images: flushes and all, nothing else runs meanwhile.
 *
 * @throws InvalidInputError also when a content can only be read asynchronously.
 */
export function writeImageFileSync(
  path: string,
  image: WritableImage,
  options: WriteFileSyncOptions = {},
): WrittenFile {
  return runNow(writingImage(path, image, options));
}

/** Both of them, step by step; for whoever has the claim on the name already, too. */
export function* writingImage(
  path: string,
  image: WritableImage,
  options: WriteFileOptions & ClaimOption,
): Generator<Pause, WrittenFile> {
  const { byteLength, sha256 } = yield* publishing(path, (draft) => filling(draft, image, options), options);
  const isWanted = options.sha256 ?? false;
  return isWanted && sha256 !== undefined ? { path, byteLength, sha256: sha256.toString('hex') } : { path, byteLength };
}

function* filling(draft: Draft, image: WritableImage, options: WriteFileOptions): Generator<Pause, Filled> {
  const isHashed = (options.sha256 ?? false) || options.replace === 'keepInode';
  const hash = isHashed ? createHash('sha256') : undefined;
  const byteLength = yield* fillDraft(draft, image, hash, options);
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
  options.signal?.throwIfAborted();
  return runLater(finishingAt(path, options.signal));
}

function* finishingAt(path: string, signal: AbortSignal | undefined): Generator<Pause, boolean> {
  const target = openTarget(path, { allowSharedDirectory: true });
  try {
    return hasNext(target) && (yield* claiming(target, signal, () => finishing(target)));
  } finally {
    releaseTarget(target);
  }
}
