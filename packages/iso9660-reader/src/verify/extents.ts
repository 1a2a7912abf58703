/** Where files lie, in how many sections, with whom they share (rules R53–R60). */
import { BLOCK_SIZE, byteOffsetOf, directoryRecord, fileFlags } from 'iso9660-format';
import { fieldOffset } from '../field-offset.ts';
import type { ListedRecord } from '../inventory/records.ts';
import type { ListedTree } from '../inventory/tree.ts';
import { type Check, type Report, treeNamed, type Verification } from './check.ts';
import { type FileRecords, filesOf } from './files.ts';

export const checkExtents: Check = (verification) => {
  const { inventory, report } = verification;
  const directoryBlocks = new Set(inventory.trees.flatMap(({ directories }) => directories.map(({ block }) => block)));
  for (const tree of inventory.trees) {
    for (const directory of tree.directories) {
      for (const file of filesOf(directory)) checkFile(file, verification, directoryBlocks);
    }
  }
  checkSharing(treeNamed(inventory, 'plain'), report);
  checkDirectoriesFirst(verification);
};

function checkFile(file: FileRecords, { inventory, report }: Verification, directoryBlocks: ReadonlySet<number>): void {
  const { first, records, byteLength } = file;
  for (const record of records) {
    const end = byteOffsetOf(record.dataBlock) + record.dataByteLength;
    if (record.dataByteLength > 0 && end > inventory.byteLength) report('file-outside-image', record.where);
  }
  if (byteLength === 0) checkEmpty(first, inventory.volumeByteLength, directoryBlocks, report);
  if (file.isUnfinished) report('multi-extent-invalid', first.where);
  if (records.length > 1) checkSections(file, report);
}

/** R58: readers want a real block that is no directory's. */
function checkEmpty(
  { extentBlock, where }: ListedRecord,
  volumeByteLength: number,
  directoryBlocks: ReadonlySet<number>,
  report: Report,
): void {
  const isReal = extentBlock > 0 && byteOffsetOf(extentBlock) < volumeByteLength;
  if (!isReal || directoryBlocks.has(extentBlock)) report('empty-file-extent', where, { got: `block ${extentBlock}` });
}

/** R57: what Linux reads. */
const MAX_SECTIONS = 100;

function checkSections({ first, records }: FileRecords, report: Report): void {
  if (records.length > MAX_SECTIONS) report('sections-many', first.where, { got: `${records.length}` });
  const couldBeTogether = fitsOneSector(records);
  for (const [index, record] of records.entries()) {
    const next = records[index + 1];
    if (next === undefined) break;
    if (record.dataByteLength % BLOCK_SIZE !== 0)
      report('section-not-whole-blocks', record.where, { got: `${record.dataByteLength}` });
    const end = byteOffsetOf(record.dataBlock) + record.dataByteLength;
    if (byteOffsetOf(next.dataBlock) !== end) report('sections-apart', next.where);
    if (couldBeTogether && isSplit(record, next)) report('sections-split', next.where);
    if (!isAlike(first, next)) report('sections-differ', next.where);
  }
}

const sectorOf = ({ offset }: ListedRecord): number => Math.floor(offset / BLOCK_SIZE);
const isSplit = (a: ListedRecord, b: ListedRecord): boolean => sectorOf(a) !== sectorOf(b);
const fitsOneSector = (records: readonly ListedRecord[]): boolean =>
  records.reduce((total, { length }) => total + length, 0) <= BLOCK_SIZE;

const RECORDED = fieldOffset(directoryRecord, 'recorded');

/** R55: equal flags but for the last bit, date and system use; continuation areas may lie apart. */
function isAlike(a: ListedRecord, b: ListedRecord): boolean {
  if (((a.flags ^ b.flags) & ~fileFlags.moreSections) !== 0) return false;
  for (let index = RECORDED; index < RECORDED + 7; index++) {
    if (a.bytes[a.at + index] !== b.bytes[b.at + index]) return false;
  }
  return signaturesOf(a) === signaturesOf(b);
}

const signaturesOf = ({ areas }: ListedRecord): string =>
  areas.flatMap(({ entries }) => entries.map(({ signature }) => signature)).join();

/** R59: with Rock Ridge, names of one extent are one file (link count) or several (serial numbers). */
function checkSharing(tree: ListedTree | undefined, report: Report): void {
  if (tree?.systemUse === undefined) return;
  const byExtent = new Map<string, FileRecords>();
  for (const directory of tree.directories) {
    for (const file of filesOf(directory)) {
      if (file.byteLength === 0 || file.attributes === undefined) continue;
      const key = `${file.first.dataBlock} ${file.byteLength}`;
      const other = byExtent.get(key);
      byExtent.set(key, other ?? file);
      if (other !== undefined && !isExplained(other, file)) report('extent-shared', file.first.where);
    }
  }
}

function isExplained({ attributes: a }: FileRecords, { attributes: b }: FileRecords): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.serialNumber !== 0 && b.serialNumber !== 0 && a.serialNumber !== b.serialNumber) return true;
  return a.linkCount > 1 && b.linkCount > 1;
}

/** R60: directories and continuation areas before the contents of all files. */
function checkDirectoriesFirst({ inventory, report }: Verification): void {
  const firstFile = inventory.claims.find(({ kind }) => kind === 'file')?.offset ?? Number.POSITIVE_INFINITY;
  for (const { kind, offset, paths } of inventory.claims) {
    const isBehind = (kind === 'directory' || kind === 'continuation') && offset > firstFile;
    if (isBehind) report('directory-after-file', { offset, path: paths[0] ?? '' });
  }
}
