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
import type { Namespace } from './namespaces.ts';
import type { Node } from './node.ts';
import { eachRecord, type PlannedDirectory, type PlannedRecord } from './planned.ts';
import { dateOf, simpleLength, writeSimple } from './rock-ridge.ts';

/** What measuring and encoding need beside the directory. */
export interface DirectoryContext {
  readonly namespace: Namespace;
  readonly timestamp: Date;
  /** Where empty files, links and devices point to (R58). */
  readonly emptyBlock: number;
}

/** Sees one record: where it starts in its directory, its length, which file section, where its continuation may start. */
type Visit = (record: PlannedRecord, at: number, length: number, section: number, continuationAt: number) => void;

const isFile = ({ node, role }: PlannedRecord): boolean => node.kind !== 'directory' || role === 'placeholder';

/** Records of a file: one for each section. */
export const sectionCountOf = ({ extentOwner }: Node): number =>
  extentOwner === undefined ? 1 : Math.ceil(extentOwner.byteLength / SECTION_BYTES);

function identifierLengthOf(record: PlannedRecord, namespace: Namespace): number {
  if (record.role === 'self' || record.role === 'parent') return 1;
  return namespace.identifierByteLength(record.identifier, isFile(record));
}

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
    const room = MAXIMUM_RECORD_LENGTH - systemUseOffset(identifierLength);
    const simple = namespace.hasRockRidge ? simpleLength(record, room) : 0;
    const inlineLength = simple ?? measureSystemUse(record, room, continuationAt, timestamp).inlineLength;
    const length = recordLengthOf(identifierLength, inlineLength);
    const sections = sectionCountOf(record.node);
    at = positionOfGroup(at, sections * length);
    for (let section = 0; section < sections; section++) {
      at = positionOfGroup(at, length);
      visit(record, at, length, section, continuationAt);
      at += length;
      // R55: every section repeats the system use area, so each takes a continuation of its own.
      if (simple === undefined)
        continuationAt = measureSystemUse(record, room, continuationAt, timestamp).continuationEnd;
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
  walk(directory, context, ({ node }, at) => {
    if (node.extentOwner !== undefined) visit(node.extentOwner, at);
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
  walk(directory, context, (record, at, length, section, continuationAt) => {
    const first = offset + at;
    const identifierLength = encodeHead(record, section, context, target, first);
    directoryRecord.put.recordLength(target, first, length);
    if (!namespace.hasRockRidge) return;
    const systemUse = systemUseOffset(identifierLength);
    const room = MAXIMUM_RECORD_LENGTH - systemUse;
    if (simpleLength(record, room) !== undefined) writeSimple(target, first + systemUse, record, timestamp);
    else writeSystemUse({ record, room, continuationAt, timestamp }, target, first + systemUse, continuation);
  });
}

/** Writes everything but the record's own length and its system use area; answers the identifier's length. */
function encodeHead(
  record: PlannedRecord,
  section: number,
  context: DirectoryContext,
  target: Uint8Array,
  at: number,
): number {
  const { namespace, timestamp, emptyBlock } = context;
  const { put, byteLength } = directoryRecord;
  const { node, role } = record;
  const identifierLength = identifierLengthOf(record, namespace);
  put.recorded(target, at, dateOf(node, timestamp));
  put.volumeSequenceNumber(target, at, 1);
  put.identifierLength(target, at, identifierLength);
  if (role === 'self' || role === 'parent') {
    target[at + byteLength] = role === 'self' ? SELF_IDENTIFIER : PARENT_IDENTIFIER;
  } else {
    namespace.writeIdentifier(target, at + byteLength, record.identifier, isFile(record));
  }
  if (!isFile(record)) {
    put.extentBlock(target, at, record.directory!.block);
    put.dataByteLength(target, at, record.directory!.byteLength);
    put.flags(target, at, fileFlags.directory);
  } else if (node.extentOwner === undefined) {
    put.extentBlock(target, at, emptyBlock);
  } else {
    const skipped = section * SECTION_BYTES;
    const rest = node.extentOwner.byteLength - skipped;
    put.extentBlock(target, at, node.extentOwner.block + skipped / BLOCK_SIZE);
    put.dataByteLength(target, at, Math.min(rest, SECTION_BYTES));
    if (rest > SECTION_BYTES) put.flags(target, at, fileFlags.moreSections);
  }
  return identifierLength;
}
