/** Extracts the files of an image: into a directory that is made for them, and nowhere else. */
import { closeSync, constants, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { InvalidImageError } from '@configdrive/issues';
import {
  type ImageIssue,
  type ImageRecord,
  type ImageSource,
  type Namespace,
  openImage,
  type ReadLimits,
} from 'iso9660-reader';
import { atStep, fileErrorIn, storageError } from '../errors.ts';
import { orAborted } from '../event-loop.ts';
import { readingAhead } from '../read/read-ahead.ts';
import { closeTarget, heldPathOf, openTarget, pathIn, type Target, type TargetOptions } from '../target.ts';
import { type ExtractionPlan, type OutputLimits, planExtraction, type SkippedEntry } from './plan.ts';
import { type ExtractWatch, type Root, writeTree } from './write-tree.ts';

export interface ExtractOptions extends ExtractWatch, Pick<TargetOptions, 'allowSharedDirectory'> {
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
 * @throws InvalidImageError when the bytes are no image, or with every name, file and limit that forbids the extraction;
 *   StorageError when the directory exists (`already-exists`) or the disk refuses; InvalidInputError when there is no such
 *   namespace; the signal's reason.
 */
export async function extractImage(
  image: ImageSource,
  directory: string,
  options: ExtractOptions = {},
): Promise<ExtractedImage> {
  const source = 'read' in image ? readingAhead(image) : image;
  try {
    options.signal?.throwIfAborted();
    const read = await orAborted(readTree(source, options), options.signal);
    const plan = planExtraction(read.records, planOptionsOf(options, read.byteLength));
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
  refuseLostRoot(records, image.issues);
  return { records, namespace, byteLength: image.byteLength, issues: image.issues };
}

/** What a root directory has that is not read at all. */
const rootFaults: ReadonlySet<ImageIssue['code']> = new Set([
  'directory-invalid',
  'directory-overlap',
  'directory-too-large',
  'directory-without-extent',
  'extent-outside-image',
  'record-invalid',
  'tree-outside-image',
]);

/** A tree of nothing, of a root that could not be read, would be a loss in silence. */
function refuseLostRoot(records: readonly ImageRecord[], issues: readonly ImageIssue[]): void {
  if (records.length > 0) return;
  const fault = issues.find(({ code, path = '' }) => rootFaults.has(code) && path === '');
  if (fault !== undefined) throw new InvalidImageError([fault]);
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
  const path = directory.replace(/(?<=.)[/\\]+$/, '');
  refuseExisting(path);
  const target = openTarget(path, options);
  try {
    atStep('make-directory', path, () => mkdirSync(pathIn(target, target.name), PRIVATE_DIRECTORY));
    try {
      await filled(target, fill);
    } catch (cause) {
      throw removed(target, cause);
    }
  } finally {
    closeTarget(target);
  }
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
    await fill({ path: target.path, directoryPath: heldPathOf(reached, fd) });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Removes the directory with all that is in it and returns the error to throw. */
function removed(target: Target, cause: unknown): unknown {
  try {
    rmSync(pathIn(target, target.name), { recursive: true, force: true });
    return cause;
  } catch {
    const { code, step } = fileErrorIn(cause) ?? { code: 'io-failed', step: 'extract-file' };
    return storageError(code, step, target.path, { leftover: target.path, cause });
  }
}
