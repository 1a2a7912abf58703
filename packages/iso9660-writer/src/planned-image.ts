/** An image with every place known: what encoding walks. Callers see its places, in an `ImageLayout`. */
import type { Issue } from '@configdrive/issues';
import type { NameTree } from './namespaces.ts';
import type { Node } from './node.ts';
import type { VolumeDescriptorFields } from './options.ts';
import type { PlannedDirectory } from './planned.ts';

/** One tree of the image, placed. */
export interface PlannedTree {
  readonly namespace: NameTree;
  readonly volume: VolumeDescriptorFields;
  /** In path table order; the root first. */
  readonly directories: readonly PlannedDirectory[];
  /** The same in the order of their blocks. */
  readonly directoriesOnDisk: readonly PlannedDirectory[];
  /** Without padding. */
  readonly pathTableByteLength: number;
  pathTableBlockL: number;
  pathTableBlockM: number;
}

export interface PlannedImage {
  /** Of the whole image, a multiple of 2048; exact before a byte exists. */
  readonly byteLength: number;
  readonly blockCount: number;
  readonly timestamp: Date;
  /** Plain first, then Joliet. */
  readonly trees: readonly PlannedTree[];
  /** Files that own their bytes, in the order on disk: one for each distinct content. */
  readonly files: readonly Node[];
  /** A block of zeros that empty files, links and devices point to; undefined when there are none. */
  readonly emptyBlock: number | undefined;
  readonly systemArea: Uint8Array | undefined;
  /** Zero blocks behind the last file that were asked for. */
  readonly paddingBlocks: number;
  /** Warnings and notices; errors are thrown. */
  readonly issues: readonly Issue[];
}
