/** Path tables as they lie on the image (ECMA-119, 2nd edition, 6.9 and 9.4). */
import {
  BLOCK_SIZE,
  byteOffsetOf,
  pathTableRecordL,
  pathTableRecordLength,
  pathTableRecordM,
  primaryVolumeDescriptor,
} from 'iso9660-format';
import type { Reading } from '../reading.ts';
import type { InventoryContext } from './context.ts';
import { firstOther } from './first-other.ts';
import { latin1 } from './records.ts';
import type { ListedTree } from './tree.ts';

export type PathTableType = 'L' | 'M' | 'optional L' | 'optional M';

export interface PathTableEntry {
  /** From 1. */
  readonly number: number;
  /** One character per byte. */
  readonly identifier: string;
  readonly block: number;
  readonly parent: number;
  readonly bytes: Uint8Array;
  readonly at: number;
  /** From the start of the image. */
  readonly offset: number;
  readonly length: number;
}

export interface PathTable {
  readonly type: PathTableType;
  readonly block: number;
  /** As the descriptor says. */
  readonly byteLength: number;
  /** Bytes that its records take. */
  readonly usedByteLength: number;
  readonly entries: readonly PathTableEntry[];
}

export type PathTables = { readonly [T in PathTableType]?: PathTable };

/** Longer ones would number more directories than parents can be counted. */
const LARGEST = 64 * 1024 * 1024;

export const pathTableRecordOf = (type: PathTableType) => (type.endsWith('L') ? pathTableRecordL : pathTableRecordM);

const { pathTableBlockL, pathTableBlockM, optionalPathTableBlockL, optionalPathTableBlockM, pathTableByteLength } =
  primaryVolumeDescriptor.get;

/** The tables that the descriptor of a tree names; block 0 is none. */
export function* listPathTables(
  context: InventoryContext,
  { descriptor: { bytes, at, block } }: ListedTree,
): Reading<PathTables> {
  const byteLength = pathTableByteLength(bytes, at);
  const blocks: readonly (readonly [PathTableType, number])[] = [
    ['L', pathTableBlockL(bytes, at)],
    ['M', pathTableBlockM(bytes, at)],
    ['optional L', optionalPathTableBlockL(bytes, at)],
    ['optional M', optionalPathTableBlockM(bytes, at)],
  ];
  const tables: { [T in PathTableType]?: PathTable } = {};
  for (const [type, tableBlock] of blocks) {
    if (tableBlock === 0) continue;
    const offset = byteOffsetOf(tableBlock);
    if (byteLength <= LARGEST && context.isInside(offset, byteLength)) {
      tables[type] = yield* listPathTable(context, type, tableBlock, byteLength);
    } else {
      const got = `block ${tableBlock}, ${byteLength} bytes`;
      context.findings.report(
        'path-table-outside',
        { offset: byteOffsetOf(block) + 132 },
        { subject: `path table ${type}`, got },
      );
    }
  }
  return tables;
}

function* listPathTable(
  context: InventoryContext,
  type: PathTableType,
  block: number,
  byteLength: number,
): Reading<PathTable> {
  const offset = byteOffsetOf(block);
  const padded = Math.min(Math.ceil(byteLength / BLOCK_SIZE) * BLOCK_SIZE, context.byteLength - offset);
  const from = yield* context.reach(offset, padded);
  const { bytes } = context.window;
  const entries: PathTableEntry[] = [];
  const end = from + byteLength;
  let at = from;
  while (at + pathTableRecordL.byteLength < end) {
    const entry = entryAt(bytes, at, offset + at - from, type, entries.length + 1);
    if (entry === undefined || at + entry.length > end) break;
    entries.push(entry);
    at += entry.length;
  }
  if (at < end) context.findings.report('path-table-record-invalid', { offset: offset + at - from });
  const other = firstOther(bytes, end, from + padded);
  if (other < from + padded) context.findings.report('path-table-slack', { offset: offset + other - from });
  return { type, block, byteLength, usedByteLength: at - from, entries };
}

function entryAt(
  bytes: Uint8Array,
  at: number,
  offset: number,
  type: PathTableType,
  number: number,
): PathTableEntry | undefined {
  const { identifierLength, extentBlock, parentNumber } = pathTableRecordOf(type).get;
  const length = identifierLength(bytes, at);
  if (length === 0) return undefined;
  const from = at + pathTableRecordL.byteLength;
  return {
    number,
    identifier: latin1(bytes, from, Math.min(from + length, bytes.byteLength)),
    block: extentBlock(bytes, at),
    parent: parentNumber(bytes, at),
    bytes,
    at,
    offset,
    length: pathTableRecordLength(length),
  };
}
