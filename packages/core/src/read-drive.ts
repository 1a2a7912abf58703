/**
 * From an image to a drive: CloudStack's, nova's, Ironic's or our own, as entries like those of planning. Everything is in
 * memory afterwards; nothing is kept open.
 */
import { type Content, type Entry, internalError, piecesOf } from 'iso9660-format';
import { type ImageFacts, type ImageSource, openImage, openImageSync, type ReadOptions } from 'iso9660-reader';
import { fillAtOnce } from './content-bytes.ts';
import { limitsOf } from './limits.ts';
import type { ConfigDrive } from './plan.ts';
import { type Profile, portable } from './profiles.ts';
import { entriesInMemory, roomForContents } from './reading/contents.ts';
import { readNames } from './reading/names.ts';
import { readVolume } from './reading/volume.ts';
import { Report } from './report.ts';

export interface ReadDriveOptions {
  /** Bytes of the image (default 64 MiB), files and directories (10,000), components of a path (64). */
  readonly limits?: { readonly [Name in 'imageByteLength' | 'entries' | 'depth']?: number | undefined } | undefined;
}

const MOST_DEEP = 64;

/** Decides what a change adds: an image cannot tell. Its long names are cut in Joliet, as they were. */
const profile: Profile = { ...portable, overlongJolietNames: 'cut' };

/**
 * Reads a drive, and closes the source. Names come from Rock Ridge, else Joliet, else from the plain tree, where
 * CloudStack's own are put back. The issues are what was found wrong with the image, and what of it cannot be written
 * again.
 *
 * @throws InvalidImageError when the bytes are no image, or one beyond the limits; InvalidInputError when a source has no
 *   length or a limit is none; whatever the source throws
 */
export async function readConfigDrive(source: ImageSource, options: ReadDriveOptions = {}): Promise<ConfigDrive> {
  try {
    const image = await openImage(source, readOptionsOf(options));
    const entries = await image.entries();
    const contents = roomForContents(entries, image.byteLength);
    for (const [content, bytes] of contents) await fill(content, bytes);
    return driveOf(image, entries, contents);
  } finally {
    if ('close' in source) await source.close?.();
  }
}

/** The same of bytes in memory, which may be changed or used again afterwards. */
export function readConfigDriveSync(bytes: Uint8Array, options: ReadDriveOptions = {}): ConfigDrive {
  const image = openImageSync(bytes, readOptionsOf(options));
  const entries = image.entries();
  const contents = roomForContents(entries, image.byteLength);
  for (const [content, room] of contents) fillSync(content, room);
  return driveOf(image, entries, contents);
}

function readOptionsOf({ limits = {} }: ReadDriveOptions): ReadOptions {
  const report = new Report();
  const { imageByteLength, entries } = limitsOf([limits], ['limits'], report);
  const depth = limits.depth ?? MOST_DEEP;
  if (!(Number.isSafeInteger(depth) && depth >= 0)) {
    report.add('limit-out-of-range', ['limits', 'depth'], 'must be a whole number from 0 on');
  }
  report.throwIfRefused();
  return { limits: { imageByteLength, entries, depth } };
}

function fillSync(content: Content, room: Uint8Array): void {
  if (!fillAtOnce(content, room)) throw internalError('a content in memory came short');
}

/** The pieces of a reader's content are as long together as it says. */
async function fill(content: Content, room: Uint8Array): Promise<void> {
  if (fillAtOnce(content, room) || typeof content === 'string') return;
  let filled = 0;
  for await (const piece of piecesOf(content)) {
    room.set(piece, filled);
    filled += piece.byteLength;
  }
}

function driveOf(
  image: ImageFacts,
  entries: readonly Entry[],
  contents: ReadonlyMap<Content, Uint8Array>,
): ConfigDrive {
  const report = new Report();
  const volume = readVolume(image, report);
  const named = readNames(entries, image.namespaces[0], report);
  return {
    ...volume,
    entries: entriesInMemory(named, contents),
    profile,
    issues: [...image.issues, ...report.issues],
  };
}
