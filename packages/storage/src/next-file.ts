/**
 * The complete new content of a file that is being written over in place, beside it, 0600, until the writing is done. It
 * validates itself: behind the content come 64 bytes with its length and SHA-256 (in the file, not in its name: a hash of
 * a content is for those who may read the content).
 */
import { constants, lstatSync, openSync, type Stats, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, errnoOf, StorageError, storageErrorFrom } from './errors.ts';
import { sha256Of } from './expected.ts';
import { nextName } from './own-names.ts';
import type { Pause } from './pauses.ts';
import { closeFile, type OpenFile, readFully } from './source-files.ts';
import { pathIn, type Target } from './target.ts';
import { writeFully } from './write-fully.ts';

/** Without its last 64 bytes. */
export interface NextFile extends OpenFile {
  /** What the content should have, 64 hex digits. */
  readonly sha256: string;
}

/** Sixteen ASCII characters, the length in bytes (64 bits, big-endian), eight zeros, the SHA-256. */
const MAGIC = Buffer.from('configdrive.next');
const LENGTH_AT = 16;
const HASH_AT = 32;
const TRAILER_BYTES = 64;

/** Puts the trailer behind a content of `byteLength` bytes, and answers the length of both. */
export function writeTrailer(fd: number, byteLength: number, sha256: Uint8Array, path: string): number {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  MAGIC.copy(trailer);
  trailer.writeBigUInt64BE(BigInt(byteLength), LENGTH_AT);
  trailer.set(sha256, HASH_AT);
  writeFully(fd, trailer, 'write', path, byteLength);
  return byteLength + TRAILER_BYTES;
}

export const hasNext = (target: Target): boolean => nextStats(target.reach, target.name, target.path) !== undefined;

/**
 * The next file of a name, opened; undefined when there is none.
 *
 * @param directory How to reach it; `name` and `path` are those of the file that is written over.
 * @throws StorageError `copy-damaged` when its end is not what was written
 */
export function openNext(directory: string, name: string, path: string): NextFile | undefined {
  const stats = nextStats(directory, name, path);
  if (stats === undefined) return undefined;
  const fd = openUnlessGone(join(directory, nextName(name)), path);
  if (fd === undefined) return undefined;
  try {
    return { path, fd, ...contentOf({ path, fd, byteLength: stats.size }, name) };
  } catch (cause) {
    closeFile(fd);
    throw cause;
  }
}

const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** A reader makes no claim: between its look at the copy and its opening it, the writer may be done and remove it. */
function openUnlessGone(copy: string, path: string): number | undefined {
  try {
    return openSync(copy, READ_ONLY);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw storageErrorFrom('finish', path, cause);
  }
}

/** Every byte of it read. */
export function* refuseDamaged(next: NextFile, name: string): Generator<Pause, void> {
  if ((yield* sha256Of(next, 'finish')) !== next.sha256) throw damaged(next.path, name);
}

export const removeNext = (target: Target): void =>
  attempt('remove-next', target.path, () => unlinkSync(pathIn(target, nextName(target.name))));

function nextStats(directory: string, name: string, path: string): Stats | undefined {
  const stats = statsIn(directory, nextName(name), path);
  return stats !== undefined && isTrusted(stats, statsIn(directory, name, path)) ? stats : undefined;
}

/** A path that is put together, not normalized: every writing asks this, and there is almost never anything. */
const statsIn = (directory: string, name: string, path: string): Stats | undefined =>
  attempt('finish', path, () => lstatSync(`${directory}/${name}`, IF_ANY));

const IF_ANY = { throwIfNoEntry: false } as const;

const OTHERS_MAY_WRITE = 0o022;

/** Where others may make files (a sticky directory), one of theirs must not pass for what we left. */
function isTrusted(stats: Stats, old: Stats | undefined): boolean {
  const owners = [0, process.geteuid?.(), old?.uid];
  return stats.isFile() && (stats.mode & OTHERS_MAY_WRITE) === 0 && owners.includes(stats.uid);
}

function contentOf(file: OpenFile, name: string): Pick<NextFile, 'byteLength' | 'sha256'> {
  const byteLength = file.byteLength - TRAILER_BYTES;
  if (byteLength < 0) throw damaged(file.path, name);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  readFully(file, trailer, byteLength, 'finish');
  const isOurs = trailer.subarray(0, LENGTH_AT).equals(MAGIC);
  if (!isOurs || trailer.readBigUInt64BE(LENGTH_AT) !== BigInt(byteLength)) throw damaged(file.path, name);
  return { byteLength, sha256: trailer.toString('hex', HASH_AT) };
}

function damaged(path: string, name: string): StorageError {
  const hint = `the file may be a mixture: look at it, then remove ${nextName(name)} beside it`;
  return new StorageError('copy-damaged', 'finish', path, { hint });
}
