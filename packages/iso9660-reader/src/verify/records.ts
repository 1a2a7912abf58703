/** Single directory records: their fields, lengths, flags and dates (rules R29–R32, R61, R62, R64, R83). */
import { directoryRecord, fileFlags, recordLengthOf } from 'iso9660-format';
import { fieldOffset } from '../field-offset.ts';
import type { ListedRecord } from '../inventory/records.ts';
import { identifierOffset } from '../records.ts';
import type { Check, Report } from './check.ts';
import { numbers } from './check.ts';
import { checkInstant } from './dates.ts';
import { checkFields } from './fields.ts';

export const checkRecords: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    for (const { records } of tree.directories) for (const record of records) checkRecord(record, report);
  }
};

function checkRecord(record: ListedRecord, report: Report): void {
  checkFields(report, directoryRecord, record.bytes, record.at, record.where);
  checkLength(record, report);
  checkFlags(record, report);
  checkInstant(record.bytes, record.at + RECORDED, record.where.to(record.offset + RECORDED), report);
}

function checkLength(record: ListedRecord, report: Report): void {
  const { bytes, at, length, identifierLength, where, directory } = record;
  const shortest = recordLengthOf(identifierLength, 0);
  if (length % 2 !== 0) report('record-length', where, { expected: 'an even number', got: `${length}` });
  else if (length < shortest) report('record-length', where, { expected: `at least ${shortest}`, got: `${length}` });
  const pad = identifierOffset + identifierLength;
  if (identifierLength % 2 === 0 && pad < length && bytes[at + pad] !== 0) {
    report('pad-not-zero', where.to(where.offset + pad));
  }
  if (directory.tree.kind === 'joliet' && length > shortest) report('joliet-system-use', where);
}

/** R32: bits 3 (record format), 4 (protection), 5 and 6 are never set here; a directory has no sections. */
const ALLOWED = fileFlags.hidden | fileFlags.directory | fileFlags.associated | fileFlags.moreSections;

function checkFlags(record: ListedRecord, report: Report): void {
  const { bytes, at, flags, where, dot, isDirectory } = record;
  const offset = where.offset + fieldOffset(directoryRecord, 'flags');
  if ((flags & ~ALLOWED) !== 0) report('record-flags', where.to(offset), { got: `${flags}` });
  if (dot !== undefined && flags !== fileFlags.directory) {
    report('record-flags', where.to(offset), { rule: 'R35', ...numbers(fileFlags.directory, flags) });
  }
  if (isDirectory && record.hasMoreSections) report('multi-extent-invalid', where);
  if (dot === undefined && (flags & fileFlags.hidden) !== 0) report('record-hidden', where);
  if ((flags & fileFlags.associated) !== 0) report('associated-file', where);
  const volume = directoryRecord.get.volumeSequenceNumber(bytes, at);
  if (volume !== 1) report('volume-set', where, { rule: 'R32', ...numbers(1, volume) });
}

const RECORDED = fieldOffset(directoryRecord, 'recorded');
