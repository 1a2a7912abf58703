/**
 * Publishing: a file gets its name when it is whole, never before. The bytes go into a temporary file of the same
 * directory (O_EXCL, 0600, 128 random bits in its name), are counted and flushed, and only then take the name: by
 * rename, or by link for a name that must not exist. Whatever fails on the way, the temporary file goes and the old file
 * stays; what a dead process left goes too. Protocol: see docs of `writeImageFile`.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError, internalError } from '@configdrive/issues';
import { claiming } from './claim.ts';
import { attempt, errnoOf, StorageError, storageErrorFrom } from './errors.ts';
import { refuseOtherThan } from './expected.ts';
import { finishing, holdsFile, writeOver } from './keep-inode.ts';
import { hasNext, writeTrailer } from './next-file.ts';
import { removeOrphans } from './orphans.ts';
import { draftName } from './own-names.ts';
import { flush, type Pause } from './pauses.ts';
import { openTarget, pathIn, releaseTarget, syncDirectory, type Target, type TargetOptions } from './target.ts';

export interface PublishOptions extends TargetOptions {
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

export interface ClaimOption {
  /** The caller has the claim on the name, and has finished what was interrupted. */
  readonly isClaimed?: boolean | undefined;
}

export interface Draft {
  readonly target: Target;
  readonly name: string;
  readonly fd: number;
  isOpen: boolean;
}

export interface Filled {
  readonly byteLength: number;
  /** Known when asked for, and to keep an inode. */
  readonly sha256: Buffer | undefined;
}

/** Writes all bytes into the draft. */
export type Fill = (draft: Draft) => Generator<Pause, Filled>;

/** The whole protocol. Throws StorageError, or what `fill` throws. */
export function* publishing(path: string, fill: Fill, options: PublishOptions & ClaimOption): Generator<Pause, Filled> {
  const mode = checkedMode(options.mode);
  checkedMatch(options);
  const target = openTarget(path, options);
  try {
    removeOrphans(target);
    if (hasNext(target)) yield* claiming(target, options.signal, () => finishing(target));
    const keeps = options.replace === 'keepInode' && !(options.ifAbsent ?? false) && holdsFile(target);
    const filled = yield* publishDraft(target, fill, { options, mode, keeps });
    if ((options.durable ?? true) === true) yield* syncDirectory(target);
    return filled;
  } finally {
    releaseTarget(target);
  }
}

interface Publication {
  readonly options: PublishOptions & ClaimOption;
  readonly mode: number;
  /** The file there is written over. */
  readonly keeps: boolean;
}

function* publishDraft(target: Target, fill: Fill, publication: Publication): Generator<Pause, Filled> {
  const { options, mode, keeps } = publication;
  const draft = createDraft(target);
  try {
    // What goes over another file never has a name that others know, nor their mode.
    if (keeps) protect(draft, DEFAULT_MODE, undefined);
    else protect(draft, mode, options.group);
    const filled = yield* fill(draft);
    const byteLength = keeps ? withTrailer(draft, filled) : filled.byteLength;
    yield* seal(draft, byteLength, options);
    options.signal?.throwIfAborted();
    if (keeps || options.ifMatch !== undefined) yield* replaceClaimed(draft, publication);
    else giveName(draft, options);
    return filled;
  } catch (cause) {
    throw discard(draft, cause);
  }
}

const DEFAULT_MODE = 0o600;

function checkedMode(mode: number = DEFAULT_MODE): number {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o777) return mode;
  const message = 'the mode of a file is a number from 0 to 0o777';
  throw new InvalidInputError([{ code: 'option-invalid', severity: 'error', place: ['mode'], message }]);
}

export function checkedMatch({
  ifMatch,
  ifAbsent = false,
}: Pick<PublishOptions, 'ifMatch' | 'ifAbsent'>): string | undefined {
  if (ifMatch === undefined || (/^[0-9A-Fa-f]{64}$/.test(ifMatch) && !ifAbsent)) return ifMatch?.toLowerCase();
  const message = ifAbsent ? 'a file cannot be absent and match' : 'a SHA-256 has 64 hex digits';
  throw new InvalidInputError([{ code: 'option-invalid', severity: 'error', place: ['ifMatch'], message }]);
}

