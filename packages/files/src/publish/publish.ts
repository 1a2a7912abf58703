/**
 * Publishing: a file gets its name when it is whole, never before. The bytes go into a temporary file of the same
 * directory (O_EXCL, 0600, 128 random bits in its name), are counted and flushed, and only then take the name: by
 * rename, or by link for a name that must not exist. Whatever fails on the way, the temporary file goes and the old file
 * stays; what a dead process left goes too. Protocol: see docs of `writeImageFile`.
 */
import { closeSync, fchmodSync, fchownSync, fstatSync, linkSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkedMatch, InvalidInputError, internalError, type StorageError } from '@configdrive/issues';
import { atStep, errnoOf, fileErrorIn, storageError, storageErrorFrom } from '../errors.ts';
import { flush } from '../event-loop.ts';
import { type HeldLock, type LockTiming, withTargetLock } from '../lock/lock.ts';
import { tempName } from '../lock/own-names.ts';
import { createOwn, removeOwn, removeStaleFiles } from '../lock/stale-files.ts';
import { hasStagedCopy, writeTrailer } from '../read/staged-copy.ts';
import { closeTarget, openTarget, pathIn, syncDirectory, type Target, type TargetOptions } from '../target.ts';
import { requireMatch } from './if-match.ts';
import { finishWritingOver, holdsFile, writeOver } from './keep-inode.ts';
import { identityOf, unlessDone } from './unless-done.ts';

