/**
 * Images of one shape, one after another: the metadata is encoded once, and sizes, places and dates are filled in where
 * the encoder put them. The bytes are those that `layOutImage` and `toBytes` would give.
 */
import { inputRefusal } from '@configdrive/issues';
import {
  BLOCK_SIZE,
  blocksFor,
  byteLengthOf,
  byteOffsetOf,
  type Content,
  descriptorDate,
  directoryRecord,
  type Put,
  recordDate,
  SECTION_BYTES,
} from 'iso9660-format';
import { areasOf, contextOf, descriptorOf } from './areas.ts';
import { clampedDate } from './attributes.ts';
import { writerCodes } from './codes.ts';
import { writeExtent } from './contents.ts';
import { type DatePlaces, datePlacesOf, metadataOf } from './date-places.ts';
import { eachFileRecord } from './directories.ts';
import { targetOf } from './emit.ts';
import { type ImageLayout, plannedImageOf } from './image-layout.ts';
import { newIssues, placeOf } from './issues.ts';
import { blockCountOf } from './layout.ts';
import { type FileExtent, type Node, pathOf } from './node.ts';
import type { PlannedImage } from './planned-image.ts';

export interface ImagePattern {
  /**
   * The image with other contents and another date.
   * @param contents One for each file of the layout, in the order of `layout.files`; none of them empty.
   * @throws InvalidInputError when a content is empty or does not fit into a pattern.
   */
  place(contents: readonly Content[], timestamp: Date): PlacedImage;
}

export interface PlacedImage {
  /** Exact, before a byte of the image exists. */
  readonly byteLength: number;
  /** The image with zeros behind the last file, as `extendedLayout` makes it of a layout. */
  extendedTo(byteLength: number): PlacedImage;
  /** As `toBytes` of a layout. */
  toBytes(into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}

/** What never changes, and where in it stands what does. */
interface Template {
  readonly layout: PlannedImage;
  /** Everything in front of the contents, with the date it was last asked for. */
  readonly metadata: Uint8Array;
  readonly dates: DatePlaces;
  datedMilliseconds: number;
  readonly descriptors: readonly VolumeSizePlace[];
  /** Of each file, where its records are: in every tree, under every name. */
  readonly records: readonly (readonly number[])[];
}

interface VolumeSizePlace {
  readonly at: number;
  readonly put: Put<number>;
}

/** The pattern of a layout. Its contents are not kept. */
export function imagePattern(of: ImageLayout): ImagePattern {
  const layout = plannedImageOf(of);
  const [first] = layout.files;
  const metadataByteLength = first === undefined ? layout.byteLength : byteOffsetOf(first.block);
  const template: Template = {
    layout,
    metadata: metadataOf(layout, metadataByteLength),
    dates: datePlacesOf(layout, metadataByteLength),
    datedMilliseconds: layout.timestamp.getTime(),
    descriptors: descriptorsOf(layout),
    records: recordsOfFiles(layout),
  };
  return { place: (contents, timestamp) => placed(template, contents, timestamp) };
}

const descriptorsOf = (layout: PlannedImage): VolumeSizePlace[] =>
  Array.from(areasOf(layout)).flatMap((area) =>
    area.kind === 'volumeDescriptor'
      ? [{ at: byteOffsetOf(area.block), put: descriptorOf(area.tree).put.volumeSpaceSize }]
      : [],
  );

function recordsOfFiles(layout: PlannedImage): number[][] {
  const records = new Map<Node, number[]>(layout.files.map((file) => [file, []]));
  for (const tree of layout.trees) {
    for (const directory of tree.directories) {
      const start = byteOffsetOf(directory.block);
      eachFileRecord(directory, contextOf(layout, tree), (owner, at) => records.get(owner)?.push(start + at));
    }
  }
  return [...records.values()];
}

function placed(template: Template, contents: readonly Content[], timestamp: Date): PlacedImage {
  const { layout, metadata } = template;
  const byteLengths = layout.files.map((file, index) => checkedByteLength(file, contents[index] ?? ''));
  const end = byteLengths.reduce((block, byteLength) => block + blocksFor(byteLength), metadata.length / BLOCK_SIZE);
  const blockCount = layout.files.length === 0 ? end : blockCountOf(end, layout.paddingBlocks, newIssues());
  return placedIn(blockCount, (image, count) => {
    date(template, clampedDate(timestamp));
    image.set(metadata);
    for (const { at, put } of template.descriptors) put(image, at, count);
    fillFiles(template, contents, byteLengths, image);
  });
}

/** An image of so many blocks, which `fill` writes into zeros. */
const placedIn = (blockCount: number, fill: (image: Uint8Array, blockCount: number) => void): PlacedImage => ({
  byteLength: byteOffsetOf(blockCount),
  extendedTo: (byteLength) => placedIn(Math.max(blockCount, blocksFor(byteLength)), fill),
  toBytes(into) {
    const image = targetOf(byteOffsetOf(blockCount), into);
    fill(image, blockCount);
    return image;
  },
});

/** Empty files have no extent and files of many sections have several records: both are another shape. */
function checkedByteLength(file: Node, content: Content): number {
  const byteLength = byteLengthOf(content);
  if (Number.isInteger(byteLength) && byteLength > 0 && byteLength <= SECTION_BYTES) return byteLength;
  const message = `has ${byteLength} bytes, a pattern has from 1 to ${SECTION_BYTES} there`;
  throw inputRefusal(writerCodes, 'content-outside-pattern', placeOf(pathOf(file), 'content'), message);
}

function fillFiles(
  { layout, metadata, records }: Template,
  contents: readonly Content[],
  byteLengths: readonly number[],
  image: Uint8Array,
): void {
  const { put } = directoryRecord;
  let block = metadata.length / BLOCK_SIZE;
  for (let index = 0; index < layout.files.length; index++) {
    const owner = layout.files[index]!;
    const extent: FileExtent = { content: contents[index]!, byteLength: byteLengths[index]!, owner };
    for (const at of records[index]!) {
      put.extentBlock(image, at, block);
      put.dataByteLength(image, at, extent.byteLength);
    }
    writeExtent(extent, image, byteOffsetOf(block));
    block += blocksFor(extent.byteLength);
  }
}

const [putRecordDate, putDescriptorDate] = [recordDate.put(0), descriptorDate.put(0)];

/** Most images of a row have one date: then nothing is to be done. */
function date(template: Template, timestamp: Date): void {
  const milliseconds = timestamp.getTime();
  if (template.datedMilliseconds === milliseconds) return;
  template.datedMilliseconds = milliseconds;
  const { metadata, dates } = template;
  for (const at of dates.records) putRecordDate(metadata, at, timestamp);
  for (const at of dates.descriptors) putDescriptorDate(metadata, at, timestamp);
}
