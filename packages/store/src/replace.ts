/** Replaces a stored drive: read, decided upon and written while nobody else of this host is at work on it. */
import { createHash } from 'node:crypto';
import {
  checkedMatch,
  closeTarget,
  finishWritingOver,
  hasStagedCopy,
  openTarget,
  withTargetLock,
  writeLockedImageFile,
} from '@configdrive/files/internal';
import type { Issue, StorageError } from '@configdrive/issues';
import { storageError } from './errors.ts';
import type { DriveLocation } from './locations.ts';
import type { StoreSetting, WriteOptions } from './options.ts';
import { type Snapshot, type StoredDrive, snapshotOf } from './snapshots.ts';

/** A drive as an operation left it. */
export interface WrittenDrive extends Omit<StoredDrive, 'modified'> {
  /** False: everything was as asked for, and the file was not touched. */
  readonly isChanged: boolean;
  /** What a guest will not like about it. */
  readonly issues: readonly Issue[];
}

/** The image that is to be there afterwards; without bytes: what is there. */
export interface NewImage {
  readonly bytes?: Uint8Array;
  readonly issues: readonly Issue[];
}

/** Makes the new image of what is there, and is called when nobody can change that. */
export type Update = (old: Snapshot | undefined) => NewImage;

interface ReplaceOptions extends WriteOptions {
  readonly ifAbsent?: boolean | undefined;
}

/** Replaces the drive at a location, whose directory must exist, under the lock on its name. */
export async function replaceDrive(
  place: DriveLocation,
  setting: StoreSetting,
  options: ReplaceOptions,
  update: Update,
): Promise<WrittenDrive> {
  const { ifAbsent, signal, replace = setting.files.replace } = options;
  const ifMatch = checkedMatch(options);
  const { limits } = setting.drive;
  const target = openTarget(place.path, { ...setting.files, ifAbsent });
  try {
    return await withTargetLock(target, { signal }, async () => {
      if (hasStagedCopy(target)) await finishWritingOver(target);
      const old = await snapshotOf(place, { limits, signal });
      if (ifMatch !== undefined && old?.stored.sha256 !== ifMatch) throw conflict(place);
      const { bytes, issues } = update(old);
      if (bytes === undefined) return unchanged(place, old, issues);
      await writeLockedImageFile(place.path, bytes, { ...setting.files, ifAbsent, replace, signal });
      return written(place, bytes, issues);
    });
  } finally {
    closeTarget(target);
  }
}

/** Makes the error that says: the drive is not the one that was seen. */
export const conflict = ({ path }: DriveLocation): StorageError =>
  storageError('conflict', 'compare', path, { hint: 'read it again and decide anew' });

function unchanged({ path }: DriveLocation, old: Snapshot | undefined, issues: readonly Issue[]): WrittenDrive {
  if (old === undefined) throw storageError('file-missing', 'compare', path);
  const { modified: _, ...stored } = old.stored;
  return { ...stored, isChanged: false, issues };
}

function written(
  { instance, location, path }: DriveLocation,
  bytes: Uint8Array,
  issues: readonly Issue[],
): WrittenDrive {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { instance, location, path, byteLength: bytes.byteLength, sha256, isChanged: true, issues };
}
