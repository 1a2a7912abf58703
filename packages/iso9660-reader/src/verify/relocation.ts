/** Relocated directories: each child link, mark and parent link belong together (rules R112, R113). */
import { childLink, parentLink } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { ListedRecord } from '../inventory/records.ts';
import { entriesOf } from '../inventory/system-use.ts';
import { isHolderName } from '../relocations.ts';
import { signatures } from '../signatures.ts';
import { hasRockRidge } from './attributes.ts';
import { type Check, numbers, type Report } from './check.ts';
import { checkFields } from './fields.ts';
import { blockIn } from './identity.ts';

export const checkRelocation: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    if (!hasRockRidge(tree)) continue;
    const byBlock = new Map(tree.directories.map((directory) => [directory.block, directory]));
    const linked = new Set<number>();
    for (const { records } of tree.directories) {
      for (const record of records) {
        checkLinkFields(record, report);
        const block = blockIn(record, signatures.CL);
        if (block === undefined) continue;
        linked.add(block);
        checkChild(record, byBlock.get(block), report);
      }
    }
    for (const directory of tree.directories) checkMoved(directory, linked, report);
  }
};

const TABLES = [
  [signatures.CL, childLink],
  [signatures.PL, parentLink],
] as const;

function checkLinkFields(record: ListedRecord, report: Report): void {
  for (const entry of entriesOf(record)) {
    const table = TABLES.find(([signature]) => signature === entry.signature)?.[1];
    if (table === undefined) continue;
    const where = record.where.to(entry.offset);
    if (entry.length < table.byteLength) report('relocation', where, numbers(table.byteLength, entry.length));
    else checkFields(report, table, entry.bytes, entry.at, where);
  }
}

const isMarked = (record: ListedRecord | undefined): boolean =>
  record !== undefined && entriesOf(record).some(({ signature }) => signature === signatures.RE);

/** R112: the placeholder is a file record; it leads to a marked directory, whose parent link leads back. */
function checkChild(record: ListedRecord, moved: ListedDirectory | undefined, report: Report): void {
  const { where, directory } = record;
  if (record.isDirectory)
    report('relocation', where, { expected: 'a file record with the child link', got: 'a directory' });
  if (directory.parent === undefined) report('relocation-holder', where, { expected: 'no child link in the root' });
  if (moved === undefined || !isMarked(moved.record)) {
    report('relocation', where, { expected: 'a directory marked as relocated', got: 'another place' });
    return;
  }
  const parent = moved.records.find(({ dot }) => dot === 'parent');
  const back = parent === undefined ? undefined : blockIn(parent, signatures.PL);
  if (back !== directory.block) {
    report('relocation', moved.where, {
      expected: `a parent link to block ${directory.block}`,
      got: `${back ?? 'none'}`,
    });
  }
}

const isHolder = ({ parent, record }: ListedDirectory): boolean =>
  parent !== undefined && parent.parent === undefined && isHolderName(record?.name ?? '');

function checkMoved(directory: ListedDirectory, linked: ReadonlySet<number>, report: Report): void {
  const dotdot = directory.records.find(({ dot }) => dot === 'parent');
  const hasParentLink = dotdot !== undefined && blockIn(dotdot, signatures.PL) !== undefined;
  if (hasParentLink && !isMarked(directory.record))
    report('relocation', directory.where, { expected: 'a mark', got: 'a parent link only' });
  if (!isMarked(directory.record) || isHolder(directory)) return;
  if (!linked.has(directory.block)) report('relocation-without-link', directory.where);
  if (directory.parent === undefined || !isHolder(directory.parent)) report('relocation-holder', directory.where);
}
