/** Where continuation areas lie (rule R97): behind their directory, before their file, ascending, as libarchive reads them. */
import { BLOCK_SIZE, blocksFor } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { ListedRecord } from '../inventory/records.ts';
import type { Check, Report } from './check.ts';

export const checkContinuations: Check = ({ inventory, report }) => {
  for (const { systemUse, directories } of inventory.trees) {
    if (systemUse === undefined) continue;
    let furthest = 0;
    for (const directory of directories.toSorted((a, b) => a.block - b.block)) {
      for (const record of directory.records) furthest = checkRecord(directory, record, furthest, report);
    }
  }
};

/** The furthest area so far. */
function checkRecord(directory: ListedDirectory, record: ListedRecord, furthest: number, report: Report): number {
  let reached = furthest;
  const end = (directory.block + blocksFor(directory.byteLength)) * BLOCK_SIZE;
  for (const { isContinuation, offset } of record.areas) {
    if (!isContinuation) continue;
    const block = Math.floor(offset / BLOCK_SIZE);
    const isBehindFile = !record.isDirectory && block >= record.extentBlock;
    if (offset < end || isBehindFile || block < Math.floor(reached / BLOCK_SIZE)) {
      report('continuation-placement', record.where.to(offset));
    }
    reached = Math.max(reached, offset);
  }
  return reached;
}
