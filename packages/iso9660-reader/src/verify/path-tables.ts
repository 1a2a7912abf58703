/** Path tables against one another and against the directories (rules R19, R20, R40–R46, R86). */
import {
  byteOffsetOf,
  comparePlainDirectories,
  compareUnits,
  MAXIMUM_PARENT_NUMBER,
  pathTableRecordL,
} from 'iso9660-format';
import { fieldOffset } from '../field-offset.ts';
import type { ListedDirectory } from '../inventory/directories.ts';
import { type PathTable, type PathTableEntry, pathTableRecordOf } from '../inventory/path-tables.ts';
import type { ListedRecord } from '../inventory/records.ts';
import type { ListedTree } from '../inventory/tree.ts';
import { strictTableOf } from '../inventory/tree.ts';
import { type Check, numbers, type Report } from './check.ts';
import { checkFields } from './fields.ts';

export const checkPathTables: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    checkPresence(tree, report);
    const tables = Object.values(tree.pathTables);
    for (const table of tables) checkTable(tree, table, report);
    const [first, ...others] = tables;
    if (first === undefined) continue;
    for (const other of others) checkAlike(first, other, report);
    checkAgainstTree(tree, first, report);
  }
};

/** R20: the first block behind the shortest set of descriptors. */
const FIRST_BLOCK = 18;

function checkPresence(tree: ListedTree, report: Report): void {
  const { descriptor, pathTables } = tree;
  const table = strictTableOf(descriptor);
  const at = (field: string) => ({ offset: byteOffsetOf(descriptor.block) + fieldOffset(table, field) });
  const blockL = table.get.pathTableBlockL(descriptor.bytes, descriptor.at);
  const blockM = table.get.pathTableBlockM(descriptor.bytes, descriptor.at);
  if (blockL === 0) report('path-table-missing', at('pathTableBlockL'), { subject: 'type L' });
  if (blockM === 0) report('path-table-missing', at('pathTableBlockM'), { subject: 'type M' });
  for (const { type, block } of Object.values(pathTables)) {
    if (block < FIRST_BLOCK)
      report('path-table-outside', at('pathTableBlockL'), { subject: `type ${type}`, got: `${block}` });
  }
  if (blockL !== 0 && blockM !== 0 && blockM < blockL) {
    report('path-table-placement', at('pathTableBlockM'), { expected: `behind block ${blockL}`, got: `${blockM}` });
  }
}

function checkTable(tree: ListedTree, table: PathTable, report: Report): void {
  const where = { offset: byteOffsetOf(table.block) };
  if (table.usedByteLength !== table.byteLength)
    report('path-table-length', where, numbers(table.usedByteLength, table.byteLength));
  for (const entry of table.entries) {
    checkFields(report, pathTableRecordOf(table.type), entry.bytes, entry.at, entry);
    const pad = pathTableRecordL.byteLength + entry.identifier.length;
    if (entry.identifier.length % 2 === 1 && entry.bytes[entry.at + pad] !== 0) {
      report('pad-not-zero', { offset: entry.offset + pad }, { rule: 'R41' });
    }
  }
  checkRoot(tree, table, report);
  checkTableOrder(tree, table, report);
}

function checkRoot({ kind, rootBlock }: ListedTree, { entries: [root] }: PathTable, report: Report): void {
  if (root === undefined) return;
  const isNamed = root.identifier === '\0';
  if (!isNamed && kind === 'joliet') report('path-table-joliet-root', root);
  else if (!isNamed || root.parent !== 1) report('path-table-order', root, { rule: 'R42', subject: 'root' });
  if (root.block !== rootBlock) report('path-table-extent', root, numbers(rootBlock, root.block));
}

/** R42: parents come in order, so their numbers never go down; directories of one parent are in order of identifiers. */
function checkTableOrder({ kind }: ListedTree, { entries }: PathTable, report: Report): void {
  const compare = kind === 'joliet' ? compareUnits : comparePlainDirectories;
  for (const [index, entry] of entries.entries()) {
    if (index === 0) continue;
    if (entry.parent < 1 || entry.parent >= entry.number) {
      report('path-table-parent', entry, { expected: `1 to ${entry.number - 1}`, got: `${entry.parent}` });
    }
    const before = entries[index - 1]!;
    const isSibling = index > 1 && entry.parent === before.parent;
    const isOutOfOrder = isSibling
      ? compare(before.identifier, entry.identifier) >= 0
      : index > 1 && entry.parent < before.parent;
    if (isOutOfOrder) report('path-table-order', entry);
  }
}

/** R40: the tables differ in byte order only. */
function checkAlike(first: PathTable, other: PathTable, report: Report): void {
  const length = Math.max(first.entries.length, other.entries.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [first.entries[index], other.entries[index]];
    if (a?.identifier === b?.identifier && a?.block === b?.block && a?.parent === b?.parent) continue;
    const place = b ?? { offset: byteOffsetOf(other.block) };
    report('path-tables-differ', place, { subject: `${other.type}, directory ${index + 1}` });
    return;
  }
}

function checkAgainstTree(tree: ListedTree, table: PathTable, report: Report): void {
  const byBlock = new Map(tree.directories.map((directory) => [directory.block, new Subdirectories(directory)]));
  const listed = new Set<ListedDirectory>(tree.directories.slice(0, 1));
  for (const entry of table.entries.slice(1)) {
    const directory = directoryOf(entry, table, byBlock, report);
    if (directory !== undefined) listed.add(directory);
  }
  for (const directory of tree.directories) {
    if (!listed.has(directory)) report('path-table-incomplete', directory.where);
  }
  checkNumbers(tree, table, report);
}

/** A directory whose subdirectories are found by identifier: there may be as many as there are directories. */
class Subdirectories {
  readonly directory: ListedDirectory;
  #records: Map<string, ListedRecord> | undefined;

  constructor(directory: ListedDirectory) {
    this.directory = directory;
  }

  named(identifier: string): ListedRecord | undefined {
    this.#records ??= new Map(
      this.directory.records
        .filter(({ isDirectory, dot }) => isDirectory && dot === undefined)
        .map((record) => [record.identifier, record]),
    );
    return this.#records.get(identifier);
  }
}

/** R43, R45: the directory that an entry means, as its parent holds it. */
function directoryOf(
  entry: PathTableEntry,
  { entries }: PathTable,
  byBlock: ReadonlyMap<number, Subdirectories>,
  report: Report,
): ListedDirectory | undefined {
  const record = byBlock.get(entries[entry.parent - 1]?.block ?? -1)?.named(entry.identifier);
  if (record === undefined) {
    report('path-table-parent', entry);
    return undefined;
  }
  if (record.dataBlock !== entry.block) report('path-table-extent', entry, numbers(record.dataBlock, entry.block));
  return byBlock.get(record.dataBlock)?.directory;
}

/** R44: parents are counted in 16 bits. */
function checkNumbers({ directories }: ListedTree, { entries }: PathTable, report: Report): void {
  if (entries.length <= MAXIMUM_PARENT_NUMBER) return;
  const parents = new Set(directories.map(({ parent }) => parent?.block));
  for (const entry of entries.slice(MAXIMUM_PARENT_NUMBER)) {
    if (parents.has(entry.block)) report('path-table-numbers', entry);
  }
}
