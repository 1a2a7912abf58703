/**
 * Directories of one namespace: how long they are and their bytes (ECMA-119 6.8, 9.1). Records are described by what
 * they stand for and encoded when asked; measuring and encoding walk the same cursor.
 */
import {
  BLOCK_SIZE,
  blocksFor,
  byteOffsetOf,
  directoryRecord,
  fileFlags,
  MAXIMUM_RECORD_LENGTH,
  PARENT_IDENTIFIER,
  positionOfGroup,
  recordLengthOf,
  SECTION_BYTES,
  SELF_IDENTIFIER,
  systemUseOffset,
} from 'iso9660-format';
import { measureSystemUse, writeSystemUse } from './continuations.ts';
import type { NameTree } from './namespaces.ts';
import type { Node } from './node.ts';
import { eachRecord, type PlannedDirectory, type PlannedRecord } from './planned.ts';
import { dateOf, simpleLength, writeSimple } from './rock-ridge.ts';

/** What measuring and encoding need beside the directory. */
export interface DirectoryContext {
  readonly namespace: NameTree;
  readonly timestamp: Date;
  /** Where empty files, links and devices point to (R58). */
  readonly emptyBlock: number;
}

/** A record, measured, and where it falls. */
interface PlacedRecord {
  readonly record: PlannedRecord;
  readonly identifierLength: number;
  /** Its system use area is an ordinary one (or none). */
  readonly isSimple: boolean;
  /** Of the whole record. */
  readonly length: number;
  /** In the directory. */
  readonly at: number;
  /** Of the file, from 0. */
  readonly section: number;
  /** Where its continuation may start. */
  readonly continuationAt: number;
}

type Visit = (placed: PlacedRecord) => void;

const isFile = ({ node, role }: PlannedRecord): boolean => node.kind !== 'directory' || role === 'placeholder';

/** Records of a file: one for each section. */
export const sectionCountOf = ({ extentOwner }: Node): number =>
  extentOwner === undefined ? 1 : Math.ceil(extentOwner.byteLength / SECTION_BYTES);

function identifierLengthOf(record: PlannedRecord, namespace: NameTree): number {
  if (record.role === 'self' || record.role === 'parent') return 1;
  return namespace.identifierByteLength(record.identifier, isFile(record));
}

/** What a record has for its system use area. */
const roomOf = (identifierLength: number): number => MAXIMUM_RECORD_LENGTH - systemUseOffset(identifierLength);

/** Walks all records in order; answers where records and continuation areas end. */
function walk(
  directory: PlannedDirectory,
  context: DirectoryContext,
  visit: Visit,
): [end: number, continuationEnd: number] {
  const { namespace, timestamp } = context;
  let at = 0;
  let continuationAt = 0;
  eachRecord(directory, (record) => {
    const identifierLength = identifierLengthOf(record, namespace);
    const room = roomOf(identifierLength);
    const simple = namespace.hasRockRidge ? simpleLength(record, room) : 0;
    const isSimple = simple !== undefined;
    const inlineLength = simple ?? measureSystemUse(record, room, continuationAt, timestamp).inlineLength;
    const length = recordLengthOf(identifierLength, inlineLength);
    const sections = sectionCountOf(record.node);
    at = positionOfGroup(at, sections * length);
    for (let section = 0; section < sections; section++) {
      at = positionOfGroup(at, length);
      visit({ record, identifierLength, isSimple, length, at, section, continuationAt });
      at += length;
      // R55: every section repeats the system use area, so each takes a continuation of its own.
      if (!isSimple) continuationAt = measureSystemUse(record, room, continuationAt, timestamp).continuationEnd;
    }
  });
  return [at, continuationAt];
}

const nothing: Visit = () => {};

/** Shows where in a directory the records of files with bytes start, each with the owner of the bytes. */
export function eachFileRecord(
  directory: PlannedDirectory,
  context: DirectoryContext,
  visit: (owner: Node, at: number) => void,
): void {
  walk(directory, context, ({ record, at }) => {
    if (record.node.extentOwner !== undefined) visit(record.node.extentOwner, at);
  });
}

/** Sets the lengths of a directory. They do not depend on places. */
export function measureDirectory(directory: PlannedDirectory, context: DirectoryContext): void {
  const [end, continuationEnd] = walk(directory, context, nothing);
  directory.byteLength = byteOffsetOf(blocksFor(end));
  directory.continuationByteLength = byteOffsetOf(blocksFor(continuationEnd));
}

/** Writes a directory and its continuation areas to zeroed bytes from `offset` on. */
export function encodeDirectory(
  directory: PlannedDirectory,
  context: DirectoryContext,
  target: Uint8Array,
  offset: number,
): void {
  const { namespace, timestamp } = context;
  const continuation = {
    offset: offset + directory.byteLength,
    block: directory.block + directory.byteLength / BLOCK_SIZE,
  };
  walk(directory, context, (placed) => {
    const { record, identifierLength, continuationAt } = placed;
    const first = offset + placed.at;
    encodeHead(placed, context, target, first);
    if (!namespace.hasRockRidge) return;
    const systemUse = first + systemUseOffset(identifierLength);
    if (placed.isSimple) writeSimple(target, systemUse, record, timestamp);
    else {
      const room = roomOf(identifierLength);
      writeSystemUse({ record, room, continuationAt, timestamp }, target, systemUse, continuation);
    }
  });
}

/** Writes everything but the system use area. */
function encodeHead(placed: PlacedRecord, context: DirectoryContext, target: Uint8Array, at: number): void {
  const { namespace, timestamp, emptyBlock } = context;
  const { put, byteLength } = directoryRecord;
  const { node, role, identifier, directory } = placed.record;
  const isOfFile = isFile(placed.record);
  put.recordLength(target, at, placed.length);
  put.recorded(target, at, dateOf(node, timestamp));
  put.volumeSequenceNumber(target, at, 1);
  put.identifierLength(target, at, placed.identifierLength);
  if (role === 'self' || role === 'parent') {
    target[at + byteLength] = role === 'self' ? SELF_IDENTIFIER : PARENT_IDENTIFIER;
  } else {
    namespace.writeIdentifier(target, at + byteLength, identifier, isOfFile);
  }
  if (!isOfFile) {
    put.extentBlock(target, at, directory!.block);
    put.dataByteLength(target, at, directory!.byteLength);
    put.flags(target, at, fileFlags.directory);
  } else if (node.extentOwner === undefined) {
    put.extentBlock(target, at, emptyBlock);
  } else {
    const skipped = placed.section * SECTION_BYTES;
    const rest = node.extentOwner.byteLength - skipped;
    put.extentBlock(target, at, node.extentOwner.block + skipped / BLOCK_SIZE);
    put.dataByteLength(target, at, Math.min(rest, SECTION_BYTES));
    if (rest > SECTION_BYTES) put.flags(target, at, fileFlags.moreSections);
  }
}
