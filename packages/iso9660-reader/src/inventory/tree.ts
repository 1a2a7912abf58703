/** One hierarchy as its descriptor opens it. */
import {
  byteOffsetOf,
  directoryRecord,
  enhancedVolumeDescriptor,
  jolietVolumeDescriptors,
  primaryVolumeDescriptor,
} from 'iso9660-format';
import { type FoundDescriptor, rootRecordOffset } from '../descriptors.ts';
import { dataBlockOf } from '../records.ts';
import type { ListedDirectory } from './directories.ts';
import type { PathTables } from './path-tables.ts';

export type TreeShape = 'plain' | 'joliet' | 'enhanced';

export interface ListedTree {
  readonly kind: TreeShape;
  readonly descriptor: FoundDescriptor;
  readonly rootBlock: number;
  readonly rootByteLength: number;
  /** Of the root's record in the descriptor, from the start of the image. */
  readonly rootRecordOffset: number;
  /** The root first, parents before children. Filled by the inventory. */
  readonly directories: ListedDirectory[];
  systemUse: SystemUseProtocol | undefined;
  pathTables: PathTables;
}

/** How the records of a tree use their system use areas. */
export interface SystemUseProtocol {
  /** False: there are entries, but the root does not announce them. */
  readonly isAnnounced: boolean;
  readonly skipLength: number;
}

export function listedTree(kind: TreeShape, descriptor: FoundDescriptor): ListedTree {
  const { bytes, at, block } = descriptor;
  const record = at + rootRecordOffset;
  return {
    kind,
    descriptor,
    rootBlock: dataBlockOf(bytes, record),
    rootByteLength: directoryRecord.get.dataByteLength(bytes, record),
    rootRecordOffset: byteOffsetOf(block) + rootRecordOffset,
    directories: [],
    systemUse: undefined,
    pathTables: {},
  };
}

const JOLIET_LEVELS = [jolietVolumeDescriptors.level1, jolietVolumeDescriptors.level2, jolietVolumeDescriptors.level3];

/** The table whose every byte a descriptor must follow; for Joliet that of its own level. */
export function strictTableOf({ kind, bytes, at }: FoundDescriptor) {
  if (kind === 'enhanced') return enhancedVolumeDescriptor;
  if (kind !== 'joliet') return primaryVolumeDescriptor;
  const escapes = ESCAPES_OFFSET + 2;
  return (
    JOLIET_LEVELS.find(({ template }) => template[escapes] === bytes[at + escapes]) ?? jolietVolumeDescriptors.level3
  );
}

/** BP 89. */
const ESCAPES_OFFSET = 88;
