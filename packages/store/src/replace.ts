/** Replaces a stored drive: read, decided upon and written as one, or decided upon again. */
import { lengthIssues } from '@configdrive/core';
import { checkedMatch, type Issue, inputRefusal, type StorageError } from '@configdrive/issues';
import { type Backend, replaceWays, type StoredImage } from './backend.ts';
import { storeCodes } from './codes.ts';
import { storageError } from './errors.ts';
import { maxByteLengthOf, type StoredDrive } from './find.ts';
import { type DrivePlace, driveLocationOf } from './locations.ts';
import type { StoreSetting, WriteOptions } from './options.ts';

/** A drive as an operation left it. */
export interface WrittenDrive extends Omit<StoredDrive, 'modified'> {
  /** False: everything was as asked for, and the image was not touched. */
  readonly isChanged: boolean;
  /** Bytes of the image that was replaced; a guest that runs with it goes on with this length. Undefined: there was none. */
  readonly previousByteLength?: number | undefined;
  /** What a guest will not like about it. */
  readonly issues: readonly Issue[];
}

/** The image that is to be there afterwards; without bytes: what is there. */
export interface NewImage {
  readonly bytes?: Uint8Array;
  readonly issues: readonly Issue[];
}

/** Makes the new image of what is there; called again when somebody else was faster. */
export type MakeImage = (old: StoredImage | undefined) => NewImage;

interface ReplaceOptions extends WriteOptions {
  readonly ifAbsent?: boolean | undefined;
}

/** Replaces the drive at a place, which is prepared. */
export async function replaceDrive(
  place: DrivePlace,
  setting: StoreSetting,
  options: ReplaceOptions,
  makeImage: MakeImage,
): Promise<WrittenDrive> {
  const { ifAbsent, signal, replace } = options;
  const ifMatch = checkedMatch(options);
  refuseUnknownWay(place.backend, replace);
  let made: NewImage = { issues: [] };
  let previousByteLength: number | undefined;
  const update = (old: StoredImage | undefined): Uint8Array | undefined => {
    previousByteLength = old?.byteLength;
    if (ifMatch !== undefined && old?.sha256 !== ifMatch) throw conflict(place);
    made = makeImage(old);
    return made.bytes;
  };
  const how = { ifAbsent, replace, signal, maxByteLength: maxByteLengthOf(setting) };
  const image = await place.backend.replace(place.name, update, how);
  if (image === undefined) throw storageError('file-missing', 'compare', place.path);
  const { byteLength, sha256 } = image;
  const { bytes } = made;
  const issues = [...made.issues, ...lengthIssues(previousByteLength, byteLength)];
  return { ...driveLocationOf(place), byteLength, previousByteLength, sha256, isChanged: bytes !== undefined, issues };
}

/** A backend that cannot let whoever has an image open see the new one must not seem to. */
function refuseUnknownWay({ label, traits }: Backend, replace: WriteOptions['replace']): void {
  if (replace !== undefined && !replaceWays.includes(replace)) {
    throw inputRefusal(storeCodes, 'store-option-invalid', ['replace'], `must be one of ${replaceWays.join(', ')}`);
  }
  if (replace !== 'keepInode' || traits.keepsInode) return;
  const message = `${label} has no files that could keep their inode: the new image takes the name of the old one`;
  throw inputRefusal(storeCodes, 'store-option-invalid', ['replace'], message);
}

/** Makes the error that says: the drive is not the one that was seen. */
export const conflict = ({ path }: Pick<DrivePlace, 'path'>): StorageError =>
  storageError('conflict', 'compare', path, { hint: 'read it again and decide anew' });
