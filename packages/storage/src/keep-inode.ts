/**
 * Writing over a file that must keep its inode. A crash in the middle leaves a mixture, so the complete new content is
 * durable beside it before the first byte changes, and goes when the last one is durable: whoever finds it finishes.
 * Everything here happens under the claim on the name, but for opening.
 */
import { constants, fstatSync, fsyncSync, ftruncateSync, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { attempt, errnoOf, StorageError, type StorageStep, storageErrorFrom } from './errors.ts';
import { type NextFile, openNext, refuseDamaged, removeNext } from './next-file.ts';
import { nextName } from './own-names.ts';
import { breath, flush, type Pause } from './pauses.ts';
import { closeFile, type OpenFile, readFully } from './source-files.ts';
import { pathIn, syncDirectory, type Target } from './target.ts';
import { writeFully } from './write-fully.ts';

/** Whether there is a file to write over; what a link leads to is none. */
export const holdsFile = (target: Target): boolean =>
  attempt('check-target', target.path, () =>
    lstatSync(pathIn(target, target.name), { throwIfNoEntry: false }),
  )?.isFile() ?? false;

/** Gives a draft, sealed and with its trailer, to the file of the target. */
export function* writeOver(target: Target, draftName: string, durable: boolean): Generator<Pause, void> {
  const old = openOld(target, 'open-old');
  if (old === undefined) throw new StorageError('file-missing', 'open-old', target.path);
  try {
    const next = yield* staged(target, draftName, old, durable);
    try {
      yield* copyOver(next, old, durable);
    } finally {
      closeFile(next.fd);
    }
  } finally {
    closeFile(old.fd);
  }
  removeNext(target);
}

/** Does what an interrupted `writeOver` has not; true when there was one. A file that has gone since is not made again. */
export function* finishing(target: Target): Generator<Pause, boolean> {
  const next = openNext(target.reach, target.name, target.path);
  if (next === undefined) return false;
  try {
    yield* refuseDamaged(next, target.name);
    const old = openOld(target, 'finish');
    if (old !== undefined) yield* finishOld(next, old);
  } finally {
    closeFile(next.fd);
  }
  removeNext(target);
  yield* syncDirectory(target);
  return true;
}

function* finishOld(next: NextFile, old: OpenFile): Generator<Pause, void> {
  try {
    yield* copyRange(next, old, old.byteLength, next.byteLength, 'copy');
    yield* copyOver(next, old, true);
  } finally {
    closeFile(old.fd);
  }
}

const WRITE_OVER = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Undefined when there is no file of that name any more. */
function openOld(target: Target, step: StorageStep): OpenFile | undefined {
  const { path } = target;
  let fd: number;
  try {
    fd = openSync(pathIn(target, target.name), WRITE_OVER);
  } catch (cause) {
    if (['ENOENT', 'ELOOP'].includes(errnoOf(cause) ?? '')) return undefined;
    throw storageErrorFrom(step, path, cause);
  }
  try {
    const stats = attempt(step, path, () => fstatSync(fd));
    if (!stats.isFile()) throw new StorageError('not-a-file', step, path);
    return { path, fd, byteLength: stats.size };
  } catch (cause) {
    closeFile(fd);
    throw cause;
  }
}

/**
 * Everything that can fail for want of room, while the old content is whole: what fails here is undone. Afterwards the
 * new content is durable beside the file, and the file is at least as long.
 */
function* staged(target: Target, draftName: string, old: OpenFile, durable: boolean): Generator<Pause, NextFile> {
  const { path } = target;
  let next: NextFile | undefined;
  attempt('stage', path, () => renameSync(pathIn(target, draftName), pathIn(target, nextName(target.name))));
  try {
    if (durable) yield* syncDirectory(target, 'stage');
    next = openNext(target.reach, target.name, path);
    if (next === undefined) throw new StorageError('copy-damaged', 'stage', path);
    yield* copyRange(next, old, old.byteLength, next.byteLength, 'extend');
    return next;
  } catch (cause) {
    if (next !== undefined) closeFile(next.fd);
    unstage(target, old, cause);
    throw cause;
  }
}

/** The old length is durable before the copy goes. Where even this fails, the new content stands: it is beside the file. */
function unstage({ path, directoryFd, ...target }: Target, old: OpenFile, cause: unknown): void {
  attempt('copy', path, () => {
    ftruncateSync(old.fd, old.byteLength);
    fsyncSync(old.fd);
    unlinkSync(`${target.reach}/${nextName(target.name)}`);
    // A failed flush is never done again.
    const hasFailed = cause instanceof StorageError && cause.step === 'stage';
    if (directoryFd !== undefined && !hasFailed) fsyncSync(directoryFd);
  });
}

/** All that both files have room for; what is longer of the old one goes. */
function* copyOver(next: NextFile, old: OpenFile, durable: boolean): Generator<Pause, void> {
  const { path, fd } = old;
  yield* copyRange(next, old, 0, Math.min(old.byteLength, next.byteLength), 'copy');
  if (old.byteLength > next.byteLength) attempt('copy', path, () => ftruncateSync(fd, next.byteLength));
  if (!durable) return;
  try {
    yield flush(fd);
  } catch (cause) {
    throw storageErrorFrom('sync-old', path, cause);
  }
}

const SLICE_BYTES = 4 * 1024 * 1024;

function* copyRange(
  from: OpenFile,
  to: OpenFile,
  start: number,
  end: number,
  step: StorageStep,
): Generator<Pause, void> {
  const buffer = new Uint8Array(Math.max(0, Math.min(SLICE_BYTES, end - start)));
  try {
    for (let at = start; at < end; at += SLICE_BYTES) {
      if (at > start) yield breath;
      const slice = buffer.subarray(0, Math.min(SLICE_BYTES, end - at));
      readFully(from, slice, at, step);
      writeFully(to.fd, slice, step, to.path, at);
    }
  } finally {
    buffer.fill(0); // it held what the image holds
  }
}
