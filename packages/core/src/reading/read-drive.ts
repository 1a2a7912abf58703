/**
 * From an image to a drive: CloudStack's, nova's, Ironic's or our own, as entries like those of planning. Everything is in
 * memory afterwards; nothing is kept open.
 */
import { type Issue, internalError } from '@configdrive/issues';
import {
  checkArguments,
  options as knownOptions,
  bytes as someBytes,
  source as someSource,
} from '@configdrive/issues/arguments';
import { type Content, piecesOf } from 'iso9660-format';
import {
  byteSourceOf,
  type Image,
  type ImageFacts,
  type ImageSource,
  openImage,
  openImageSync,
  type ReadOptions,
  type SyncImage,
} from 'iso9660-reader';
import type { CoreCode } from '../codes.ts';
import type { ConfigDrive } from '../drive.ts';
import { concealedEntries, type DriveContent } from '../drive-content.ts';
import { fillAtOnce } from '../encoding/content-bytes.ts';
import { newIssues } from '../issues.ts';
import { defaultLimits, limitsOf } from '../limits.ts';
import { type Profile, portable } from '../profiles.ts';
import { HEAD_BYTES, mostWrappedBytes, unwrapImage, wrappingOf } from '../wrappings/wrappings.ts';
import { entriesInMemory, roomForContents } from './contents.ts';
import { readNames } from './names.ts';
import {
  keptTrees,
  type ListedRecords,
  type ListedTree,
  readNamespaces,
  treesInMemory,
  treesOf,
  unlisted,
} from './trees.ts';
import { readVolume } from './volume.ts';

export interface ReadDriveOptions {
  /** Bytes of the image (default 64 MiB), files and directories (10,000), components of a path (64). */
  readonly limits?: { readonly [Name in 'imageByteLength' | 'entries' | 'depth']?: number | undefined } | undefined;
}

const MAX_DEEP = 64;

/** Decides what a change adds: an image cannot tell. Its long names are cut in Joliet, as they were. */
const profile: Profile = { ...portable, overlongJolietNames: 'cut' };

/**
 * Reads a drive, and closes the source. An image in base64, gzip or an agent command is taken out of it. Names come from Rock Ridge, else Joliet, else from the plain tree, where
 * CloudStack's own are put back. The issues are what was found wrong with the image, and what of it cannot be written
 * again.
 *
 * @throws InvalidImageError when the bytes are no image, or one beyond the limits; InvalidInputError when a source has no
 *   length or a limit is none; whatever the source throws
 */
export async function readConfigDrive(source: ImageSource, options: ReadDriveOptions = {}): Promise<ConfigDrive> {
  checkArguments(['image', someSource, source], ['options', readDriveOptions, options]);
  try {
    const whole = (await smallWhole(source, options)) ?? (await wrappedBytes(source, options));
    if (whole !== undefined) return readConfigDriveSync(whole, options);
    const image = await openImage(source, readOptionsOf(options));
    const trees = await listed(image);
    const contents = roomForContents(
      trees.flatMap(({ entries }) => entries),
      image.byteLength,
    );
    for (const [content, bytes] of contents) await fill(content, bytes);
    return driveOf(image, trees, contents);
  } finally {
    if ('close' in source) await source.close?.();
  }
}

/** The same of bytes in memory, which may be changed or used again afterwards. */
export function readConfigDriveSync(bytes: Uint8Array, options: ReadDriveOptions = {}): ConfigDrive {
  checkArguments(['bytes', someBytes, bytes], ['options', readDriveOptions, options]);
  const readOptions = readOptionsOf(options);
  const unwrapped = unwrapImage(bytes, options.limits);
  const image = openImageSync(unwrapped.image, readOptions);
  const trees = listedSync(image);
  const contents = roomForContents(
    trees.flatMap(({ entries }) => entries),
    image.byteLength,
  );
  for (const [content, room] of contents) fillSync(content, room);
  const drive = driveOf(image, trees, contents);
  return unwrapped.format === 'iso' ? drive : { ...drive, issues: [unwrappedFrom(unwrapped.format), ...drive.issues] };
}

