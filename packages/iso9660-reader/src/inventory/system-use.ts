/** System use areas as they lie on the image: the one in a record, and its continuations, entry by entry. */
import {
  alternateName,
  BLOCK_SIZE,
  byteOffsetOf,
  continuationArea,
  SYSTEM_USE_HEADER_LENGTH,
  utf8Text,
} from 'iso9660-format';
import { fixedLimits } from '../limits.ts';
import type { Reading } from '../reading.ts';
import { signatures } from '../signatures.ts';
import { textOf } from '../text.ts';
import type { InventoryContext } from './context.ts';
import type { ListedRecord } from './records.ts';

/** One entry: `bytes[at]` is its first byte. */
export interface SystemUseEntry {
  /** Both letters as one number, see `signatures`. */
  readonly signature: number;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly length: number;
  /** From the start of the image. */
  readonly offset: number;
}

export interface SystemUseArea {
  readonly isContinuation: boolean;
  /** From the start of the image. */
  readonly offset: number;
  readonly byteLength: number;
  readonly entries: readonly SystemUseEntry[];
  /** What is left behind the last entry that holds together. */
  readonly rest: { readonly bytes: Uint8Array; readonly at: number; readonly byteLength: number };
}

export function areaAt(
  bytes: Uint8Array,
  from: number,
  to: number,
  offset: number,
  isContinuation: boolean,
): SystemUseArea {
  const entries: SystemUseEntry[] = [];
  let at = from;
  while (at + SYSTEM_USE_HEADER_LENGTH <= to) {
    const length = bytes[at + 2]!;
    if (length < SYSTEM_USE_HEADER_LENGTH || at + length > to) break;
    const signature = bytes[at]! * 0x100 + bytes[at + 1]!;
    entries.push({ signature, bytes, at, length, offset: offset + at - from });
    at += length;
  }
  return { isContinuation, offset, byteLength: to - from, entries, rest: { bytes, at, byteLength: to - at } };
}

/** All entries of a record, in order. */
export const entriesOf = ({ areas }: ListedRecord): readonly SystemUseEntry[] =>
  areas.length === 1 ? areas[0]!.entries : areas.flatMap(({ entries }) => entries);

/** The area in a record, `skip` bytes into it, and those it continues in. */
export function* areasOf(
  context: InventoryContext,
  record: ListedRecord,
  skip: number,
): Reading<readonly SystemUseArea[]> {
  const { bytes, at, offset, length, systemUseOffset } = record;
  const from = Math.min(systemUseOffset + skip, length);
  const areas = [areaAt(bytes, at + from, at + length, offset + from, false)];
  for (let next = continuationIn(areas[0]!); next !== undefined; next = continuationIn(areas.at(-1)!)) {
    const area = yield* continuationAt(context, record, next, areas.length);
    if (area === undefined) break;
    areas.push(area);
  }
  return areas;
}

/** Two in one area: the last one counts. */
function continuationIn({ entries }: SystemUseArea): SystemUseEntry | undefined {
  return entries.findLast(
    ({ signature, length }) => signature === signatures.CE && length >= continuationArea.byteLength,
  );
}

function* continuationAt(
  context: InventoryContext,
  record: ListedRecord,
  { bytes, at }: SystemUseEntry,
  hops: number,
): Reading<SystemUseArea | undefined> {
  const block = continuationArea.get.block(bytes, at);
  const byte = continuationArea.get.offset(bytes, at);
  const byteLength = continuationArea.get.byteLength(bytes, at);
  const got = `block ${block}, offset ${byte}, ${byteLength} bytes`;
  const offset = byteOffsetOf(block) + byte;
  if (hops > fixedLimits.continuationsPerRecord || !context.takeContinuation(byteLength)) {
    context.findings.report('continuation-loop', record.where, { got });
  } else if (!context.isInside(offset, byteLength)) {
    context.findings.report('extent-outside-image', record.where, { rule: 'R94', got });
  } else if (byte + byteLength > BLOCK_SIZE) {
    context.findings.report('continuation-outside-block', record.where, { got });
  } else {
    const from = yield* context.reachAside(offset, byteLength);
    return areaAt(context.side.bytes, from, from + byteLength, offset, true);
  }
  return undefined;
}

/** The Rock Ridge name, as far as it goes; undefined when there is none. */
export function nameOf(areas: readonly SystemUseArea[]): string | undefined {
  let pieces: number[] | undefined;
  for (const { entries } of areas) {
    for (const { signature, bytes, at, length } of entries) {
      if (signature !== signatures.NM || length < alternateName.byteLength) continue;
      const from = at + alternateName.byteLength;
      const isWhole = pieces === undefined && alternateName.get.flags(bytes, at) === 0;
      if (isWhole) return textOf(bytes, from, at + length);
      pieces ??= [];
      for (let byte = from; byte < at + length; byte++) pieces.push(bytes[byte]!);
    }
  }
  return pieces === undefined ? undefined : utf8Text(Uint8Array.from(pieces));
}
