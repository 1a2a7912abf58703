/**
 * Rock Ridge (SUSP 1.12, RRIP 1.12): what the system use area of a record says. Most records are ordinary (attributes,
 * dates, a name that fits) and written at once; the others are a list of entries, see continuations.ts.
 */
import {
  alternateName,
  childLink,
  deviceNumber,
  extensionsReference,
  parentLink,
  posixAttributes,
  recordDate,
  relocatedDirectory,
  rockRidgeIdentifiers,
  SYSTEM_USE_HEADER_LENGTH,
  sharingProtocol,
  timeStampFlags,
  timeStamps,
  type UnknownSystemUse,
  utf8ByteLength,
  utf8Bytes,
  writeUtf8,
} from 'iso9660-format';
import { clampedDate, modeOf } from './attributes.ts';
import { firstLinkOf, type Node } from './node.ts';
import type { PlannedRecord } from './planned.ts';
import { symbolicLinkEntries } from './symbolic-links.ts';

/** R111: Linux takes both change and creation time from the last one. */
const STAMPS = timeStampFlags.modify | timeStampFlags.access | timeStampFlags.attributes;
const STAMP_COUNT = 3;
const TIME_STAMPS_LENGTH = timeStamps.byteLength + STAMP_COUNT * recordDate.byteLength;
const ATTRIBUTES_LENGTH = posixAttributes.byteLength + TIME_STAMPS_LENGTH;
/** What one NM entry can hold; a longer name takes two. */
const NAME_ROOM = 250;

const putStamp = recordDate.put(0);

const isPlain = ({ kind, entry }: Node): boolean =>
  (kind === 'file' || kind === 'directory' || kind === 'special') && entry?.systemUse === undefined;

/**
 * Bytes of the system use area of an ordinary record: attributes, dates and, for entries, a name. Undefined: the record
 * has more than that or the name does not fit, and it goes the long way. `room` is what the record has.
 */
export function simpleLength(
  { node, role, directory, logicalParent }: PlannedRecord,
  room: number,
): number | undefined {
  if (role === 'self') return directory?.parent === directory ? undefined : ATTRIBUTES_LENGTH;
  if (role === 'parent') return logicalParent === undefined ? ATTRIBUTES_LENGTH : undefined;
  if (role !== 'entry' || !isPlain(node)) return undefined;
  const nameByteLength = utf8ByteLength(node.name);
  const length = ATTRIBUTES_LENGTH + alternateName.byteLength + nameByteLength;
  return nameByteLength <= NAME_ROOM && length <= room ? length : undefined;
}

/** Writes the system use area of an ordinary record. R108: no name in the first two records of a directory. */
export function writeSimple(target: Uint8Array, at: number, { node, role }: PlannedRecord, timestamp: Date): void {
  writeAttributes(target, at, node, timestamp);
  if (role === 'entry') writeName(target, at + ATTRIBUTES_LENGTH, node.name);
}

function writeAttributes(target: Uint8Array, at: number, node: Node, timestamp: Date): void {
  const { entry } = node;
  const { linkCount, serialNumber } = firstLinkOf(node);
  target.set(datedAttributes(dateOf(node, timestamp)), at);
  posixAttributes.put.mode(target, at, modeOf(node));
  posixAttributes.put.linkCount(target, at, linkCount);
  posixAttributes.put.serialNumber(target, at, serialNumber);
  if (entry === undefined) return;
  if (entry.uid !== undefined) posixAttributes.put.uid(target, at, entry.uid);
  if (entry.gid !== undefined) posixAttributes.put.gid(target, at, entry.gid);
}

// Records of one date have all of their attributes in common but mode, owner, links and serial number.
let datedSeconds = Number.NaN;
const dated = new Uint8Array(ATTRIBUTES_LENGTH);

function datedAttributes(date: Date): Uint8Array {
  const seconds = Math.floor(date.getTime() / 1000);
  if (seconds === datedSeconds) return dated;
  datedSeconds = seconds;
  dated.set(posixAttributes.template);
  const at = posixAttributes.byteLength;
  timeStamps.write(dated, at, { length: TIME_STAMPS_LENGTH, flags: STAMPS });
  for (let index = 0; index < STAMP_COUNT; index++) {
    putStamp(dated, at + timeStamps.byteLength + index * recordDate.byteLength, date);
  }
  return dated;
}

/** The date of a node's records. */
export const dateOf = ({ entry }: Node, timestamp: Date): Date =>
  entry?.modified === undefined ? timestamp : clampedDate(entry.modified);

function writeName(target: Uint8Array, at: number, name: string): void {
  target.set(alternateName.template, at);
  const byteLength = writeUtf8(target, at + alternateName.byteLength, name);
  alternateName.put.length(target, at, alternateName.byteLength + byteLength);
}

