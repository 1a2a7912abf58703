/**
 * What lies where in an image, in disk order: the one list that encoding, streaming and printing walk.
 */
import { unreachable } from '@configdrive/issues';
import {
  BLOCK_SIZE,
  blocksFor,
  byteOffsetOf,
  fileFlags,
  jolietVolumeDescriptor,
  primaryVolumeDescriptor,
  rootDirectoryRecord,
  SYSTEM_AREA_BLOCKS,
  terminator,
  type VolumeDescriptorValue,
} from 'iso9660-format';
import { encodeDirectory } from './directories.ts';
import { type ImageLayout, plannedImageOf } from './image-layout.ts';
import { extentOf, type FileExtent, pathOf } from './node.ts';
import { encodePathTable } from './path-tables.ts';
import type { PlannedDirectory } from './planned.ts';
import type { PlannedImage, PlannedTree } from './planned-image.ts';
import { dateOf } from './rock-ridge.ts';

interface Place {
  readonly block: number;
  /** Bytes in use; the area's last block is filled with zeros. */
  readonly byteLength: number;
}

export type Area = Place &
  (
    | { readonly kind: 'systemArea'; readonly bytes: Uint8Array }
    | { readonly kind: 'volumeDescriptor'; readonly tree: PlannedTree }
    | { readonly kind: 'terminator' }
    | { readonly kind: 'pathTable'; readonly tree: PlannedTree; readonly byteOrder: 'L' | 'M' }
    | { readonly kind: 'directory'; readonly tree: PlannedTree; readonly directory: PlannedDirectory }
    | { readonly kind: 'file'; readonly extent: FileExtent }
  );

/** An area without contents: its bytes are ours. */
export type MetadataArea = Exclude<Area, { kind: 'file' }>;

/** Every area with bytes of its own, in disk order. What lies between and behind them is zero. */
export function* areasOf(layout: PlannedImage): Generator<Area> {
  yield* metadataAreasOf(layout);
  for (const owner of layout.files) {
    const { block, byteLength } = owner;
    yield { kind: 'file', block, byteLength, extent: extentOf(owner) };
  }
}

/** The same without the files, which come last. */
export function* metadataAreasOf(layout: PlannedImage): Generator<MetadataArea> {
  const { trees, systemArea } = layout;
  if (systemArea !== undefined)
    yield { kind: 'systemArea', block: 0, byteLength: systemArea.length, bytes: systemArea };
  let block = SYSTEM_AREA_BLOCKS;
  for (const tree of trees) yield { kind: 'volumeDescriptor', block: block++, byteLength: BLOCK_SIZE, tree };
  yield { kind: 'terminator', block, byteLength: BLOCK_SIZE };
  for (const tree of trees) {
    const byteLength = tree.pathTableByteLength;
    yield { kind: 'pathTable', block: tree.pathTableBlockL, byteLength, tree, byteOrder: 'L' };
    yield { kind: 'pathTable', block: tree.pathTableBlockM, byteLength, tree, byteOrder: 'M' };
  }
  for (const tree of trees) {
    for (const directory of tree.directoriesOnDisk) {
      const byteLength = directory.byteLength + directory.continuationByteLength;
      yield { kind: 'directory', block: directory.block, byteLength, tree, directory };
    }
  }
}

/** Writes a metadata area to zeroed bytes. Files are not written here: their bytes belong to the caller. */
export function encodeArea(layout: PlannedImage, area: MetadataArea, target: Uint8Array, offset: number): void {
  switch (area.kind) {
    case 'systemArea':
      target.set(area.bytes, offset);
      return;
    case 'volumeDescriptor':
      encodeDescriptor(layout, area.tree, target, offset);
      return;
    case 'terminator':
      terminator.write(target, offset, {});
      return;
    case 'pathTable':
      encodePathTable(area.tree.directories, area.tree.namespace, area.byteOrder, target, offset);
      return;
    case 'directory':
      encodeDirectory(area.directory, contextOf(layout, area.tree), target, offset);
      return;
    default:
      unreachable(area);
  }
}