const NAME_ATTEMPTS = 8;
const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

function createDraft(target: Target): Draft {
  for (let attemptsLeft = NAME_ATTEMPTS; ; attemptsLeft--) {
    const name = draftName();
    try {
      const fd = openSync(pathIn(target, name), CREATE_ONLY, DEFAULT_MODE);
      return { target, name, fd, isOpen: true };
    } catch (cause) {
      if (errnoOf(cause) !== 'EEXIST' || attemptsLeft === 1) throw storageErrorFrom('create', target.path, cause);
    }
  }
}

/** Born 0600 and empty, the draft is opened to others only on request. Always said, so that no umask has a say. */
function protect({ fd, target }: Draft, mode: number, group: number | undefined): void {
  attempt('protect', target.path, () => {
    const unchanged = -1;
    if (group !== undefined) fchownSync(fd, unchanged, group);
    fchmodSync(fd, mode);
  });
}

function* seal(draft: Draft, byteLength: number, { durable = true }: PublishOptions): Generator<Pause, void> {
  const { fd, target } = draft;
  if (durable !== false) yield* flushed(draft);
  const { size } = attempt('measure', target.path, () => fstatSync(fd));
  if (size !== byteLength) throw new StorageError('size-differs', 'measure', target.path);
  attempt('close', target.path, () => closeDraft(draft)); // a network file system may report a full disk only here
}

/** A failed flush is final: the kernel may have dropped the bytes and would call the next flush a success. */
function* flushed({ fd, target }: Draft): Generator<Pause, void> {
  try {
    yield flush(fd);
  } catch (cause) {
    throw storageErrorFrom('sync', target.path, cause);
  }
}

/** Linux releases the descriptor even when close fails, so it is never closed twice. */
function closeDraft(draft: Draft): void {
  draft.isOpen = false;
  closeSync(draft.fd);
}

function withTrailer({ fd, target }: Draft, { byteLength, sha256 }: Filled): number {
  if (sha256 === undefined) throw internalError('nobody hashed what is to be written over a file');
  return writeTrailer(fd, byteLength, sha256, target.path);
}

function* replaceClaimed(draft: Draft, { options, keeps }: Publication): Generator<Pause, void> {
  const { target } = draft;
  const { signal, durable = true } = options;
  const ifMatch = checkedMatch(options);
  const act = function* (): Generator<Pause, void> {
    if (hasNext(target)) yield* finishing(target);
    if (ifMatch !== undefined) yield* refuseOtherThan(target, ifMatch);
    if (keeps) yield* writeOver(target, draft.name, durable !== false);
    else giveName(draft, options);
  };
  yield* options.isClaimed ? act() : claiming(target, signal, act);
}

function giveName({ target, name }: Draft, { ifAbsent = false }: PublishOptions): void {
  const draftPath = pathIn(target, name);
  const targetPath = pathIn(target, target.name);
  if (!ifAbsent) {
    attempt('rename', target.path, () => renameSync(draftPath, targetPath));
    return;
  }
  attempt('link', target.path, () => linkSync(draftPath, targetPath));
  attempt('remove-draft', target.path, () => unlinkSync(draftPath));
}

/** Removes the draft and returns the error to throw: the cause, or one that also names the file that would not go. */
function discard(draft: Draft, cause: unknown): unknown {
  try {
    if (draft.isOpen) closeDraft(draft);
  } catch {
    // The draft is about to go, with or without what close had to report.
  }
  try {
    unlinkSync(pathIn(draft.target, draft.name));
  } catch (second) {
    if (errnoOf(second) !== 'ENOENT') return withLeftover(draft, cause);
  }
  return cause;
}

function withLeftover({ target, name }: Draft, cause: unknown): StorageError {
  const leftover = join(target.directory, name);
  if (!(cause instanceof StorageError)) return new StorageError('io-failed', 'write', target.path, { leftover, cause });
  const { code, step, path, errno } = cause;
  return new StorageError(code, step, path, { leftover, cause, ...(errno === undefined ? {} : { errno }) });
}