/** One entry of known length; what it says may be known only when it is written. */
export interface SystemUseItem {
  readonly byteLength: number;
  write(target: Uint8Array, at: number): void;
}

const copied = (bytes: Uint8Array): SystemUseItem => ({
  byteLength: bytes.length,
  write: (target, at) => target.set(bytes, at),
});

/** Everything the system use area of a record says, in order. */
export function itemsOf(record: PlannedRecord, timestamp: Date): SystemUseItem[] {
  const { node, role, directory } = record;
  const items: SystemUseItem[] = [];
  const isRootSelf = role === 'self' && directory?.parent === directory;
  if (isRootSelf) items.push(sharingProtocolItem);
  items.push({
    byteLength: ATTRIBUTES_LENGTH,
    write: (target, at) => writeAttributes(target, at, node, timestamp),
  });
  if (isRootSelf) items.push(extensionsReferenceItem);
  items.push(...relocationItems(record));
  if (role === 'self' || role === 'parent') return items;
  if (node.kind === 'device') items.push(deviceItem(node));
  items.push(...nameItems(node.name));
  const target = node.entry?.target;
  if (target !== undefined) items.push(...symbolicLinkEntries(target).map(copied));
  items.push(...(node.entry?.systemUse ?? []).map(unknownItem));
  return items;
}

const sharingProtocolItem: SystemUseItem = {
  byteLength: sharingProtocol.byteLength,
  write: (target, at) => sharingProtocol.write(target, at, { skipLength: 0 }),
};

// R92: the protocol's own texts (184 bytes) would not fit into the root's record; readers look at the identifier only.
const [ROCK_RIDGE_IDENTIFIER] = rockRidgeIdentifiers;
const extensionsReferenceBytes = extensionsReferenceEntry(
  ROCK_RIDGE_IDENTIFIER,
  'POSIX FILE SYSTEM SEMANTICS',
  'ROCK RIDGE INTERCHANGE PROTOCOL 1.12',
);
const extensionsReferenceItem = copied(extensionsReferenceBytes);

function extensionsReferenceEntry(identifier: string, descriptor: string, source: string): Uint8Array {
  const text = utf8Bytes(identifier + descriptor + source);
  const entry = new Uint8Array(extensionsReference.byteLength + text.length);
  extensionsReference.write(entry, 0, {
    length: entry.length,
    identifierLength: identifier.length,
    descriptorLength: descriptor.length,
    sourceLength: source.length,
  });
  entry.set(text, extensionsReference.byteLength);
  return entry;
}

/** R112. The blocks are known when the entry is written, not when it is measured. */
function relocationItems({ role, directory, logicalParent }: PlannedRecord): SystemUseItem[] {
  const { byteLength } = relocatedDirectory;
  if (role === 'relocated') return [{ byteLength, write: (target, at) => relocatedDirectory.write(target, at, {}) }];
  if (role === 'placeholder') return [linkItem(childLink, () => directory!.block)];
  return logicalParent === undefined ? [] : [linkItem(parentLink, () => logicalParent.block)];
}

const linkItem = (link: typeof childLink, blockOf: () => number): SystemUseItem => ({
  byteLength: link.byteLength,
  write: (target, at) => link.write(target, at, { block: blockOf() }),
});

/** R103: what every reader takes for the same device. */
function deviceItem({ entry }: Node): SystemUseItem {
  const { major, minor } = entry?.device ?? { major: 0, minor: 0 };
  const isSmall = major <= 0xff && minor <= 0xff;
  const value = isSmall ? { high: 0, low: major * 0x100 + minor } : { high: major, low: minor };
  return { byteLength: deviceNumber.byteLength, write: (target, at) => deviceNumber.write(target, at, value) };
}

function nameItems(name: string): SystemUseItem[] {
  const bytes = utf8Bytes(name);
  const parts: SystemUseItem[] = [];
  for (let first = 0; first < bytes.length; first += NAME_ROOM) {
    const part = bytes.subarray(first, first + NAME_ROOM);
    const item = new Uint8Array(alternateName.byteLength + part.length);
    const flags = first + NAME_ROOM < bytes.length ? 1 : 0;
    alternateName.write(item, 0, { length: item.length, flags });
    item.set(part, alternateName.byteLength);
    parts.push(copied(item));
  }
  return parts;
}

function unknownItem({ signature, version, payload }: UnknownSystemUse): SystemUseItem {
  const length = SYSTEM_USE_HEADER_LENGTH + payload.length;
  const head = [signature.charCodeAt(0), signature.charCodeAt(1), length, version];
  return copied(Uint8Array.from([...head, ...payload]));
}
