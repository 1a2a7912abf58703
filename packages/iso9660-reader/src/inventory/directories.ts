/** The directories of one hierarchy as they lie on the image, relocated ones where they lie. */
import { BLOCK_SIZE, byteOffsetOf } from 'iso9660-format';
import { DirectoryQueue } from '../directory-queue.ts';
import type { Reading } from '../reading.ts';
import { isSoundRecord } from '../records.ts';
import { signatures } from '../signatures.ts';
import type { InventoryContext } from './context.ts';
import { firstOther } from './first-other.ts';
import { TreePlace } from './place.ts';
import { ListedRecord } from './records.ts';
import { areaAt, areasOf } from './system-use.ts';
import type { ListedTree, SystemUseProtocol } from './tree.ts';

export class ListedDirectory {
  readonly tree: ListedTree;
  readonly block: number;
  readonly byteLength: number;
  /** Undefined for the root. */
  readonly parent: ListedDirectory | undefined;
  /** The record in the parent. */
  readonly record: ListedRecord | undefined;
  /** Components of the path of what is in it. */
  readonly depth: number;
  readonly records: ListedRecord[] = [];
  #path: string | undefined;

  constructor(tree: ListedTree, block: number, byteLength: number, record: ListedRecord | undefined) {
    this.tree = tree;
    this.block = block;
    this.byteLength = byteLength;
    this.record = record;
    this.parent = record?.directory;
    this.depth = this.parent === undefined ? 0 : this.parent.depth + 1;
  }

  /** Empty for the root. Parents are asked first, so this never goes deeper than one. */
  get path(): string {
    this.#path ??= this.record === undefined ? '' : this.record.path;
    return this.#path;
  }

  /** Units of what stands before the names in it. */
  get pathLength(): number {
    return this.path === '' ? 0 : this.path.length + 1;
  }

  get where(): TreePlace {
    return new TreePlace(this, byteOffsetOf(this.block));
  }
}

/** Fills a tree with its directories and their records. */
export function* listDirectories(context: InventoryContext, tree: ListedTree): Reading<void> {
  const { findings, budget, byteLength } = context;
  const queue = new DirectoryQueue<ListedDirectory>(byteLength, budget.limits.directoryByteLength, findings);
  const root = new ListedDirectory(tree, tree.rootBlock, tree.rootByteLength, undefined);
  queue.add(root, { offset: tree.rootRecordOffset, path: '' });
  for (let directory = queue.next(); directory !== undefined; directory = queue.next()) {
    tree.directories.push(directory);
    if (!(yield* listDirectory(context, directory))) return;
    for (const record of directory.records) {
      if (record.dot !== undefined) continue;
      if (directory.depth >= budget.limits.depth) {
        findings.report('too-deep', record.where);
        break;
      }
      if (!record.isDirectory) continue;
      queue.add(new ListedDirectory(tree, record.dataBlock, record.dataByteLength, record), record.where);
    }
  }
}

/** False when a limit ends the inventory. */
function* listDirectory(context: InventoryContext, directory: ListedDirectory): Reading<boolean> {
  const start = byteOffsetOf(directory.block);
  const end = start + directory.byteLength;
  for (let sector = start; sector < end; sector += BLOCK_SIZE) {
    const at = yield* context.reach(sector, Math.min(BLOCK_SIZE, context.byteLength - sector));
    const used = takeRecords(context, directory, sector, at, Math.min(BLOCK_SIZE, end - sector));
    if (used === undefined) return false;
  }
  const { tree } = directory;
  if (directory.parent === undefined && tree.kind === 'plain') tree.systemUse = protocolOf(directory);
  if (tree.systemUse !== undefined) yield* takeSystemUse(context, directory, tree.systemUse);
  return true;
}

/** Records of one sector, and what follows them. Undefined when a limit ends the inventory. */
function takeRecords(
  { window: { bytes, start }, findings, budget }: InventoryContext,
  directory: ListedDirectory,
  sector: number,
  first: number,
  length: number,
): true | undefined {
  const end = first + length;
  let at = first;
  for (; at < end && bytes[at] !== 0; at += bytes[at]!) {
    const offset = start + at;
    if (!isSoundRecord(bytes, at, end)) {
      findings.report('record-invalid', directory.where.to(offset));
      return true;
    }
    if (!budget.takeStep(findings, offset) || !budget.takeEntry(findings, offset)) return undefined;
    directory.records.push(new ListedRecord(directory, bytes, at, offset, directory.records.length));
  }
  // R33: a sector of a directory holds at least one record, and zeros behind the last.
  if (at === first) findings.report('directory-sector-empty', directory.where.to(sector));
  const other = firstOther(bytes, at, end);
  if (other < end) findings.report('directory-slack', directory.where.to(start + other));
  return true;
}

/** R88: the protocol is announced in the root's own record; entries without it are looked at all the same. */
function protocolOf({ records: [self] }: ListedDirectory): SystemUseProtocol | undefined {
  if (self === undefined || self.systemUseOffset >= self.length) return undefined;
  const { bytes, at, offset, length, systemUseOffset } = self;
  const { entries } = areaAt(bytes, at + systemUseOffset, at + length, offset + systemUseOffset, false);
  const [first] = entries;
  if (first?.signature === signatures.SP && first.length >= 7) {
    return { isAnnounced: true, skipLength: first.bytes[first.at + 6]! };
  }
  const isUsed = entries.some(({ signature }) => KNOWN.has(signature));
  return isUsed ? { isAnnounced: false, skipLength: 0 } : undefined;
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(signatures));

function* takeSystemUse(
  context: InventoryContext,
  directory: ListedDirectory,
  protocol: SystemUseProtocol,
): Reading<void> {
  for (const record of directory.records) {
    // SUSP 5.3: the skipped bytes are in every area but the one that announces them.
    const isAnnouncement = directory.parent === undefined && record.index === 0;
    record.areas = yield* areasOf(context, record, isAnnouncement ? 0 : protocol.skipLength);
  }
}
