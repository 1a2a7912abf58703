/** What one directory record of a tree turned out to be: the unit of every listing. */
import {
  type DeviceNumber,
  directoryRecord,
  type Entry,
  PARENT_IDENTIFIER,
  SELF_IDENTIFIER,
  type UnknownSystemUse,
} from 'iso9660-format';
import type { PosixFacts } from './attributes.ts';
import { fieldOffset } from './field-offset.ts';

export type RecordKind =
  | 'file'
  | 'directory'
  | 'symbolic-link'
  | 'block-device'
  | 'character-device'
  | 'fifo'
  | 'socket';

/** A run of bytes in the image. */
export interface Extent {
  readonly block: number;
  readonly byteLength: number;
}

/** One name in a tree, with where it and its bytes lie. */
export interface ImageRecord {
  readonly path: string;
  readonly kind: RecordKind;
  /** The same as the writer takes. */
  readonly entry: Entry;
  /** First block of what it holds. */
  readonly block: number;
  /** Bytes it holds: of a file its contents, of a directory its records. */
  readonly byteLength: number;
  /** A file above 4 GiB has several; everything else one. */
  readonly sections: readonly Extent[];
  /** Rock Ridge. */
  readonly linkCount: number | undefined;
  /** Rock Ridge 1.12; never 0. */
  readonly serialNumber: number | undefined;
  /** Where its directory record begins, in bytes from the start of the image. */
  readonly recordOffset: number;
  /** Why the bytes of a file cannot be had: what reading them throws. */
  readonly obstacle: Obstacle | undefined;
}

export type Obstacle = 'interleaved-file' | 'other-volume' | 'extent-outside-image';

/** What few records have. */
export interface RareFacts {
  target?: string;
  device?: DeviceNumber;
  unknown?: readonly UnknownSystemUse[];
  /** Only where there are several. */
  sections?: Extent[];
  /** Why its bytes cannot be had. */
  obstacle?: Obstacle;
}

/** A record while the tree is being walked; small, since there may be millions. */
export class FoundRecord {
  readonly path: string;
  readonly recordOffset: number;
  kind: RecordKind = 'file';
  block: number;
  byteLength: number;
  /** Undefined without Rock Ridge. */
  posix: PosixFacts | undefined;
  /** 0: none. */
  serialNumber = 0;
  modified: Date | undefined;
  rare: RareFacts | undefined;

  constructor(path: string, recordOffset: number, block: number, byteLength: number) {
    this.path = path;
    this.recordOffset = recordOffset;
    this.block = block;
    this.byteLength = byteLength;
  }

  get sections(): readonly Extent[] {
    return this.rare?.sections ?? [{ block: this.block, byteLength: this.byteLength }];
  }
}

/** Rock Ridge says that the file has further names. */
export const hasLinks = ({ posix }: FoundRecord): boolean => posix !== undefined && posix.linkCount > 1;

export function imageRecordOf(record: FoundRecord, entry: Entry): ImageRecord {
  const { path, kind, block, byteLength, sections, recordOffset } = record;
  const linkCount = record.posix?.linkCount;
  const serialNumber = record.serialNumber === 0 ? undefined : record.serialNumber;
  const obstacle = record.rare?.obstacle;
  return { path, kind, entry, block, byteLength, sections, linkCount, serialNumber, recordOffset, obstacle };
}

/** R29: a record is at least its head, one byte of identifier and even. */
export const MINIMUM_RECORD_LENGTH = directoryRecord.byteLength + 1;

const extendedAttributeOffset = fieldOffset(directoryRecord, 'extendedAttributeLength');
const unitSizeOffset = fieldOffset(directoryRecord, 'unitSize');
const gapSizeOffset = fieldOffset(directoryRecord, 'gapSize');

/** First block of the data: an extended attribute record, if there is one, lies before it (ECMA-119 6.4.5). */
export const dataBlockOf = (bytes: Uint8Array, at: number): number =>
  directoryRecord.get.extentBlock(bytes, at) + bytes[at + extendedAttributeOffset]!;

export const isInterleaved = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + unitSizeOffset] !== 0 || bytes[at + gapSizeOffset] !== 0;

export const identifierOffset = directoryRecord.byteLength;

/** `.` and `..`: identifiers of one byte, 0 or 1 (ECMA-119 6.8.2.2). */
export type DotRecord = 'self' | 'parent' | undefined;

export function dotRecordOf(bytes: Uint8Array, at: number): DotRecord {
  if (directoryRecord.get.identifierLength(bytes, at) !== 1) return undefined;
  const identifier = bytes[at + identifierOffset];
  if (identifier === SELF_IDENTIFIER) return 'self';
  return identifier === PARENT_IDENTIFIER ? 'parent' : undefined;
}

/** A record that holds together: long enough for its identifier, and inside its sector. */
export function isSoundRecord(bytes: Uint8Array, at: number, sectorEnd: number): boolean {
  const length = bytes[at]!;
  if (length < MINIMUM_RECORD_LENGTH || at + length > sectorEnd) return false;
  const identifierLength = directoryRecord.get.identifierLength(bytes, at);
  return identifierLength > 0 && identifierOffset + identifierLength <= length;
}
