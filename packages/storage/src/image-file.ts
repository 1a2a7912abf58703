/** Images as files: whole or not at all. */
import { createHash } from 'node:crypto';
import { makeDirectories } from './directories.ts';
import { type FillOptions, fillDraft, type WritableImage } from './fill.ts';
import { type Pause, runLater, runNow } from './pauses.ts';
import { type PublishOptions, publishing } from './publish.ts';

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
 * @throws StorageError when the disk refuses: the temporary file is gone and the old file untouched, except at the step
 *   `sync-directory`, after which the new file is in place. With `ifAbsent` and an existing file: code `already-exists`;
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
  if (options.makeDirectories ?? false) await makeDirectories(path, options.durable ?? true);
  return runLater(writing(path, image, options));
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
  return runNow(writing(path, image, options));
}

function* writing(path: string, image: WritableImage, options: WriteFileOptions): Generator<Pause, WrittenFile> {
  const hash = (options.sha256 ?? false) ? createHash('sha256') : undefined;
  yield* publishing(path, (draft) => fillDraft(draft, image, hash, options), options);
  const { byteLength } = image;
  return hash === undefined ? { path, byteLength } : { path, byteLength, sha256: hash.digest('hex') };
}
