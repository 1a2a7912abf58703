/**
 * The volume descriptor set (ECMA-119, 2nd edition, 6.7.1 and clause 8): which descriptors there are, which trees they
 * open. Values are read when asked for; opening an image looks at a dozen fields only.
 */
import {
  BLOCK_SIZE,
  byteOffsetOf,
  descriptorHead,
  descriptorTypes,
  jolietEscapeSequences,
  jolietVolumeDescriptor,
  primaryVolumeDescriptor,
  STANDARD_IDENTIFIER,
  SYSTEM_AREA_BLOCKS,
  type VolumeDescriptorValue,
} from 'iso9660-format';
import { fieldOffset } from './field-offset.ts';
import type { Findings } from './findings.ts';
import { imageError } from './image-issue.ts';
import { fixedLimits } from './limits.ts';
import { otherFormatOf } from './other-formats.ts';
import type { Reading, Window } from './reading.ts';

/** A supplementary descriptor is `joliet`, `enhanced` (ISO 9660:1999) or, with other escape sequences, just that. */
export type DescriptorKind =
  | 'boot'
  | 'primary'
  | 'joliet'
  | 'enhanced'
  | 'supplementary'
  | 'partition'
  | 'terminator'
  | 'unknown';

/** A descriptor as it lies in the image: `bytes[at]` is its first byte. */
export class FoundDescriptor {
  readonly kind: DescriptorKind;
  readonly block: number;
  readonly bytes: Uint8Array;
  readonly at: number;
  #value: VolumeDescriptorValue | undefined;

  constructor(kind: DescriptorKind, block: number, bytes: Uint8Array, at: number) {
    this.kind = kind;
    this.block = block;
    this.bytes = bytes;
    this.at = at;
  }

  get opensTree(): boolean {
    return this.kind === 'primary' || this.kind === 'joliet' || this.kind === 'enhanced';
  }

  /** All fields, of a descriptor that opens a tree; read when first asked for. */
  get value(): VolumeDescriptorValue | undefined {
    if (this.opensTree) this.#value ??= tableOf(this.kind).read(this.bytes, this.at);
    return this.#value;
  }
}

export interface DescriptorSet {
  readonly all: readonly FoundDescriptor[];
  readonly primary: FoundDescriptor;
  /** The first one, as Linux and Windows choose. */
  readonly joliet: FoundDescriptor | undefined;
  readonly enhanced: FoundDescriptor | undefined;
}

const FIRST_DESCRIPTOR = byteOffsetOf(SYSTEM_AREA_BLOCKS);
/** What is read at once: all that most images have. In a small image contents begin a few blocks further on. */
const BLOCKS_AT_ONCE = 4;

/** Reads descriptors up to the terminator, or up to the first block that is none. Refuses what describes no volume. */
export function* readDescriptors(window: Window, byteLength: number, findings: Findings): Reading<DescriptorSet> {
  const all: FoundDescriptor[] = [];
  for (let block = SYSTEM_AREA_BLOCKS; ; block++) {
    const descriptor = yield* descriptorAt(window, byteLength, block);
    if (descriptor === undefined) {
      if (all.length === 0) throw yield* notAnImage(window, byteLength);
      findings.report('terminator-missing', { offset: byteOffsetOf(block) });
      break;
    }
    all.push(descriptor);
    if (descriptor.kind === 'terminator') {
      yield* lookBehind(window, byteLength, block, findings);
      break;
    }
    if (all.length === fixedLimits.descriptors) {
      throw imageError('too-many-descriptors', { offset: byteOffsetOf(block) }, { expected: `at most ${all.length}` });
    }
  }
  return setOf(all);
}

/** R6: what follows the terminator of a set, unless it is another terminator, is not read by anybody. */
function* lookBehind(window: Window, byteLength: number, terminator: number, findings: Findings): Reading<void> {
  const next = yield* descriptorAt(window, byteLength, terminator + 1);
  if (next === undefined || next.kind === 'terminator') return;
  findings.report('descriptor-after-terminator', { offset: byteOffsetOf(next.block) });
}

