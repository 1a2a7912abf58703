/** Makes of one directory record what it means in its tree: name, kind, attributes, where its bytes lie. */
import { byteOffsetOf, directoryRecord, fileFlags, fileTypes, systemUseOffset } from 'iso9660-format';
import type { Attributes, SystemUseFault } from './attributes.ts';
import type { DateMemo } from './date-memo.ts';
import type { Findings } from './findings.ts';
import type { ImageTree } from './namespaces.ts';
import {
  dataBlockOf,
  FoundRecord,
  identifierOffset,
  isInterleaved,
  type RareFacts,
  type RecordKind,
} from './records.ts';
import { isName, jolietName, plainName, textOf } from './text.ts';

const { identifierLength, dataByteLength, flags, volumeSequenceNumber } = directoryRecord.get;
const RECORDED = 18;

export const isDirectoryRecord = (bytes: Uint8Array, at: number): boolean =>
  (flags(bytes, at) & fileFlags.directory) !== 0;

export class RecordReader {
  readonly #tree: ImageTree;
  readonly #byteLength: number;
  readonly #findings: Findings;
  readonly #dates: DateMemo;
  readonly #attributes: Attributes;
  readonly #hasRockRidge: boolean;

  constructor(tree: ImageTree, byteLength: number, findings: Findings, dates: DateMemo, attributes: Attributes) {
    this.#tree = tree;
    this.#byteLength = byteLength;
    this.#findings = findings;
    this.#dates = dates;
    this.#attributes = attributes;
    this.#hasRockRidge = tree.namespace === 'rockRidge';
  }

  /** Takes the system use area in the record; the attributes then say whether it continues elsewhere. */
  takeSystemUse(bytes: Uint8Array, at: number): void {
    if (!this.#hasRockRidge) return;
    const area = at + systemUseOffset(identifierLength(bytes, at)) + this.#tree.skipLength;
    this.#attributes.reset();
    this.#attributes.take(bytes, area, at + bytes[at]!);
  }

  /** The record under its path; undefined when it has no name to be listed by. */
  read(bytes: Uint8Array, at: number, offset: number, prefix: string): FoundRecord | undefined {
    if (this.#hasRockRidge) this.#attributes.end();
    const name = this.#nameOf(bytes, at);
    const path = prefix + name;
    const fault = isName(name) ? this.#fault : 'name-invalid';
    if (fault !== undefined) {
      this.#findings.report(fault, { offset, path });
      if (fault === 'name-invalid') return undefined;
    }
    const record = new FoundRecord(path, offset, dataBlockOf(bytes, at), dataByteLength(bytes, at));
    if (this.#hasRockRidge) this.#takeAttributes(record);
    record.modified ??= this.#dates.at(bytes, at + RECORDED);
    record.kind = this.#kindOf(record, bytes, at);
    if (record.kind === 'file') this.lookAtSection(record, bytes, at, record.block, record.byteLength);
    return record;
  }

  /** Why the bytes of a file, or of one more section of it, cannot be had. Listing goes on. */
  lookAtSection(record: FoundRecord, bytes: Uint8Array, at: number, block: number, byteLength: number): void {
    if (byteLength === 0) return;
    const volume = volumeSequenceNumber(bytes, at);
    if (isInterleaved(bytes, at)) rareOf(record).obstacle = 'interleaved-file';
    // Some makers leave the number 0; Linux takes 0 and 1.
    else if (volume > 1 && volume !== this.#tree.volumeSequenceNumber) rareOf(record).obstacle = 'other-volume';
    // Sections that all lie inside and together are longer than the image overlap: there is no such file.
    else if (byteOffsetOf(block) + byteLength > this.#byteLength || record.byteLength > this.#byteLength) {
      rareOf(record).obstacle = 'extent-outside-image';
      const got = `block ${block}, ${byteLength} bytes`;
      this.#findings.report('file-outside-image', { offset: record.recordOffset, path: record.path }, { got });
    }
  }

  #nameOf(bytes: Uint8Array, at: number): string {
    if (this.#hasRockRidge && this.#attributes.name !== undefined) return this.#attributes.name;
    const from = at + identifierOffset;
    const to = from + identifierLength(bytes, at);
    if (this.#tree.namespace === 'joliet') return jolietName(bytes, from, to);
    return isDirectoryRecord(bytes, at) ? textOf(bytes, from, to) : plainName(bytes, from, to);
  }

  get #fault(): SystemUseFault | undefined {
    return this.#hasRockRidge ? this.#attributes.fault : undefined;
  }

  #takeAttributes(record: FoundRecord): void {
    const attributes = this.#attributes;
    record.posix = attributes.posix;
    record.serialNumber = attributes.serialNumber;
    record.modified = attributes.modified;
    const { target, device, unknown } = attributes;
    if (target !== undefined) rareOf(record).target = target;
    if (device !== undefined) rareOf(record).device = device;
    if (unknown !== undefined) rareOf(record).unknown = unknown;
  }

  #kindOf(record: FoundRecord, bytes: Uint8Array, at: number): RecordKind {
    if (isDirectoryRecord(bytes, at)) return 'directory';
    if (!this.#hasRockRidge) return 'file';
    if (this.#attributes.childBlock !== undefined) return 'directory';
    if (record.rare?.target) return 'symbolic-link';
    if (record.posix === undefined) return 'file';
    const type = record.posix.mode & fileTypes.mask;
    if (type === fileTypes.file) return 'file';
    const kind = kindsByMode.get(type);
    if (kind === 'symbolic-link') {
      this.#findings.report('link-without-target', { offset: record.recordOffset, path: record.path });
      return 'file';
    }
    return kind ?? 'file';
  }
}

const rareOf = (record: FoundRecord): RareFacts => {
  record.rare ??= {};
  return record.rare;
};

const kindsByMode = new Map<number, RecordKind>([
  [fileTypes.symbolicLink, 'symbolic-link'],
  [fileTypes.blockDevice, 'block-device'],
  [fileTypes.characterDevice, 'character-device'],
  [fileTypes.fifo, 'fifo'],
  [fileTypes.socket, 'socket'],
]);
