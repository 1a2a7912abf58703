/** Replacing a stored drive: read, decided upon and written while nobody else of this host is at work on it. */
import { createHash } from 'node:crypto';
import type { Issue } from '@configdrive/issues';
import { claiming } from '../claim.ts';
import { StorageError } from '../errors.ts';
import { writingImage } from '../image-file.ts';
import { finishing } from '../keep-inode.ts';
import { hasNext } from '../next-file.ts';
import type { Pause } from '../pauses.ts';
import { checkedMatch } from '../publish.ts';
import { openTarget, releaseTarget } from '../target.ts';
import type { DrivePlace } from './locations.ts';
import type { StoreSetting, WriteOptions } from './options.ts';
import { type Snapshot, type StoredDrive, snapshotOf } from './snapshots.ts';

/** A drive as an operation left it. */
export interface WrittenDrive extends Omit<StoredDrive, 'modified'> {
  /** False: everything was as asked for, and the file was not touched. */
  readonly isChanged: boolean;
  /** What a guest will not like about it. */
  readonly issues: readonly Issue[];
}

/** What is to be there afterwards; without bytes: what is there. */
export interface Wanted {
  readonly bytes?: Uint8Array;
  readonly issues: readonly Issue[];
}

/** Told what is there, and called when nobody can change it. */
export type Decide = (old: Snapshot | undefined) => Wanted;

interface ReplaceOptions extends WriteOptions {
  readonly ifAbsent?: boolean | undefined;
}

/** The directory must exist. */
export function* replacing(
  place: DrivePlace,
  setting: StoreSetting,
  options: ReplaceOptions,
  decide: Decide,
): Generator<Pause, WrittenDrive> {
  const { ifAbsent, signal, replace = setting.files.replace } = options;
  const ifMatch = checkedMatch(options);
  const { limits } = setting.drive;
  const target = openTarget(place.path, { ...setting.files, ifAbsent });
  try {
    return yield* claiming(target, signal, function* () {
      if (hasNext(target)) yield* finishing(target);
      const old = yield* snapshotOf(place, { limits, signal });
      if (ifMatch !== undefined && old?.stored.sha256 !== ifMatch) throw conflict(place);
      const { bytes, issues } = decide(old);
      if (bytes === undefined) return unchanged(place, old, issues);
      yield* writingImage(place.path, bytes, { ...setting.files, ifAbsent, replace, signal, isClaimed: true });
      return written(place, bytes, issues);
    });
  } finally {
    releaseTarget(target);
  }
}

export const conflict = ({ path }: DrivePlace): StorageError =>
  new StorageError('conflict', 'compare', path, { hint: 'read it again and decide anew' });

function unchanged({ path }: DrivePlace, old: Snapshot | undefined, issues: readonly Issue[]): WrittenDrive {
  if (old === undefined) throw new StorageError('file-missing', 'compare', path);
  const { modified: _, ...stored } = old.stored;
  return { ...stored, isChanged: false, issues };
}

function written({ instance, location, path }: DrivePlace, bytes: Uint8Array, issues: readonly Issue[]): WrittenDrive {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { instance, location, path, byteLength: bytes.byteLength, sha256, isChanged: true, issues };
}
