/** Files as directories hold them: one record, or one for each section. */
import { posixAttributes, posixAttributesWithoutSerial } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { ListedRecord } from '../inventory/records.ts';
import { entriesOf, type SystemUseEntry } from '../inventory/system-use.ts';
import { identifierOffset } from '../records.ts';
import { signatures } from '../signatures.ts';

export interface FileRecords {
  readonly first: ListedRecord;
  /** The first and the further sections. */
  readonly records: readonly ListedRecord[];
  readonly byteLength: number;
  /** A section that must follow does not. */
  readonly isUnfinished: boolean;
  readonly attributes: PosixAttributes | undefined;
}

export function* filesOf({ records }: ListedDirectory): Generator<FileRecords> {
  for (let index = 0; index < records.length; index++) {
    const first = records[index]!;
    if (first.isDirectory || first.dot !== undefined) continue;
    const sections = sectionsFrom(records, index);
    index += sections.length - 1;
    const byteLength = sections.reduce((total, record) => total + record.dataByteLength, 0);
    const isUnfinished = sections.at(-1)?.hasMoreSections === true;
    yield { first, records: sections, byteLength, isUnfinished, attributes: attributesOf(first) };
  }
}

function sectionsFrom(records: readonly ListedRecord[], from: number): readonly ListedRecord[] {
  const sections = [records[from]!];
  while (sections.at(-1)!.hasMoreSections) {
    const next = records[from + sections.length];
    if (next === undefined || !hasSameIdentifier(sections[0]!, next)) break;
    sections.push(next);
  }
  return sections;
}

function hasSameIdentifier(a: ListedRecord, b: ListedRecord): boolean {
  if (a.identifierLength !== b.identifierLength) return false;
  for (let index = identifierOffset; index < identifierOffset + a.identifierLength; index++) {
    if (a.bytes[a.at + index] !== b.bytes[b.at + index]) return false;
  }
  return true;
}

export interface PosixAttributes {
  readonly entry: SystemUseEntry;
  readonly mode: number;
  readonly linkCount: number;
  /** 0 where there is none. */
  readonly serialNumber: number;
  readonly hasSerial: boolean;
}

/** Rock Ridge's attributes of a record, where there are any that can be read. */
export function attributesOf(record: ListedRecord): PosixAttributes | undefined {
  const entry = entriesOf(record).find(
    ({ signature, length }) => signature === signatures.PX && length >= posixAttributesWithoutSerial.byteLength,
  );
  if (entry === undefined) return undefined;
  const { mode, linkCount, serialNumber } = posixAttributes.get;
  const { bytes, at } = entry;
  const hasSerial = entry.length >= posixAttributes.byteLength;
  return {
    entry,
    mode: mode(bytes, at),
    linkCount: linkCount(bytes, at),
    serialNumber: hasSerial ? serialNumber(bytes, at) : 0,
    hasSerial,
  };
}