/** Writes everything in front of the contents to zeroed bytes. */
export function encodeMetadata(layout: PlannedImage, target: Uint8Array): void {
  for (const area of metadataAreasOf(layout)) encodeArea(layout, area, target, byteOffsetOf(area.block));
}

export const contextOf = ({ timestamp, emptyBlock = 0 }: PlannedImage, { namespace }: PlannedTree) => ({
  namespace,
  timestamp,
  emptyBlock,
});

function encodeDescriptor(layout: PlannedImage, tree: PlannedTree, target: Uint8Array, offset: number): void {
  descriptorOf(tree).write(target, offset, descriptorValueOf(layout, tree));
}

/** The table of a tree's volume descriptor. */
export const descriptorOf = ({ namespace }: PlannedTree): typeof primaryVolumeDescriptor =>
  namespace.kind === 'plain' ? primaryVolumeDescriptor : jolietVolumeDescriptor;

const NOTHING = new Uint8Array(0);

// Field by field: spreading the volume's fields into a new object costs more than writing the descriptor.
function descriptorValueOf({ blockCount, timestamp }: PlannedImage, tree: PlannedTree): VolumeDescriptorValue {
  const { volume, directories } = tree;
  return {
    systemIdentifier: volume.systemIdentifier,
    volumeIdentifier: volume.volumeIdentifier,
    volumeSpaceSize: blockCount,
    volumeSetSize: 1,
    volumeSequenceNumber: 1,
    logicalBlockSize: BLOCK_SIZE,
    pathTableByteLength: tree.pathTableByteLength,
    pathTableBlockL: tree.pathTableBlockL,
    optionalPathTableBlockL: 0,
    pathTableBlockM: tree.pathTableBlockM,
    optionalPathTableBlockM: 0,
    root: rootRecordOf(directories[0]!, timestamp),
    volumeSetIdentifier: volume.volumeSetIdentifier,
    publisherIdentifier: volume.publisherIdentifier,
    preparerIdentifier: volume.preparerIdentifier,
    applicationIdentifier: volume.applicationIdentifier,
    copyrightFileIdentifier: volume.copyrightFileIdentifier,
    abstractFileIdentifier: volume.abstractFileIdentifier,
    bibliographicFileIdentifier: volume.bibliographicFileIdentifier,
    created: volume.created,
    modified: volume.modified,
    expires: volume.expires,
    effective: volume.effective,
    applicationUse: NOTHING,
  };
}

/** R21: the same as the root's own record. */
const rootRecordOf = (
  { block, byteLength, node }: PlannedDirectory,
  timestamp: Date,
): VolumeDescriptorValue['root'] => ({
  recordLength: rootDirectoryRecord.byteLength,
  extentBlock: block,
  dataByteLength: byteLength,
  recorded: dateOf(node, timestamp),
  flags: fileFlags.directory,
  volumeSequenceNumber: 1,
  identifierLength: 1,
});

/** For people: `directory /a/b (plain)`. Paths and kinds, never a content. */
export function titleOf(area: Area): string {
  switch (area.kind) {
    case 'systemArea':
      return 'system area';
    case 'volumeDescriptor':
      return `volume descriptor (${area.tree.namespace.kind})`;
    case 'terminator':
      return 'volume descriptor set terminator';
    case 'pathTable':
      return `path table ${area.byteOrder} (${area.tree.namespace.kind})`;
    case 'directory':
      return `directory /${pathOf(area.directory.node)} (${area.tree.namespace.kind})`;
    case 'file':
      return `file /${pathOf(area.extent.owner)}`;
    default:
      return unreachable(area);
  }
}

/** The layout as text, one area a line: block, blocks, bytes, title. */
export function layoutText(layout: ImageLayout): string {
  const lines = Array.from(areasOf(plannedImageOf(layout)), (area) => {
    const blocks = String(blocksFor(area.byteLength)).padStart(6);
    return `${String(area.block).padStart(8)} ${blocks} ${String(area.byteLength).padStart(12)}  ${titleOf(area)}`;
  });
  return `${lines.join('\n')}\n${byteOffsetOf(layout.blockCount)} bytes\n`;
}
