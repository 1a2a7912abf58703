/** Extracts the files of an image: into a directory that is made for them, and nowhere else. */
import { constants, lstatSync, mkdirSync, openSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { checkArguments, someOptions, path as somePath, source as someSource } from '@configdrive/issues/arguments';
import {
  type ImageIssue,
  type ImageRecord,
  type ImageSource,
  type Namespace,
  openImage,
  type ReadLimits,
} from 'iso9660-reader';
import { closeFile } from '../descriptors.ts';
import { atStep, fileErrorIn, storageError } from '../errors.ts';
import { orAborted } from '../event-loop.ts';
import { readingAhead } from '../read/read-ahead.ts';
import { closeTarget, heldPathOf, openTarget, pathIn, type Target, type TargetOptions } from '../target.ts';
import { type ExtractionPlan, type OutputLimits, planExtraction, type SkippedEntry } from './plan.ts';
import { type ExtractWatch, type Root, writeTree } from './write-tree.ts';

export interface ExtractOptions extends ExtractWatch, Pick<TargetOptions, 'allowSharedDirectory' | 'onIssue'> {
  /** Default: the first of the image, Rock Ridge before Joliet before plain. */
  readonly namespace?: Namespace | undefined;
  /**
   * `skip` (default), or `inside`: those are made that never leave the directory, whatever links they pass through, and
   * only when all files are written.
   */
  readonly symbolicLinks?: 'skip' | 'inside' | undefined;
  /** Names that differ only in case or normalisation: `refuse` (default), or `write`, for a file system that keeps them apart. */
  readonly namesAlike?: 'refuse' | 'write' | undefined;
  /** Default: on Windows `windows`. Names that Windows takes for something else are then refused too. */
  readonly platform?: 'posix' | 'windows' | undefined;
  readonly limits?: Partial<ReadLimits & OutputLimits> | undefined;
}

export interface ExtractedImage {
  /** As given. */
  readonly directory: string;
  readonly namespace: Namespace;
  readonly files: number;
  readonly directories: number;
  readonly links: number;
  /** Of all files. */
  readonly byteLength: number;
  readonly skipped: readonly SkippedEntry[];
  /** What was found wrong with the image without being in the way. */
  readonly issues: readonly ImageIssue[];
}

/**
 * Extracts an image into a directory that does not exist yet, 0700, and closes the source. Files are created, never
 * opened: nothing is overwritten and no link is followed. They keep date and permissions (of directories the owner keeps
 * all rights), never owner, set-user-id, set-group-id and sticky bits; names of one content become files of their own;
 * devices, pipes and sockets are skipped. All of the tree is checked before anything is written. When it fails all is
 * removed again; a kill leaves what is in the directory.
 *
 * @throws InvalidImageError when the bytes are no image, with every directory whose names cannot all be read, or with every
 *   name, file and limit that forbids the extraction;
 *   StorageError when the directory exists (`already-exists`) or the disk refuses; InvalidInputError when there is no such
 *   namespace; the signal's reason.
 */
export async function extractImage(
  image: ImageSource,
  directory: string,
  options: ExtractOptions = {},
): Promise<ExtractedImage> {
  checkArguments(['image', someSource, image], ['directory', somePath, directory], ['options', someOptions, options]);
  const source = 'read' in image ? readingAhead(image) : image;
  try {
    options.signal?.throwIfAborted();
    const read = await orAborted(readTree(source, options), options.signal);
    const plan = planExtraction(read, planOptionsOf(options, read.byteLength));
    await intoNewDirectory(directory, options, async (root) => writeTree(root, plan, options));
    options.onProgress?.(plan.byteLength, plan.byteLength);
    return { directory, namespace: read.namespace, ...countsOf(plan), issues: read.issues };
  } finally {
    if ('close' in source) await source.close?.();
  }
}

interface ReadTree {
  readonly records: readonly ImageRecord[];
  readonly namespace: Namespace;
  readonly byteLength: number;
  readonly issues: readonly ImageIssue[];
}

async function readTree(source: ImageSource, { limits = {}, ...options }: ExtractOptions): Promise<ReadTree> {
  const image = await openImage(source, { limits, now: () => performance.now() });
  const namespace = options.namespace ?? image.namespaces[0];
  const records = await image.records({ namespace });
  return { records, namespace, byteLength: image.byteLength, issues: image.issues };
}

const OUTPUT_PER_IMAGE = 4;

function planOptionsOf(options: ExtractOptions, imageByteLength: number) {
  const { limits = {}, symbolicLinks = 'skip', namesAlike = 'refuse' } = options;
  const { platform = process.platform === 'win32' ? 'windows' : 'posix' } = options;
  return {
    outputByteLength: limits.outputByteLength ?? OUTPUT_PER_IMAGE * imageByteLength,
    fileByteLength: limits.fileByteLength ?? imageByteLength,
    createLinks: symbolicLinks === 'inside',
    onWindows: platform === 'windows',
    allowsAlike: namesAlike === 'write',
  };
}

const countsOf = ({ files, directories, links, byteLength, skipped }: ExtractionPlan) => ({
  files: files.length,
  directories: directories.length,
  links: links.length,
  byteLength,
  skipped,
});

const PRIVATE_DIRECTORY = 0o700;

/** Makes a directory, has it filled, and removes it again when that fails. */
async function intoNewDirectory(
  directory: string,
  options: TargetOptions,
  fill: (root: Root) => Promise<void>,
): Promise<void> {
  const path = withoutSlashes(directory);
  refuseExisting(path);
  const target = openTarget(path, options);
  try {
    makeNew(target);
    try {
      await filled(target, fill);
    } catch (cause) {
      throw removed(target, cause);
    }
  } finally {
    closeTarget(target);
  }
}

/** A server may have made the directory and reported that it failed: nothing was there before, so it goes if it is empty. */
function makeNew(target: Target): void {
  const made = pathIn(target, target.name);
  try {
    atStep('make-directory', target.path, () => mkdirSync(made, PRIVATE_DIRECTORY));
  } catch (cause) {
    throw fileErrorIn(cause)?.code === 'already-exists' ? cause : withoutEmpty(target, made, cause);
  }
}

/** Takes an empty directory away, if there is one, and returns the error to throw. */
function withoutEmpty(target: Target, made: string, cause: unknown): unknown {
  try {
    rmdirSync(made);
  } catch {
    if (lstatOrNothing(made) !== undefined) return leftBehind(target, cause);
  }
  return cause;
}

/** Undefined also where nobody can say. */
function lstatOrNothing(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Without those at its end; a path of nothing else keeps its first. */
function withoutSlashes(path: string): string {
  let to = path.length;
  while (to > 1 && '/\\'.includes(path.charAt(to - 1))) to--;
  return path.slice(0, to);
}

function refuseExisting(path: string): void {
  if (path.includes('\0')) throw storageError('path-invalid', 'make-directory', path);
  const existing = atStep('make-directory', path, () => lstatSync(path, { throwIfNoEntry: false }));
  if (existing === undefined) return;
  throw storageError('already-exists', 'make-directory', path, { hint: 'name a directory that is not there yet' });
}

/** The new directory is held open: whoever renames it cannot lead its files elsewhere. */
async function filled(target: Target, fill: (root: Root) => Promise<void>): Promise<void> {
  const reached = pathIn(target, target.name);
  const flags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
  const fd =
    target.directoryFd === undefined
      ? undefined
      : atStep('make-directory', target.path, () => openSync(reached, flags));
  try {
    await fill({ path: target.path, directoryPath: heldPathOf(reached, fd), isHeld: fd !== undefined });
  } finally {
    if (fd !== undefined) closeFile(fd);
  }
}

/** Removes the directory with all that is in it and returns the error to throw. */
function removed(target: Target, cause: unknown): unknown {
  try {
    rmSync(pathIn(target, target.name), { recursive: true, force: true });
    return cause;
  } catch {
    return leftBehind(target, cause);
  }
}

function leftBehind({ path }: Target, cause: unknown): Error {
  const { code, errno } = fileErrorIn(cause) ?? { code: 'io-failed' };
  const details = { leftover: path, cause, ...(errno === undefined ? {} : { errno }) };
  return storageError(code, 'remove-extracted', path, details);
}
