/**
 * Staged copies: the complete new content of a file that is being written over in place lies beside it, 0600, until the
 * writing is done. It validates itself: behind the content come 64 bytes with its length and SHA-256 (in the file, not in its name: a hash of
 * a content is for those who may read the content).
 */
import { constants, lstatSync, openSync, type Stats, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageError } from '@configdrive/issues';
import { closeFile, writeFully } from '../descriptors.ts';
import { atStep, errnoOf, storageError, storageErrorFrom } from '../errors.ts';
import { stagedCopyName } from '../lock/own-names.ts';
import { pathIn, type Target } from '../target.ts';
import { sha256Of, sha256OfSync } from './sha256.ts';
import { type OpenFile, readFully } from './source-files.ts';

/** A staged copy that is open; its length is that of the content, without the last 64 bytes. */
export interface StagedCopy extends OpenFile {
  /** What the content should have, 64 hex digits. */
  readonly sha256: string;
}

/** Sixteen ASCII characters, the length in bytes (64 bits, big-endian), eight zeros, the SHA-256. */
const MAGIC = Buffer.from('configdrive.next');
const LENGTH_AT = 16;
const HASH_AT = 32;
const TRAILER_BYTES = 64;

/** Writes the trailer behind a content of `byteLength` bytes, and answers the length of both. */
export function writeTrailer(fd: number, byteLength: number, sha256: Uint8Array, path: string): number {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  MAGIC.copy(trailer);
  trailer.writeBigUInt64BE(BigInt(byteLength), LENGTH_AT);
  trailer.set(sha256, HASH_AT);
  writeFully(fd, trailer, 'write', path, byteLength);
  return byteLength + TRAILER_BYTES;
}

/** Tells whether the file of a target has a staged copy: it is being written over, or was when its writer died. */
export const hasStagedCopy = (target: Target): boolean => isStaged(target.directoryPath, target.name, target.path);

/** The same of the name of a file in a directory; `path` is for messages. */
export const isStaged = (directory: string, name: string, path: string): boolean =>
  copyStats(directory, name, path) !== undefined;

/**
 * Opens the staged copy of a name; undefined when there is none.
 *
 * @param directory Path of the directory; `name` and `path` are those of the file that is written over.
 * @throws StorageError `copy-damaged` when its end is not what was written
 */
export function openStagedCopy(directory: string, name: string, path: string): StagedCopy | undefined {
  const stats = copyStats(directory, name, path);
  if (stats === undefined) return undefined;
  const fd = openUnlessGone(join(directory, stagedCopyName(name)), path);
  if (fd === undefined) return undefined;
  try {
    return { path, fd, ...contentOf({ path, fd, byteLength: stats.size }, name) };
  } catch (cause) {
    closeFile(fd);
    throw cause;
  }
}

const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** A reader takes no lock: between its look at the copy and its opening it, the writer may be done and remove it. */
function openUnlessGone(copy: string, path: string): number | undefined {
  try {
    return openSync(copy, READ_ONLY);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw storageErrorFrom('finish', path, cause);
  }
}

/**
 * Reads every byte of a staged copy.
 *
 * @throws StorageError `copy-damaged` when its content is not what was written
 */
export async function refuseDamaged(copy: StagedCopy, name: string): Promise<void> {
  if ((await sha256Of(copy, 'finish')) !== copy.sha256) throw damaged(copy.path, name);
}

/** Does what `refuseDamaged` does, in one go. */
export function refuseDamagedSync(copy: StagedCopy, name: string): void {
  if (sha256OfSync(copy, 'finish') !== copy.sha256) throw damaged(copy.path, name);
}

/** Removes the staged copy of a target, whose content is in the file. */
export const removeStagedCopy = (target: Target): void =>
  atStep('remove-next', target.path, () => unlinkSync(pathIn(target, stagedCopyName(target.name))));

function copyStats(directory: string, name: string, path: string): Stats | undefined {
  const stats = statsIn(directory, stagedCopyName(name), path);
  return stats !== undefined && isTrusted(stats, statsIn(directory, name, path)) ? stats : undefined;
}

/** A path that is put together, not normalized: every writing asks this, and there is almost never anything. */
const statsIn = (directory: string, name: string, path: string): Stats | undefined =>
  atStep('finish', path, () => lstatSync(`${directory}/${name}`, IF_ANY));

const IF_ANY = { throwIfNoEntry: false } as const;

const OTHERS_MAY_WRITE = 0o022;

/** Where others may make files (a sticky directory), one of theirs must not pass for what we left. */
function isTrusted(stats: Stats, old: Stats | undefined): boolean {
  const owners = [0, process.geteuid?.(), old?.uid];
  return stats.isFile() && (stats.mode & OTHERS_MAY_WRITE) === 0 && owners.includes(stats.uid);
}

function contentOf(file: OpenFile, name: string): Pick<StagedCopy, 'byteLength' | 'sha256'> {
  const byteLength = file.byteLength - TRAILER_BYTES;
  if (byteLength < 0) throw damaged(file.path, name);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  readFully(file, trailer, byteLength, 'finish');
  const isOurs = trailer.subarray(0, LENGTH_AT).equals(MAGIC);
  if (!isOurs || trailer.readBigUInt64BE(LENGTH_AT) !== BigInt(byteLength)) throw damaged(file.path, name);
  return { byteLength, sha256: trailer.toString('hex', HASH_AT) };
}

function damaged(path: string, name: string): StorageError {
  const hint = `the file may be a mixture: look at it, then remove ${stagedCopyName(name)} beside it`;
  return storageError('copy-damaged', 'finish', path, { hint });
}
