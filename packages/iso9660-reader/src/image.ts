/** Images: opened from memory or from far away, listed by namespace, read by path. */
import { checkArguments, bytes as someBytes, someOptions, source as someSource } from '@configdrive/issues/arguments';
import type { Entry, VolumeDescriptorValue } from 'iso9660-format';
import { RemoteBytes } from './contents.ts';
import { type DescriptorKind, readDescriptors } from './descriptors.ts';
import { Findings } from './findings.ts';
import { type ImageIssue, imageError } from './image-issue.ts';
import type { DescriptorLabel } from './labels.ts';
import type { ReadOptions } from './limits.ts';
import { type Namespace, readTrees } from './namespaces.ts';
import { MemoryImage, type Opened, RemoteImage } from './opened-image.ts';
import { finish, finishSync, type Reading, Window } from './reading.ts';
import type { ImageRecord } from './records.ts';
import { byteSourceOf, checkByteLength, type ImageSource } from './source.ts';

export interface DescriptorInfo {
  readonly kind: DescriptorKind;
  readonly block: number;
  /** Of descriptors that open a tree. */
  readonly value: VolumeDescriptorValue | undefined;
}

/** What is known of an image as soon as it is open. */
export interface ImageFacts {
  readonly byteLength: number;
  /** What the primary descriptor says the volume has. */
  readonly volumeByteLength: number;
  /** As blkid tells it: see `labelOf`. */
  readonly label: string;
  readonly labels: readonly DescriptorLabel[];
  readonly descriptors: readonly DescriptorInfo[];
  /** The trees of the image; the first is the one that Linux takes and that everything here takes by default. */
  readonly namespaces: readonly [Namespace, ...Namespace[]];
  /** What was found wrong so far without ending the reading. Listing adds to it. */
  readonly issues: readonly ImageIssue[];
}

export interface TreeOptions {
  readonly namespace?: Namespace;
}

/** An image in memory. Listings are made once and kept. */
export interface SyncImage extends ImageFacts {
  /** Parents before what is in them. */
  entries(options?: TreeOptions): readonly Entry[];
  records(options?: TreeOptions): readonly ImageRecord[];
  entry(path: string, options?: TreeOptions): Entry | undefined;
  /** Whether two trees show the same paths with the same bytes: cheaper than to compare their records. */
  areTreesAlike(one: Namespace, other: Namespace): boolean;
  readSync(path: string, options?: TreeOptions): Uint8Array;
  read(path: string, options?: TreeOptions): Promise<Uint8Array>;
}

/** An image that is read from as needed. Close it when done; contents cannot be read afterwards. */
export interface Image extends ImageFacts {
  entries(options?: TreeOptions): Promise<readonly Entry[]>;
  records(options?: TreeOptions): Promise<readonly ImageRecord[]>;
  entry(path: string, options?: TreeOptions): Promise<Entry | undefined>;
  /** As of an image in memory. */
  areTreesAlike(one: Namespace, other: Namespace): Promise<boolean>;
  read(path: string, options?: TreeOptions): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens an image that is in memory.
 *
 * @throws InvalidImageError when the bytes are no image that can be read; also later, from listings and contents.
 */
export function openImageSync(bytes: Uint8Array, options: ReadOptions = {}): SyncImage {
  checkArguments(['bytes', someBytes, bytes], ['options', someOptions, options]);
  const findings = new Findings(true);
  const window = new Window(bytes, 0);
  return new MemoryImage(finishSync(opening(window, bytes.byteLength, options, findings)), bytes);
}

/**
 * Opens an image anywhere. Reads the descriptors and the beginning of the root; listings read directories, never the
 * contents of files.
 *
 * @throws InvalidInputError when the source has no length; InvalidImageError as `openImageSync`; whatever the source throws.
 */
export async function openImage(source: ImageSource, options: ReadOptions = {}): Promise<Image> {
  checkArguments(['image', someSource, source], ['options', someOptions, options]);
  const byteSource = byteSourceOf(source);
  checkByteLength(byteSource.byteLength);
  const findings = new Findings(true);
  const isInMemory = source instanceof Uint8Array;
  const window = isInMemory ? new Window(source, 0) : new Window(NO_BYTES, 0);
  const opened = await finish(byteSource, opening(window, byteSource.byteLength, options, findings));
  return new RemoteImage(opened, new RemoteBytes(byteSource), isInMemory ? source : undefined);
}

const NO_BYTES = new Uint8Array(0);

function* opening(window: Window, byteLength: number, options: ReadOptions, findings: Findings): Reading<Opened> {
  const limit = options.limits?.imageByteLength ?? Number.POSITIVE_INFINITY;
  if (byteLength > limit) {
    const detail = { expected: `at most ${limit} bytes`, got: `${byteLength}` };
    throw imageError('image-too-large', { offset: 0 }, detail);
  }
  const descriptors = yield* readDescriptors(window, byteLength, findings);
  const trees = yield* readTrees(window, byteLength, descriptors, findings);
  return { window, byteLength, options, findings, descriptors, trees };
}
