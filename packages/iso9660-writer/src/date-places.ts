/**
 * Where the timestamp of a layout stands in its metadata: seen, not described once more. The metadata is encoded with two
 * dates that differ in every byte and every digit, and where the two differ is a date.
 */
import { internalError } from '@configdrive/issues';
import { descriptorDate, recordDate } from 'iso9660-format';
import { encodeMetadata } from './areas.ts';
import type { PlannedImage, PlannedTree } from './planned-image.ts';

export interface DatePlaces {
  /** Dates of seven bytes (ECMA-119 9.1.5). */
  readonly records: readonly number[];
  /** Dates of seventeen bytes (8.4.26.1). */
  readonly descriptors: readonly number[];
}

const PROBES = [new Date('1901-01-01T01:01:01.010Z'), new Date('2012-12-12T12:12:12.120Z')] as const;

/** The offset from Greenwich at the end is the same in all dates that are written. */
const CHANGING_RECORD_BYTES = recordDate.byteLength - 1;
const CHANGING_DESCRIPTOR_BYTES = descriptorDate.byteLength - 1;

export function datePlacesOf(layout: PlannedImage, metadataByteLength: number): DatePlaces {
  const [first, second] = PROBES.map((probe) => metadataOf(redated(layout, probe), metadataByteLength));
  const places = { records: [] as number[], descriptors: [] as number[] };
  for (let at = 0; at < metadataByteLength; at++) {
    const start = at;
    while (at < metadataByteLength && first![at] !== second![at]) at++;
    if (at - start === CHANGING_RECORD_BYTES) places.records.push(start);
    else if (at - start === CHANGING_DESCRIPTOR_BYTES) places.descriptors.push(start);
    else if (at > start) throw internalError(`${at - start} bytes at ${start} depend on the date`);
  }
  return places;
}

/** Everything in front of the contents, encoded. */
export function metadataOf(layout: PlannedImage, byteLength: number): Uint8Array {
  const metadata = new Uint8Array(byteLength);
  encodeMetadata(layout, metadata);
  return metadata;
}

/** Dates that the caller gave are other objects than the timestamp, and stay. */
function redated(layout: PlannedImage, timestamp: Date): PlannedImage {
  const trees = layout.trees.map((tree): PlannedTree => {
    const { created, modified, effective } = tree.volume;
    const redate = (date: Date | undefined) => (date === layout.timestamp ? timestamp : date);
    const dates = { created: redate(created), modified: redate(modified), effective: redate(effective) };
    return { ...tree, volume: { ...tree.volume, ...dates } };
  });
  return { ...layout, timestamp, trees };
}
