/**
 * The place a file is published at: its directory, held open so that no later change of a link on the way to it can lead
 * elsewhere, and its name in there.
 */
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Issue } from '@configdrive/issues';
import { atStep, errnoOf, type FileStep, storageError, storageErrorFrom } from './errors.ts';
import { flush } from './event-loop.ts';
import { refuseUnsafe } from './safe-directories.ts';

export interface Target {
  /** As the caller wrote it, for messages. */
  readonly path: string;
  readonly directory: string;
  readonly name: string;
  /** The open directory; undefined where the platform cannot open one (Windows). */
  readonly directoryFd: number | undefined;
  /** Leads to the directory: through the open handle where the system has a path for that (Linux). */
  readonly directoryPath: string;
  /** Is the same for the same directory, whatever the path to it; undefined where it is not open. */
  readonly identity: string | undefined;
}

export interface TargetOptions {
  /** Takes only a name that does not exist yet. */
  readonly ifAbsent?: boolean | undefined;
  /**
   * Writes also in a directory where another account of this host may replace the file afterwards: everyone may write to it or
   * to one above it, without a sticky bit, or another account than root owns one of them.
   */
  readonly allowSharedDirectory?: boolean | undefined;
  /** Called with what is worth knowing of the directories: that a group may replace what is in one. */
  readonly onIssue?: ((issue: Issue) => void) | undefined;
}

/** Opens the directory of a path and refuses what cannot or must not be replaced. */
export function openTarget(path: string, options: TargetOptions): Target {
  const { directory, name } = partsOf(path);
  const directoryFd = openDirectory(path, directory);
  try {
    const identity = directoryFd === undefined ? undefined : identityOf(path, directoryFd);
    const directoryPath = heldPathOf(directory, directoryFd);
    const isChecked = directoryFd !== undefined && !(options.allowSharedDirectory ?? false);
    if (isChecked) refuseUnsafe(path, directory, directoryPath, options.onIssue);
    const target = { path, directory, name, directoryFd, directoryPath, identity };
    refuseUnsuitable(target, options);
    return target;
  } catch (cause) {
    closeTarget({ directoryFd });
    throw cause;
  }
}

/** Joins the path of the open directory and a name in there. */
export const pathIn = ({ directoryPath }: Pick<Target, 'directoryPath'>, name: string): string =>
  `${directoryPath}/${name}`;

/** Closes the directory of a target. */
export function closeTarget({ directoryFd }: Pick<Target, 'directoryFd'>): void {
  if (directoryFd === undefined) return;
  try {
    closeSync(directoryFd);
  } catch {
    // Nothing was written through this handle: closing it has nothing to lose.
  }
}

/** Makes the names of the directory durable, where the file system can do that for directories. */
export async function syncDirectory(
  { path, directoryFd }: Pick<Target, 'path' | 'directoryFd'>,
  step: FileStep = 'sync-directory',
): Promise<void> {
  if (directoryFd === undefined) return;
  try {
    await flush(directoryFd);
  } catch (cause) {
    // EINVAL: this file system has no such thing as flushing a directory. Not a failure of the flush.
    if (errnoOf(cause) !== 'EINVAL') throw storageErrorFrom(step, path, cause);
  }
}

function partsOf(path: string): { directory: string; name: string } {
  const name = basename(path);
  const namesNoFile = name === '' || name === '.' || name === '..' || /[/\\]$/.test(path) || path.includes('\0');
  if (namesNoFile) throw storageError('path-invalid', 'check-target', path);
  return { directory: dirname(path), name };
}

const canOpenDirectories = process.platform !== 'win32';

function openDirectory(path: string, directory: string): number | undefined {
  if (!canOpenDirectories) return undefined;
  return atStep('open-directory', path, () => openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY));
}

const DESCRIPTORS = '/proc/self/fd';
let hasDescriptorPaths: boolean | undefined;

/** Node has no openat(2); on Linux the path of the descriptor does the same, for 2 µs each time it is used. */
export function heldPathOf(directory: string, fd: number | undefined): string {
  hasDescriptorPaths ??= process.platform === 'linux' && existsSync(DESCRIPTORS);
  return fd !== undefined && hasDescriptorPaths ? `${DESCRIPTORS}/${fd}` : directory;
}

function identityOf(path: string, directoryFd: number): string {
  const { dev, ino } = atStep('open-directory', path, () => fstatSync(directoryFd));
  return `${dev}:${ino}`;
}

/** A rename would replace a device or a pipe as readily as a file. A link is replaced, not followed. */
function refuseUnsuitable(target: Target, { ifAbsent = false }: TargetOptions): void {
  const existing = atStep('check-target', target.path, () =>
    lstatSync(pathIn(target, target.name), { throwIfNoEntry: false }),
  );
  if (existing === undefined) return;
  if (!isReplaceable(existing, target)) throw storageError('not-a-file', 'check-target', target.path);
  // Only spares the writing: the race for a new name is decided by link(2).
  if (ifAbsent) throw storageError('already-exists', 'check-target', target.path);
}

function isReplaceable(existing: Stats, target: Target): boolean {
  if (existing.isFile()) return true;
  return existing.isSymbolicLink() && !leadsToDevice(pathIn(target, target.name));
}

/** `/dev/stdout` and its like are links too, and nobody who names one wants it replaced by an image. */
function leadsToDevice(link: string): boolean {
  try {
    const behind = statSync(link, { throwIfNoEntry: false });
    return behind !== undefined && !behind.isFile() && !behind.isDirectory();
  } catch {
    return false;
  }
}