const unwrappedFrom = (format: string): Issue => ({
  code: 'drive-unwrapped' satisfies CoreCode,
  severity: 'notice',
  place: [],
  message: `the image was in ${format}`,
});

/** More than most drives have. */
const SMALL_BYTES = 1024 * 1024;

/** All of a source that is short, at one go: what changes between two reads (a file) would be a mixture. */
async function smallWhole(source: ImageSource, { limits }: ReadDriveOptions): Promise<Uint8Array | undefined> {
  const bytes = byteSourceOf(source);
  const most = Math.min(SMALL_BYTES, limits?.imageByteLength ?? defaultLimits.imageByteLength);
  if (!(bytes.byteLength >= 1 && bytes.byteLength <= most)) return undefined;
  const whole = await bytes.read(0, bytes.byteLength);
  // What a source holds back is told by who reads it bit by bit.
  return whole.byteLength === bytes.byteLength ? whole : undefined;
}

/** All of a source whose first bytes are those of a wrapping; undefined for an image, and for what is too long for one. */
async function wrappedBytes(source: ImageSource, { limits }: ReadDriveOptions): Promise<Uint8Array | undefined> {
  const bytes = byteSourceOf(source);
  const most = mostWrappedBytes(limits?.imageByteLength ?? defaultLimits.imageByteLength);
  if (!(bytes.byteLength >= 1 && bytes.byteLength <= most)) return undefined;
  const head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.byteLength));
  return wrappingOf(head) === 'iso' ? undefined : bytes.read(0, bytes.byteLength);
}

function readOptionsOf({ limits = {} }: ReadDriveOptions): ReadOptions {
  const report = newIssues();
  const { imageByteLength, entries } = limitsOf([limits], ['limits'], report);
  const depth = limits.depth ?? MAX_DEEP;
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

/** The tree that Linux reads, which must be one that can be listed, then those that other guests read, unless they are alike. */
async function listed(image: Image): Promise<readonly ListedTree[]> {
  const [first, second] = readNamespaces(image.namespaces);
  const entries = await image.entries({ namespace: first });
  const trees: ListedRecords[] = [];
  try {
    if (second === undefined || (await image.areTreesAlike(first, second))) return [{ namespace: first, entries }];
    for (const namespace of [first, second]) trees.push({ namespace, records: await image.records({ namespace }) });
  } catch (cause) {
    return [{ namespace: first, entries }, unlisted(second, cause)];
  }
  return treesOf(trees);
}

function listedSync(image: SyncImage): readonly ListedTree[] {
  const [first, second] = readNamespaces(image.namespaces);
  const entries = image.entries({ namespace: first });
  try {
    if (second === undefined || image.areTreesAlike(first, second)) return [{ namespace: first, entries }];
    return treesOf([first, second].map((namespace) => ({ namespace, records: image.records({ namespace }) })));
  } catch (cause) {
    return [{ namespace: first, entries }, unlisted(second, cause)];
  }
}

function driveOf(
  image: ImageFacts,
  trees: readonly ListedTree[],
  contents: ReadonlyMap<Content, Uint8Array>,
): ConfigDrive {
  const report = newIssues();
  const volume = readVolume(image, report);
  const named = readNames(trees[0]!.entries, image.namespaces[0], report);
  const concealed = new Map<Uint8Array, DriveContent>();
  const entries = concealedEntries(entriesInMemory(named, contents), concealed);
  return {
    ...volume,
    // What a descriptor says may be more than there is.
    imageByteLength: Math.min(image.volumeByteLength, image.byteLength),
    entries,
    ...keptTrees(treesInMemory(trees, entries, contents, concealed), report),
    profile,
    issues: [...image.issues, ...report.issues],
  };
}

const readDriveOptions = /* @__PURE__ */ knownOptions<ReadDriveOptions>({ limits: true });
