/** Replaces an image: read, decided upon and written while nobody else of this host is at work on it. */
import type { ReplacedImage, ReplaceImageOptions, UpdateImage } from '@configdrive/store';
import { type HeldLock, withTargetLock } from '../lock/lock.ts';
import { writeLockedImageFile } from '../publish/image-file.ts';
import { finishWritingOver } from '../publish/keep-inode.ts';
import { hasStagedCopy } from '../read/staged-copy.ts';
import { closeTarget, openTarget, type Target } from '../target.ts';
import { pathIn } from './look.ts';
import type { DirectorySetting } from './setting.ts';
import { snapshotOf } from './snapshots.ts';

/** Replaces the image of a name, whose directory must exist, under the lock on its name. */
export async function replaceImage(
  setting: DirectorySetting,
  name: string,
  update: UpdateImage,
  options: ReplaceImageOptions,
): Promise<ReplacedImage | undefined> {
  const path = pathIn(setting, name);
  const { ifAbsent, signal } = options;
  signal?.throwIfAborted();
  const target = openTarget(path, { ...setting.files, ifAbsent });
  try {
    return await withTargetLock(target, { ...setting.lock, signal }, (lock) =>
      replaceLocked(setting, target, update, options, lock),
    );
  } finally {
    closeTarget(target);
  }
}

async function replaceLocked(
  { files, durable }: DirectorySetting,
  target: Target,
  update: UpdateImage,
  options: ReplaceImageOptions,
  lock: HeldLock,
): Promise<ReplacedImage | undefined> {
  const { path } = target;
  const { ifAbsent, signal, replace = files.replace } = options;
  if (hasStagedCopy(target)) await finishWritingOver(target, lock);
  const old = await snapshotOf(path, options);
  const bytes = update(old);
  if (bytes === undefined) return old;
  // The directory was looked at when it was opened for the lock.
  const writing = { ...files, allowSharedDirectory: true, durable, ifAbsent, replace, signal, sha256: true };
  const { byteLength, sha256 = '' } = await writeLockedImageFile(path, bytes, writing, lock);
  return { byteLength, sha256 };
}