function setOf(all: readonly FoundDescriptor[]): DescriptorSet {
  const first = (kind: DescriptorKind): FoundDescriptor | undefined => all.find((found) => found.kind === kind);
  const primary = first('primary');
  if (primary === undefined) throw invalid(SYSTEM_AREA_BLOCKS, 'a primary volume descriptor', 'none');
  const blockSize = primaryVolumeDescriptor.get.logicalBlockSize(primary.bytes, primary.at);
  if (blockSize !== BLOCK_SIZE) {
    const where = { offset: byteOffsetOf(primary.block) + 128 };
    throw imageError('block-size-unsupported', where, { expected: `${BLOCK_SIZE}`, got: `${blockSize}` });
  }
  return { all, primary, joliet: first('joliet'), enhanced: first('enhanced') };
}

const invalid = (block: number, expected: string, got: string) =>
  imageError('descriptors-invalid', { offset: byteOffsetOf(block) }, { expected, got });

function* descriptorAt(window: Window, byteLength: number, block: number): Reading<FoundDescriptor | undefined> {
  const offset = byteOffsetOf(block);
  if (offset + BLOCK_SIZE > byteLength) return undefined;
  if (!window.holds(offset, BLOCK_SIZE)) {
    yield* window.moveTo(offset, Math.min(BLOCKS_AT_ONCE * BLOCK_SIZE, byteLength - offset));
  }
  const at = offset - window.start;
  return isDescriptor(window.bytes, at)
    ? new FoundDescriptor(kindOf(window.bytes, at), block, window.bytes, at)
    : undefined;
}

/** Byte positions 2–6. */
function isDescriptor(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < STANDARD_IDENTIFIER.length; index++) {
    if (bytes[at + 1 + index] !== STANDARD_IDENTIFIER.charCodeAt(index)) return false;
  }
  return true;
}

function kindOf(bytes: Uint8Array, at: number): DescriptorKind {
  switch (descriptorHead.get.type(bytes, at)) {
    case descriptorTypes.boot:
      return 'boot';
    case descriptorTypes.primary:
      return 'primary';
    case descriptorTypes.supplementary:
      return supplementaryKindOf(bytes, at);
    case descriptorTypes.terminator:
      return 'terminator';
    case 3:
      return 'partition';
    default:
      return 'unknown';
  }
}

/** R52: version 2 marks the enhanced descriptor. R67: three escape sequences mark Joliet. */
function supplementaryKindOf(bytes: Uint8Array, at: number): DescriptorKind {
  if (descriptorHead.get.version(bytes, at) === 2) return 'enhanced';
  const escapes = String.fromCharCode(bytes[at + 88]!, bytes[at + 89]!, bytes[at + 90]!);
  return (Object.values(jolietEscapeSequences) as string[]).includes(escapes) ? 'joliet' : 'supplementary';
}

/** Why there is no descriptor: another format, or an image cut short. */
function* notAnImage(window: Window, byteLength: number): Reading<Error> {
  const where = { offset: FIRST_DESCRIPTOR };
  const got = yield* otherFormatOf(window, byteLength);
  if (got !== undefined) return imageError('not-an-iso-image', where, { expected: STANDARD_IDENTIFIER, got });
  if (byteLength < FIRST_DESCRIPTOR + BLOCK_SIZE) {
    const expected = `at least ${FIRST_DESCRIPTOR + BLOCK_SIZE} bytes`;
    return imageError('image-truncated', { offset: byteLength }, { expected, got: `${byteLength} bytes` });
  }
  return imageError('not-an-iso-image', where, { expected: STANDARD_IDENTIFIER, got: 'something else' });
}

/** The table that a descriptor's bytes follow; the value fields of the two forms are the same. */
export const tableOf = (kind: DescriptorKind) => (kind === 'joliet' ? jolietVolumeDescriptor : primaryVolumeDescriptor);

/** Where the root's directory record of a descriptor begins in its bytes (BP 157). */
export const rootRecordOffset = fieldOffset(primaryVolumeDescriptor, 'root');
