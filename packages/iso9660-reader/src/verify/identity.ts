/** Which names are one file: serial numbers and link counts (rules R101, R102). */
import { childLink } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { ListedRecord } from '../inventory/records.ts';
import { entriesOf } from '../inventory/system-use.ts';
import type { ListedTree } from '../inventory/tree.ts';
import { signatures } from '../signatures.ts';
import { hasRockRidge } from './attributes.ts';
import { type Check, numbers, type Report } from './check.ts';
import { attributesOf, type FileRecords, filesOf } from './files.ts';

export const checkIdentity: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    if (!hasRockRidge(tree)) continue;
    checkSerials(tree, report);
    checkFileLinks(tree, report);
    checkDirectoryLinks(tree, report);
  }
};

/** R101: a number stands for one file or one directory, whichever of its records bears it. */
function checkSerials({ directories }: ListedTree, report: Report): void {
  const bearers = new Map<number, string>();
  for (const directory of directories) {
    for (const [index, record] of directory.records.entries()) {
      // Further sections repeat the attributes of the first (R55).
      if (directory.records[index - 1]?.hasMoreSections === true) continue;
      const attributes = attributesOf(record);
      if (attributes === undefined || !attributes.hasSerial) continue;
      const where = record.where.to(attributes.entry.offset);
      const identity = identityOf(record, attributes.linkCount);
      if (attributes.serialNumber === 0) report('serial-zero', where);
      else if ((bearers.get(attributes.serialNumber) ?? identity) !== identity) report('serial-shared', where);
      else bearers.set(attributes.serialNumber, identity);
    }
  }
}

/** What a record stands for; empty files with several names may be one file. */
function identityOf(record: ListedRecord, linkCount: number): string {
  const { dot, directory } = record;
  const moved = childBlockOf(record);
  if (dot === 'self') return `directory ${directory.block}`;
  if (dot === 'parent') return `directory ${logicalParentBlock(directory)}`;
  if (moved !== undefined) return `directory ${moved}`;
  if (record.isDirectory) return `directory ${record.dataBlock}`;
  if (record.dataByteLength > 0) return `file ${record.dataBlock}`;
  return linkCount > 1 ? 'empty' : `record ${record.offset}`;
}

const childBlockOf = (record: ListedRecord): number | undefined => blockIn(record, signatures.CL);

/** RRIP 4.1.5.2: the `..` of a relocated directory may bear the attributes of either parent; its link tells the logical one. */
function logicalParentBlock({ records, parent, block }: ListedDirectory): number {
  const dotdot = records.find(({ dot }) => dot === 'parent');
  const linked = dotdot === undefined ? undefined : blockIn(dotdot, signatures.PL);
  return linked ?? parent?.block ?? block;
}

export function blockIn(record: ListedRecord, signature: number): number | undefined {
  const entry = entriesOf(record).find(
    (candidate) => candidate.signature === signature && candidate.length >= childLink.byteLength,
  );
  return entry === undefined ? undefined : childLink.get.block(entry.bytes, entry.at);
}

/** R102: as many as there are names: of one serial number, else of one extent. */
function checkFileLinks(tree: ListedTree, report: Report): void {
  const names = new Map<string, FileRecords[]>();
  for (const directory of tree.directories) {
    for (const file of filesOf(directory)) {
      if (file.attributes === undefined || childBlockOf(file.first) !== undefined) continue;
      const key = nameKeyOf(file);
      const known = names.get(key);
      if (known === undefined) names.set(key, [file]);
      else known.push(file);
    }
  }
  for (const files of names.values()) {
    for (const { first, attributes } of files) {
      if (attributes === undefined || attributes.linkCount === files.length) continue;
      report('link-count', first.where.to(attributes.entry.offset), numbers(files.length, attributes.linkCount));
    }
  }
}

function nameKeyOf({ first, byteLength, attributes }: FileRecords): string {
  if (attributes !== undefined && attributes.serialNumber !== 0) return `serial ${attributes.serialNumber}`;
  return byteLength > 0 ? `extent ${first.dataBlock} ${byteLength}` : `record ${first.offset}`;
}

/** R102: two, and one for each subdirectory; a relocated one counts where it belongs. */
function checkDirectoryLinks({ directories }: ListedTree, report: Report): void {
  for (const directory of directories) {
    const self = directory.records.find(({ dot }) => dot === 'self');
    const attributes = self === undefined ? undefined : attributesOf(self);
    if (self === undefined || attributes === undefined) continue;
    const wanted = 2 + directory.records.filter(isSubdirectory).length;
    if (attributes.linkCount === wanted) continue;
    report('link-count', self.where.to(attributes.entry.offset), numbers(wanted, attributes.linkCount));
  }
}

function isSubdirectory(record: ListedRecord): boolean {
  if (record.dot !== undefined) return false;
  const isRelocated = entriesOf(record).some(({ signature }) => signature === signatures.RE);
  return record.isDirectory ? !isRelocated : childBlockOf(record) !== undefined;
}
