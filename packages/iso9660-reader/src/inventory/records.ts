/** Directory records as they lie on the image, with their system use areas. */
import { directoryRecord, fileFlags, systemUseOffset } from 'iso9660-format';
import { type DotRecord, dataBlockOf, dotRecordOf, identifierOffset } from '../records.ts';
import { jolietName, plainName, textOf } from '../text.ts';
import type { ListedDirectory } from './directories.ts';
import { TreePlace } from './place.ts';
import { nameOf, type SystemUseArea } from './system-use.ts';

const { extentBlock, dataByteLength, flags, identifierLength } = directoryRecord.get;

export class ListedRecord {
  readonly directory: ListedDirectory;
  /** `bytes[at]` is its first byte, which is byte `offset` of the image. */
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly offset: number;
  /** Position in its directory. */
  readonly index: number;
  readonly dot: DotRecord;
  /** Of the tree with system use: the area in the record, then its continuations. */
  areas: readonly SystemUseArea[] = [];

  constructor(directory: ListedDirectory, bytes: Uint8Array, at: number, offset: number, index: number) {
    this.directory = directory;
    this.bytes = bytes;
    this.at = at;
    this.offset = offset;
    this.index = index;
    this.dot = dotRecordOf(bytes, at);
  }

  get length(): number {
    return this.bytes[this.at]!;
  }

  get extentBlock(): number {
    return extentBlock(this.bytes, this.at);
  }

  /** First block of the data, behind an extended attribute record. */
  get dataBlock(): number {
    return dataBlockOf(this.bytes, this.at);
  }

  get dataByteLength(): number {
    return dataByteLength(this.bytes, this.at);
  }

  get flags(): number {
    return flags(this.bytes, this.at);
  }

  get isDirectory(): boolean {
    return (this.flags & fileFlags.directory) !== 0;
  }

  get hasMoreSections(): boolean {
    return (this.flags & fileFlags.moreSections) !== 0;
  }

  get identifierLength(): number {
    return identifierLength(this.bytes, this.at);
  }

  /** Where the system use area begins in the record; the record may be too short to have one. */
  get systemUseOffset(): number {
    return systemUseOffset(this.identifierLength);
  }

  /** One character per byte. */
  get identifier(): string {
    const from = this.at + identifierOffset;
    return latin1(this.bytes, from, from + this.identifierLength);
  }

  /** By its identifier alone. */
  get identifierName(): string {
    const from = this.at + identifierOffset;
    const to = from + this.identifierLength;
    if (this.directory.tree.kind === 'joliet') return jolietName(this.bytes, from, to);
    return this.isDirectory ? textOf(this.bytes, from, to) : plainName(this.bytes, from, to);
  }

  /** As the tree shows it: Rock Ridge's name where there is one. */
  get name(): string {
    return nameOf(this.areas) ?? this.identifierName;
  }

  get path(): string {
    if (this.dot !== undefined) return this.directory.path;
    const above = this.directory.path;
    return above === '' ? this.name : `${above}/${this.name}`;
  }

  get where(): TreePlace {
    return new TreePlace(this, this.offset);
  }
}

export function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
