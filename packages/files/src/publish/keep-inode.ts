/**
 * Writes over a file that must keep its inode. A crash in the middle leaves a mixture, so the complete new content is
 * durable beside it before the first byte changes, and goes when the last one is durable: whoever finds it finishes.
 * Everything here happens under the lock on the name, but for opening.
 */
import { constants, fstatSync, fsyncSync, ftruncateSync, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { StorageError } from '@configdrive/issues';
import { closeFile, writeFully } from '../descriptors.ts';
import { atStep, errnoOf, type FileStep, storageError, storageErrorFrom } from '../errors.ts';
import { flush, yieldToEventLoop } from '../event-loop.ts';
import type { HeldLock } from '../lock/lock.ts';
import { stagedCopyName } from '../lock/own-names.ts';
import { type OpenFile, readFully } from '../read/source-files.ts';
import { openStagedCopy, refuseDamaged, removeStagedCopy, type StagedCopy } from '../read/staged-copy.ts';
import { pathIn, syncDirectory, type Target } from '../target.ts';
import { unlessDone } from './unless-done.ts';

/** Tells whether there is a file to write over; what a link leads to is none. */
export const holdsFile = (target: Target): boolean =>
  atStep('check-target', target.path, () =>
    lstatSync(pathIn(target, target.name), { throwIfNoEntry: false }),
  )?.isFile() ?? false;

/** A temporary file, and which one it is. */
interface WholeFile {
  readonly name: string;
  readonly identity?: string;
}

/** Writes a temporary file, closed and with its trailer, over the file of the target. */
export async function writeOver(target: Target, whole: WholeFile, durable: boolean, lock: HeldLock): Promise<void> {
  const old = openOld(target, 'open-old');
  if (old === undefined) throw storageError('file-missing', 'open-old', target.path);
  try {
    const copy = await stage(target, whole, old, durable, lock);
    try {
      await copyOver(copy, old, durable, lock);
    } finally {
      closeFile(copy.fd);
    }
  } finally {
    closeFile(old.fd);
  }
  lock.confirm('remove-next');
  removeStagedCopy(target);
}

/** Does what an interrupted `writeOver` has not; true when there was one. A file that has gone since is not made again. */
export async function finishWritingOver(target: Target, lock: HeldLock): Promise<boolean> {
  const copy = openStagedCopy(target.directoryPath, target.name, target.path);
  if (copy === undefined) return false;
  try {
    await refuseDamaged(copy, target.name);
    const old = openOld(target, 'finish');
    if (old !== undefined) await finishOld(copy, old, lock);
  } finally {
    closeFile(copy.fd);
  }
  lock.confirm('remove-next');
  removeStagedCopy(target);
  await syncDirectory(target);
  return true;
}

async function finishOld(copy: StagedCopy, old: OpenFile, lock: HeldLock): Promise<void> {
  try {
    await copyRange(copy, old, old.byteLength, copy.byteLength, 'copy', lock);
    await copyOver(copy, old, true, lock);
  } finally {
    closeFile(old.fd);
  }
}

const WRITE_OVER = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Undefined when there is no file of that name any more. */
function openOld(target: Target, step: FileStep): OpenFile | undefined {
  const { path } = target;
  let fd: number;
  try {
    fd = openSync(pathIn(target, target.name), WRITE_OVER);
  } catch (cause) {
    if (['ENOENT', 'ELOOP'].includes(errnoOf(cause) ?? '')) return undefined;
    throw storageErrorFrom(step, path, cause);
  }
  try {
    const stats = atStep(step, path, () => fstatSync(fd));
    if (!stats.isFile()) throw storageError('not-a-file', step, path);
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
async function stage(
  target: Target,
  { name, identity }: WholeFile,
  old: OpenFile,
  durable: boolean,
  lock: HeldLock,
): Promise<StagedCopy> {
  const { path } = target;
  let copy: StagedCopy | undefined;
  lock.confirm();
  const copyPath = pathIn(target, stagedCopyName(target.name));
  atStep('stage', path, () => unlessDone(identity, copyPath, () => renameSync(pathIn(target, name), copyPath)));
  try {
    if (durable) await syncDirectory(target, 'stage');
    copy = openStagedCopy(target.directoryPath, target.name, path);
    if (copy === undefined) throw storageError('copy-damaged', 'stage', path);
    await copyRange(copy, old, old.byteLength, copy.byteLength, 'extend', lock);
    return copy;
  } catch (cause) {
    if (copy !== undefined) closeFile(copy.fd);
    unstage(target, old, cause, lock);
    throw cause;
  }
}

/** The old length is durable before the copy goes. Where even this fails, the new content stands: it is beside the file. */
function unstage({ path, directoryFd, ...target }: Target, old: OpenFile, cause: unknown, lock: HeldLock): void {
  // Who has lost the lock undoes nothing: by now the copy may be another one's.
  lock.confirm('copy');
  atStep('copy', path, () => {
    ftruncateSync(old.fd, old.byteLength);
    fsyncSync(old.fd);
    unlinkSync(`${target.directoryPath}/${stagedCopyName(target.name)}`);
    // A failed flush is never done again.
    const hasFailed = cause instanceof StorageError && cause.step === 'stage';
    if (directoryFd !== undefined && !hasFailed) fsyncSync(directoryFd);
  });
}

/** All that both files have room for; what is longer of the old one goes. */
async function copyOver(copy: StagedCopy, old: OpenFile, durable: boolean, lock: HeldLock): Promise<void> {
  const { path, fd } = old;
  await copyRange(copy, old, 0, Math.min(old.byteLength, copy.byteLength), 'copy', lock);
  lock.confirm('copy');
  if (old.byteLength > copy.byteLength) atStep('copy', path, () => ftruncateSync(fd, copy.byteLength));
  if (!durable) return;
  try {
    await flush(fd);
  } catch (cause) {
    throw storageErrorFrom('sync-old', path, cause);
  }
}

const SLICE_BYTES = 4 * 1024 * 1024;

async function copyRange(
  from: OpenFile,
  to: OpenFile,
  start: number,
  end: number,
  step: FileStep,
  lock: HeldLock,
): Promise<void> {
  const buffer = new Uint8Array(Math.max(0, Math.min(SLICE_BYTES, end - start)));
  try {
    for (let at = start; at < end; at += SLICE_BYTES) {
      if (at > start) await yieldToEventLoop();
      const slice = buffer.subarray(0, Math.min(SLICE_BYTES, end - at));
      readFully(from, slice, at, step);
      lock.confirm(step);
      writeFully(to.fd, slice, step, to.path, at);
    }
  } finally {
    buffer.fill(0); // it held what the image holds
  }
}
