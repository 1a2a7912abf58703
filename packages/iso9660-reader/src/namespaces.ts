/**
 * Which trees an image offers and which of them a listing takes: as Linux chooses, Rock Ridge, else Joliet, else plain;
 * Joliet also when the plain root is empty (rules R85, R88, R92).
 */
import {
  BLOCK_SIZE,
  byteOffsetOf,
  directoryRecord,
  primaryVolumeDescriptor,
  sharingProtocol,
  systemUseOffset,
} from 'iso9660-format';
import { Attributes } from './attributes.ts';
import { Continuations } from './continuations.ts';
import { DateMemo } from './date-memo.ts';
import { type DescriptorSet, type FoundDescriptor, rootRecordOffset } from './descriptors.ts';
import type { Findings } from './findings.ts';
import { imageError } from './image-issue.ts';
import type { Reading, Window } from './reading.ts';
import { dataBlockOf, dotRecordOf, isSoundRecord } from './records.ts';

export type Namespace = 'rockRidge' | 'joliet' | 'plain' | 'enhanced';

/** A tree that can be walked. */
export interface ImageTree {
  readonly namespace: Namespace;
  readonly rootBlock: number;
  readonly rootByteLength: number;
  /** Where the root's record begins, in bytes from the start of the image. */
  readonly rootRecordOffset: number;
  readonly volumeSequenceNumber: number;
  /** SUSP 5.3: bytes at the start of every system use area that are not entries. */
  readonly skipLength: number;
  /** Blocks from the root up to here hold directories only, as far as one can guess; else the root's own end. */
  readonly readAheadEnd: number;
}

/** The trees of an image, the one to take first in front. */
export function* readTrees(
  window: Window,
  byteLength: number,
  descriptors: DescriptorSet,
  findings: Findings,
): Reading<readonly ImageTree[]> {
  const plain = treeOf('plain', descriptors.primary, descriptors.joliet);
  const root = yield* reachRoot(window, byteLength, plain);
  const isEmpty = isEmptyDirectory(window.bytes, root);
  const skipLength = yield* rockRidgeSkip(window, byteLength, root, findings);
  const rockRidge: ImageTree[] = skipLength === undefined ? [] : [{ ...plain, namespace: 'rockRidge', skipLength }];
  const joliet = supplementaryTree('joliet', descriptors.joliet, byteLength, findings);
  const enhanced = supplementaryTree('enhanced', descriptors.enhanced, byteLength, findings);
  return isEmpty ? [...joliet, ...rockRidge, plain, ...enhanced] : [...rockRidge, ...joliet, plain, ...enhanced];
}

function treeOf(namespace: Namespace, descriptor: FoundDescriptor, next?: FoundDescriptor): ImageTree {
  const { bytes, at, block } = descriptor;
  const record = at + rootRecordOffset;
  const rootBlock = dataBlockOf(bytes, record);
  const rootByteLength = directoryRecord.get.dataByteLength(bytes, record);
  const nextBlock = next === undefined ? 0 : dataBlockOf(next.bytes, next.at + rootRecordOffset);
  return {
    namespace,
    rootBlock,
    rootByteLength,
    rootRecordOffset: byteOffsetOf(block) + rootRecordOffset,
    volumeSequenceNumber: primaryVolumeDescriptor.get.volumeSequenceNumber(bytes, at),
    skipLength: 0,
    // R60: makers write the plain directories, then Joliet's, then the files.
    readAheadEnd: Math.max(byteOffsetOf(rootBlock) + rootByteLength, byteOffsetOf(nextBlock)),
  };
}

const isInside = ({ rootBlock, rootByteLength }: ImageTree, byteLength: number): boolean =>
  byteOffsetOf(rootBlock) + Math.max(rootByteLength, 1) <= byteLength;

function supplementaryTree(
  namespace: 'joliet' | 'enhanced',
  descriptor: FoundDescriptor | undefined,
  byteLength: number,
  findings: Findings,
): readonly ImageTree[] {
  if (descriptor === undefined) return [];
  const tree = treeOf(namespace, descriptor);
  if (isInside(tree, byteLength)) return [tree];
  findings.report('tree-outside-image', { offset: tree.rootRecordOffset });
  return [];
}

const READ_AHEAD_BYTES = 256 * 1024;

/** Brings the beginning of the plain root into the window and says where in it; refuses a root that is none. */
function* reachRoot(window: Window, byteLength: number, tree: ImageTree): Reading<number> {
  const offset = byteOffsetOf(tree.rootBlock);
  if (!isInside(tree, byteLength))
    throw imageError('extent-outside-image', { offset: tree.rootRecordOffset, path: '' });
  const wanted = Math.max(BLOCK_SIZE, Math.min(tree.readAheadEnd - offset, READ_AHEAD_BYTES));
  const length = Math.min(wanted, byteLength - offset);
  if (!window.holds(offset, length)) yield* window.moveTo(offset, length);
  const at = offset - window.start;
  if (isSelfRecord(window.bytes, at)) return at;
  throw imageError(
    'directory-invalid',
    { offset, path: '' },
    { expected: 'the record of the root itself', got: 'none' },
  );
}

const isSelfRecord = (bytes: Uint8Array, at: number): boolean =>
  isSoundRecord(bytes, at, Math.min(at + BLOCK_SIZE, bytes.byteLength)) && dotRecordOf(bytes, at) === 'self';

/** R85: nothing follows `.` and `..`. */
function isEmptyDirectory(bytes: Uint8Array, at: number): boolean {
  const parent = at + bytes[at]!;
  const third = parent + (bytes[parent] ?? 0);
  return (bytes[third] ?? 0) === 0;
}

/** R88: the skip length of the sharing protocol, when it is in use and carries Rock Ridge; else undefined. */
function* rockRidgeSkip(
  window: Window,
  byteLength: number,
  at: number,
  findings: Findings,
): Reading<number | undefined> {
  const { bytes } = window;
  const end = at + bytes[at]!;
  const area = at + systemUseOffset(1);
  const isSharing = area + sharingProtocol.byteLength <= end && sharingProtocol.problems(bytes, area).length === 0;
  if (!isSharing) return undefined;
  const attributes = new Attributes(new DateMemo());
  attributes.take(bytes, area, end);
  yield* new Continuations(window, byteLength, findings).follow(attributes, { offset: window.start + at, path: '' });
  if (attributes.posix === undefined && !attributes.hasExtensionsReference) return undefined;
  return sharingProtocol.get.skipLength(bytes, area);
}
