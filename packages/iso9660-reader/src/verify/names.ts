/** Rock Ridge names and dates (rules R106–R108, R110, R111). */
import { alternateName, nameFlags, recordDate, rockRidgeNameLimits, timeStampFlags, timeStamps } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import { type ListedRecord, latin1 } from '../inventory/records.ts';
import { entriesOf, type SystemUseEntry } from '../inventory/system-use.ts';
import { signatures } from '../signatures.ts';
import { hasRockRidge } from './attributes.ts';
import { type Check, numbers, type Report } from './check.ts';
import { checkInstant } from './dates.ts';
import { foldedName, namedRecords } from './order.ts';

export const checkNames: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    if (!hasRockRidge(tree)) continue;
    for (const directory of tree.directories) {
      for (const record of directory.records) {
        checkName(record, report);
        checkTimes(record, report);
      }
      checkUnique(directory, report);
    }
  }
};

const entriesNamed = (record: ListedRecord, signature: number): readonly SystemUseEntry[] =>
  entriesOf(record).filter((entry) => entry.signature === signature);

function checkName(record: ListedRecord, report: Report): void {
  const entries = entriesNamed(record, signatures.NM);
  const [first] = entries;
  if (first === undefined) return;
  const where = record.where.to(first.offset);
  if (record.dot !== undefined) {
    report('name-in-dot-record', where);
    return;
  }
  for (const [index, entry] of entries.entries()) checkNameEntry(entry, index < entries.length - 1, where, report);
  const name = entries.map(bytesIn).join('');
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) report('name-invalid', where);
  const { safeBytes, maximumBytes } = rockRidgeNameLimits;
  const expected = `at most ${safeBytes} bytes`;
  if (name.length > maximumBytes)
    report('name-too-long', where, { severity: 'error', expected, got: `${name.length}` });
  else if (name.length > safeBytes) report('name-too-long', where, { expected, got: `${name.length}` });
}

/** R106: only the flag of continuation, in all entries but the last. */
function checkNameEntry(entry: SystemUseEntry, hasNext: boolean, where: ListedRecord['where'], report: Report): void {
  if (entry.length < alternateName.byteLength) {
    report('system-use-invalid', where.to(entry.offset), { rule: 'R106', subject: 'NM' });
    return;
  }
  const flags = alternateName.get.flags(entry.bytes, entry.at);
  const expected = hasNext ? nameFlags.continue : 0;
  if (flags !== expected) report('name-entry', where.to(entry.offset), numbers(expected, flags));
}

/** One character per byte. */
const bytesIn = ({ bytes, at, length }: SystemUseEntry): string =>
  latin1(bytes, at + alternateName.byteLength, at + length);

/** R110. A relocated directory is shown where its placeholder is: two of one name may meet where they were moved to. */
function checkUnique(directory: ListedDirectory, report: Report): void {
  const seen = new Set<string>();
  const alike = new Set<string>();
  for (const record of namedRecords(directory)) {
    if (entriesNamed(record, signatures.RE).length > 0) continue;
    const name = entriesNamed(record, signatures.NM).map(bytesIn).join('') || record.name;
    const folded = foldedName(record.name);
    if (seen.has(name)) report('name-duplicate', record.where);
    else if (alike.has(folded)) report('names-alike', record.where);
    seen.add(name);
    alike.add(folded);
  }
}

/** R111: as many stamps as there are flags, each a date (R61) in UTC (R62). */
function checkTimes(record: ListedRecord, report: Report): void {
  for (const { bytes, at, length, offset } of entriesNamed(record, signatures.TF)) {
    const where = record.where.to(offset);
    const flags = length < timeStamps.byteLength ? 0 : timeStamps.get.flags(bytes, at);
    const isLong = (flags & timeStampFlags.longForm) !== 0;
    if (isLong) report('time-stamps-long', where);
    const count = countOf(flags & ~timeStampFlags.longForm);
    const wanted = timeStamps.byteLength + count * (isLong ? 17 : recordDate.byteLength);
    if (length !== wanted) report('time-stamps-length', where, numbers(wanted, length));
    if (isLong || length !== wanted) continue;
    for (let stamp = 0; stamp < count; stamp++) {
      const byte = timeStamps.byteLength + stamp * recordDate.byteLength;
      const isRepeated = stamp > 0 && isSameStamp(bytes, at + byte);
      if (!isRepeated) checkStamp(bytes, at + byte, where.to(offset + byte), report);
    }
  }
}

/** The stamps of a record are mostly one and the same. */
function isSameStamp(bytes: Uint8Array, at: number): boolean {
  for (let byte = at; byte < at + recordDate.byteLength; byte++) {
    if (bytes[byte] !== bytes[byte - recordDate.byteLength]) return false;
  }
  return true;
}

function checkStamp(bytes: Uint8Array, at: number, where: ListedRecord['where'], report: Report): void {
  const problem = recordDate.problem?.(bytes, at);
  if (problem !== undefined) report('date-out-of-range', where, { expected: problem.expected, got: problem.got });
  checkInstant(bytes, at, where, report);
}

function countOf(flags: number): number {
  let count = 0;
  for (let bits = flags; bits !== 0; bits >>= 1) count += bits & 1;
  return count;
}