export interface PublishOptions extends TargetOptions, LockTiming {
  /**
   * SHA-256 (64 hex digits) of the file that is to be replaced; any other there, or none, is a conflict. Of all processes
   * of a host that replace one file by its hash, one at a time compares and replaces, so one wins. A writer that does not
   * ask for a hash is not held up and may come between; so may one on another host, unless its file system shows new
   * names at once (NFS may not).
   */
  readonly ifMatch?: string | undefined;
  /** Permission bits of the new file, whatever the umask and the old file's mode. Default 0o600. */
  readonly mode?: number | undefined;
  /** Number of the group that the new file belongs to; set before the first byte is written. */
  readonly group?: number | undefined;
  /**
   * `rename` (default): the new file takes the name of the old one. `keepInode`: it is written over the old one, which
   * keeps inode, owner, mode and other names, for whoever has it open, such as a running guest. The complete new content
   * is made durable beside it first, and is what this library reads until the writing is done; whoever reads the file
   * otherwise may see a mixture. What a crash interrupts the next operation on the name finishes. A link, or no file, is
   * replaced as by `rename`.
   */
  readonly replace?: 'rename' | 'keepInode' | undefined;
  /**
   * False: no flushes. A crash of the process still costs nothing, a power cut may. `'content'`: only the file is flushed,
   * for one of many in a directory, whose names `flushDirectory` makes durable together. Default true.
   */
  readonly durable?: boolean | 'content' | undefined;
  /** Heeded until the file gets its name; the error is then the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A file of this process alone, on its way to a name. */
export interface TempFile {
  readonly target: Target;
  readonly name: string;
  readonly fd: number;
  isOpen: boolean;
  /** Device and inode, once it is whole. */
  identity?: string;
}

/** What was written into a temporary file. */
export interface Filled {
  readonly byteLength: number;
  /** Known when asked for, and to keep an inode. */
  readonly sha256: Buffer | undefined;
}

/** Writes all bytes into the temporary file. */
export type Fill = (file: TempFile) => Promise<Filled>;

/**
 * Publishes what `fill` writes under a path: the whole protocol.
 *
 * @param lock On the name, where the caller has it and has finished what was interrupted.
 * @throws StorageError, or what `fill` throws
 */
export async function publish(
  path: string,
  fill: Fill,
  options: PublishOptions,
  lock: HeldLock | undefined,
): Promise<Filled> {
  const mode = checkedMode(options.mode);
  checkedMatch(options);
  const target = openTarget(path, options);
  try {
    removeStaleFiles(target);
    if (hasStagedCopy(target)) await withTargetLock(target, options, async (own) => finishWritingOver(target, own));
    const keeps = options.replace === 'keepInode' && !(options.ifAbsent ?? false) && holdsFile(target);
    const filled = await publishTempFile(target, fill, { options, mode, keeps, lock });
    if ((options.durable ?? true) === true) await syncDirectory(target);
    return filled;
  } finally {
    closeTarget(target);
  }
}

interface Publication {
  readonly options: PublishOptions;
  readonly mode: number;
  /** The file there is written over. */
  readonly keeps: boolean;
  /** On the name, of the caller. */
  readonly lock: HeldLock | undefined;
}

async function publishTempFile(target: Target, fill: Fill, publication: Publication): Promise<Filled> {
  const { options, mode, keeps, lock } = publication;
  const file = createTempFile(target);
  try {
    // What goes over another file never has a name that others know, nor their mode.
    if (keeps) setPermissions(file, DEFAULT_MODE, undefined);
    else setPermissions(file, mode, options.group);
    const filled = await fill(file);
    const byteLength = keeps ? withTrailer(file, filled) : filled.byteLength;
    await flushAndClose(file, byteLength, options);
    options.signal?.throwIfAborted();
    if (keeps || options.ifMatch !== undefined) await replaceUnderLock(file, publication);
    else commit(file, options, lock);
    return filled;
  } catch (cause) {
    throw discard(file, cause);
  }
}

const DEFAULT_MODE = 0o600;

/** Tells whether a number is permission bits. */
export const isMode = (mode: number): boolean => Number.isInteger(mode) && mode >= 0 && mode <= 0o777;

function checkedMode(mode: number = DEFAULT_MODE): number {
  if (isMode(mode)) return mode;
  const message = 'the mode of a file is a number from 0 to 0o777';
  throw new InvalidInputError([{ code: 'option-invalid', severity: 'error', place: ['mode'], message }]);
}

const NAME_ATTEMPTS = 8;

function createTempFile(target: Target): TempFile {
  for (let attemptsLeft = NAME_ATTEMPTS; ; attemptsLeft--) {
    const name = tempName(target.name);
    try {
      return { target, name, fd: createOwn(target, name), isOpen: true };
    } catch (cause) {
      if (errnoOf(cause) !== 'EEXIST' || attemptsLeft === 1) throw storageErrorFrom('create', target.path, cause);
    }
  }
}

/** Born 0600 and empty, the file is opened to others only on request. Always said, so that no umask has a say. */
function setPermissions({ fd, target }: TempFile, mode: number, group: number | undefined): void {
  atStep('protect', target.path, () => {
    const unchanged = -1;
    if (group !== undefined) fchownSync(fd, unchanged, group);
    fchmodSync(fd, mode);
  });
}

async function flushAndClose(file: TempFile, byteLength: number, { durable = true }: PublishOptions): Promise<void> {
  const { fd, target } = file;
  if (durable !== false) await flushTempFile(file);
  const stats = atStep('measure', target.path, () => fstatSync(fd));
  file.identity = identityOf(stats);
  if (stats.size !== byteLength) throw storageError('size-differs', 'measure', target.path);
  atStep('close', target.path, () => closeTempFile(file)); // a network file system may report a full disk only here
}

/** A failed flush is final: the kernel may have dropped the bytes and would call the next flush a success. */
async function flushTempFile({ fd, target }: TempFile): Promise<void> {
  try {
    await flush(fd);
  } catch (cause) {
    throw storageErrorFrom('sync', target.path, cause);
  }
}

/** Linux releases the descriptor even when close fails, so it is never closed twice. */
function closeTempFile(file: TempFile): void {
  file.isOpen = false;
  closeSync(file.fd);
}

function withTrailer({ fd, target }: TempFile, { byteLength, sha256 }: Filled): number {
  if (sha256 === undefined) throw internalError('nobody hashed what is to be written over a file');
  return writeTrailer(fd, byteLength, sha256, target.path);
}

async function replaceUnderLock(file: TempFile, { options, keeps, lock }: Publication): Promise<void> {
  const { target } = file;
  const ifMatch = checkedMatch(options);
  const act = async (held: HeldLock): Promise<void> => {
    if (hasStagedCopy(target)) await finishWritingOver(target, held);
    if (ifMatch !== undefined) await requireMatch(target, ifMatch);
    if (keeps) await writeOver(target, file, options.durable !== false, held);
    else commit(file, options, held);
  };
  if (lock !== undefined) await act(lock);
  else await withTargetLock(target, options, act);
}

/** Gives the temporary file the name of the target; who has lost the lock finds its temporary file gone, at the latest. */
function commit(file: TempFile, { ifAbsent = false }: PublishOptions, lock: HeldLock | undefined): void {
  const { target, name } = file;
  const tempPath = pathIn(target, name);
  const targetPath = pathIn(target, target.name);
  lock?.confirm();
  if (!ifAbsent) {
    atStep('rename', target.path, () => unlessDone(file.identity, targetPath, () => renameSync(tempPath, targetPath)));
    return;
  }
  atStep('link', target.path, () => unlessDone(file.identity, targetPath, () => linkSync(tempPath, targetPath)));
  atStep('remove-draft', target.path, () => unlinkSync(tempPath));
}

/** Removes the temporary file and returns the error to throw: the cause, or one that also names the file that would not go. */
function discard(file: TempFile, cause: unknown): unknown {
  const { target, name } = file;
  try {
    if (file.isOpen) closeTempFile(file);
  } catch {
    // The file is about to go, with or without what close had to report.
  }
  try {
    removeOwn(target, name);
  } catch (second) {
    if (errnoOf(second) !== 'ENOENT') return withLeftover(file, cause);
  }
  return cause;
}

function withLeftover({ target, name }: TempFile, cause: unknown): StorageError {
  const leftover = join(target.directory, name);
  const error = fileErrorIn(cause);
  if (error === undefined) return storageError('io-failed', 'write', target.path, { leftover, cause });
  const { code, step, path, errno } = error;
  return storageError(code, step, path, { leftover, cause, ...(errno === undefined ? {} : { errno }) });
}
