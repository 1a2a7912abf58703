/** A layout as callers see it: places and lengths as plain data, contents beside them by index. */
import { type Issue, inputRefusal } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { writerCodes } from './codes.ts';
import type { VolumeDescriptorFields } from './options.ts';
import type { PlannedDirectory } from './planned.ts';
import type { PlannedImage, PlannedTree } from './planned-image.ts';

/** Where several things lie and how long they are, in columns of one length, in the order on disk. */
export interface Places {
  /** First block of each. */
  readonly blocks: readonly number[];
  /** Bytes of each, without padding. */
  readonly byteLengths: readonly number[];
}

/** Where one tree of an image lies. */
export interface TreePlaces {
  readonly kind: 'plain' | 'joliet';
  readonly volume: VolumeDescriptorFields;
  /** Without padding. */
  readonly pathTableByteLength: number;
  readonly pathTableBlockL: number;
  readonly pathTableBlockM: number;
  readonly directories: Places;
}

let plannedIn: (layout: ImageLayout) => PlannedImage;

/**
 * Where everything of an image lies and how long it is, exact before a byte exists. It is plain data: it can be printed, made
 * JSON and cloned, and holds no content. What is written with it is kept beside it, so that a copy has places only:
 * `toBytes` and the like take the layout itself.
 */
export class ImageLayout {
  /** Of the whole image, a multiple of 2048. */
  readonly byteLength: number;
  readonly blockCount: number;
  readonly timestamp: Date;
  /** Plain first, then Joliet. */
  readonly trees: readonly TreePlaces[];
  /** Files that own their bytes, one for each distinct content; `fileEntriesOf` has the entry of each. */
  readonly files: Places;
  /** A block of zeros that empty files, links and devices point to; undefined when there are none. */
  readonly emptyBlock: number | undefined;
  /** Zero blocks behind the last file that were asked for. */
  readonly paddingBlocks: number;
  /** Warnings and notices; errors are thrown. */
  readonly issues: readonly Issue[];
  readonly #planned: PlannedImage;

  /** For `layOutImage`, which places everything. */
  constructor(planned: PlannedImage) {
    this.byteLength = planned.byteLength;
    this.blockCount = planned.blockCount;
    this.timestamp = planned.timestamp;
    this.trees = planned.trees.map(placesOfTree);
    this.files = placesOf(planned.files);
    this.emptyBlock = planned.emptyBlock;
    this.paddingBlocks = planned.paddingBlocks;
    this.issues = planned.issues;
    this.#planned = planned;
  }

  static {
    plannedIn = (layout) => layout.#planned;
  }
}

const placesOf = (placed: readonly Pick<PlannedDirectory, 'block' | 'byteLength'>[]): Places => ({
  blocks: placed.map(({ block }) => block),
  byteLengths: placed.map(({ byteLength }) => byteLength),
});

function placesOfTree(tree: PlannedTree): TreePlaces {
  const { namespace, volume, pathTableByteLength, pathTableBlockL, pathTableBlockM, directoriesOnDisk } = tree;
  const directories = placesOf(directoriesOnDisk);
  return { kind: namespace.kind, volume, pathTableByteLength, pathTableBlockL, pathTableBlockM, directories };
}

/**
 * What a layout is written from.
 *
 * @throws InvalidInputError `layout-copied` for a copy of one, which has places only
 */
export function plannedImageOf(layout: ImageLayout): PlannedImage {
  if (layout instanceof ImageLayout) return plannedIn(layout);
  throw inputRefusal(writerCodes, 'layout-copied', [], 'a copy of a layout has places only');
}

/** The entries that the files of a layout are written from, in the order of `layout.files`; their contents are not printed with it. */
export const fileEntriesOf = (layout: ImageLayout): readonly Entry[] =>
  plannedImageOf(layout).files.flatMap(({ entry }) => entry ?? []);
