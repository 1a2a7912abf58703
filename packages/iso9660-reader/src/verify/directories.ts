/** Directories: what their first two records tell, how deep they are, who shares them (rules R34–R37, R60). */
import { BLOCK_SIZE } from 'iso9660-format';
import type { ListedDirectory } from '../inventory/directories.ts';
import type { ListedRecord } from '../inventory/records.ts';
import { type Check, numbers, type Report, treeNamed, type Verification } from './check.ts';

export const checkDirectories: Check = (verification) => {
  for (const tree of verification.inventory.trees) {
    for (const directory of tree.directories) {
      checkExtent(directory, verification.report);
      checkDots(directory, verification);
      if (verification.isStrict && tree.kind === 'plain') checkDepth(directory, verification.report);
    }
  }
  checkSharing(verification);
};

function checkExtent(directory: ListedDirectory, report: Report): void {
  const { byteLength, parent, block, where } = directory;
  if (byteLength % BLOCK_SIZE !== 0) report('directory-not-whole-blocks', where, { got: `${byteLength}` });
  if (parent !== undefined && block < parent.block) report('child-before-parent', where);
}

function checkDots(directory: ListedDirectory, { report, isStrict }: Verification): void {
  const { records, where, tree } = directory;
  const [self, parent, ...others] = records;
  // R72: Joliet's are one byte too, not one unit.
  const rule = tree.kind === 'joliet' ? 'R72' : 'R35';
  if (self?.dot !== 'self') report('directory-without-self', where, { rule });
  else checkPlace(self, directory, 'self-record-differs', report);
  if (parent?.dot !== 'parent') report('directory-without-parent', where, { rule });
  // xorriso writes every `..` of Joliet and of the enhanced tree as the directory itself, and no reader cares.
  else if (isStrict || tree.kind === 'plain' || parent.extentBlock !== directory.block) {
    checkPlace(parent, directory.parent ?? directory, 'parent-record-differs', report);
  }
  for (const record of others) if (record.dot !== undefined) report('dot-record-misplaced', record.where);
}

function checkPlace(
  record: ListedRecord,
  directory: ListedDirectory,
  code: 'self-record-differs' | 'parent-record-differs',
  report: Report,
): void {
  if (record.dataBlock !== directory.block) {
    report(code, record.where, numbers(directory.block, record.dataBlock));
  } else if (record.dataByteLength !== directory.byteLength) {
    report('directory-length-differs', record.where, numbers(directory.byteLength, record.dataByteLength));
  }
}

/** R36: levels with the root as the first. */
const MAXIMUM_LEVELS = 8;
const MAXIMUM_PATH = 255;

function checkDepth(directory: ListedDirectory, report: Report): void {
  const levels = directory.depth + 1;
  if (levels > MAXIMUM_LEVELS)
    report('directory-deep', directory.where, { expected: `at most ${MAXIMUM_LEVELS}`, got: `${levels}` });
  const above = lengthOfPath(directory);
  for (const record of directory.records) {
    const length = above + record.identifierLength + directory.depth;
    if (record.dot === undefined && length > MAXIMUM_PATH) report('path-long', record.where, { got: `${length}` });
  }
}

/** R36: the identifiers of all directories on the way. */
function lengthOfPath(directory: ListedDirectory): number {
  let length = 0;
  for (let at: ListedDirectory | undefined = directory; at !== undefined; at = at.parent) {
    length += at.record?.identifierLength ?? 0;
  }
  return length;
}

/** R37: the plain tree and Joliet have directories of their own. */
function checkSharing({ inventory, report }: Verification): void {
  const plain = new Set(treeNamed(inventory, 'plain')?.directories.map(({ block }) => block));
  for (const directory of treeNamed(inventory, 'joliet')?.directories ?? []) {
    if (plain.has(directory.block)) report('directory-shared', directory.where);
  }
}
