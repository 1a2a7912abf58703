/** Modes, owners, dates and device numbers of entries: checked at the door, with their defaults. */
import {
  type Entry,
  fileTypes,
  MAXIMUM_SYSTEM_USE_ENTRY_LENGTH,
  RECORD_DATE_YEARS,
  SYSTEM_USE_HEADER_LENGTH,
  type UnknownSystemUse,
  utf8ByteLength,
} from 'iso9660-format';
import { placeOf, type WriterIssues } from './issues.ts';
import type { Node, NodeKind } from './node.ts';

/** RRIP 4.1.3: longest target that Linux can show (R105). */
const MAXIMUM_TARGET_BYTES = 4095;
/** R105: with a longer target xorriso refuses to load the whole image. */
const SAFE_TARGET_BYTES = 1023;
const MAXIMUM_U32 = 0xffff_ffff;
const PERMISSIONS = 0o7777;

const isU32 = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= MAXIMUM_U32;

/** Types that a mode may name for each kind of entry; 0 means "not said". */
const typesOf: Readonly<Record<NodeKind, readonly number[]>> = {
  directory: [0, fileTypes.directory],
  file: [0, fileTypes.file],
  symbolicLink: [0, fileTypes.symbolicLink],
  device: [fileTypes.blockDevice, fileTypes.characterDevice],
  special: [fileTypes.fifo, fileTypes.socket],
};

/** Most entries of a small drive say nothing but path and content; looking no further is a tenth of the tree's cost. */
const saysNothing = ({ mode, uid, gid, modified, target, device, systemUse }: Entry): boolean =>
  mode === undefined &&
  uid === undefined &&
  gid === undefined &&
  modified === undefined &&
  target === undefined &&
  device === undefined &&
  systemUse === undefined;

export function attributeIssues(entry: Entry, kind: NodeKind, report: WriterIssues): void {
  if (saysNothing(entry)) return;
  const { path, mode, uid, gid, modified, target, device, systemUse } = entry;
  const refuse = (field: string, message: string): void =>
    report.add('attribute-invalid', placeOf(path, field), message);
  if (mode === undefined ? kind === 'device' : !isModeOf(kind, mode)) {
    refuse('mode', `must be permission bits and a file type that fits a ${kind}`);
  }
  if (uid !== undefined && !isU32(uid)) refuse('uid', 'must be a whole number from 0 to 4294967295');
  if (gid !== undefined && !isU32(gid)) refuse('gid', 'must be a whole number from 0 to 4294967295');
  if (modified !== undefined && Number.isNaN(modified.getTime())) refuse('modified', 'must be a date');
  else if (modified !== undefined) warnOfClamping(path, modified, report);
  if (target !== undefined) targetIssues(path, target, report);
  if (device !== undefined && !(isU32(device.major) && isU32(device.minor))) {
    refuse('device', 'major and minor must be whole numbers from 0 to 4294967295');
  }
  if (systemUse !== undefined && !isSystemUse(systemUse)) {
    refuse(
      'systemUse',
      `must be entries that the writer does not make itself, of at most ${MAXIMUM_PAYLOAD} bytes each`,
    );
  }
}

const MAXIMUM_PAYLOAD = MAXIMUM_SYSTEM_USE_ENTRY_LENGTH - SYSTEM_USE_HEADER_LENGTH;
/** R96: Linux follows 31 continuation areas of a record; this many bytes need fewer. */
const MAXIMUM_SYSTEM_USE_BYTES = 32_768;

/** R90: ST would end the protocol for all readers that come to it; the others are the writer's own. */
const OWN_SIGNATURES = new Set(['SP', 'CE', 'ER', 'ST', 'PX', 'PN', 'SL', 'NM', 'CL', 'PL', 'RE', 'TF']);

function isSystemUse(entries: readonly UnknownSystemUse[]): boolean {
  const total = entries.reduce((sum, { payload }) => sum + SYSTEM_USE_HEADER_LENGTH + payload.length, 0);
  return total <= MAXIMUM_SYSTEM_USE_BYTES && entries.every(isSystemUseEntry);
}

const isSystemUseEntry = ({ signature, version, payload }: UnknownSystemUse): boolean =>
  /^[\0-\xff]{2}$/.test(signature) &&
  !OWN_SIGNATURES.has(signature) &&
  Number.isInteger(version) &&
  version >= 0 &&
  version <= 0xff &&
  payload.length <= MAXIMUM_PAYLOAD;

const isModeOf = (kind: NodeKind, mode: number): boolean =>
  Number.isInteger(mode) &&
  (mode & ~(fileTypes.mask | PERMISSIONS)) === 0 &&
  typesOf[kind].includes(mode & fileTypes.mask);

function warnOfClamping(path: string, modified: Date, report: WriterIssues): void {
  const clamped = clampedDate(modified);
  if (clamped === modified) return;
  const message = `the year ${modified.getUTCFullYear()} cannot be recorded, ${clamped.toISOString()} is written`;
  report.add('date-clamped', placeOf(path, 'modified'), message);
}

function targetIssues(path: string, target: string, report: WriterIssues): void {
  const place = placeOf(path, 'target');
  if (target === '' || target.includes('\0') || !target.isWellFormed()) {
    report.add('link-target-invalid', place, 'is empty, or has a NUL or half of a surrogate pair', { rule: 'R104' });
    return;
  }
  const byteLength = utf8ByteLength(target);
  if (byteLength > MAXIMUM_TARGET_BYTES) {
    report.add('link-target-invalid', place, `has more than ${MAXIMUM_TARGET_BYTES} bytes`, { rule: 'R105' });
    return;
  }
  if (byteLength > SAFE_TARGET_BYTES) {
    const message = `has ${byteLength} bytes; xorriso cannot load an image with more than ${SAFE_TARGET_BYTES}`;
    report.add('link-target-beyond-readers', place, message);
  }
  if (target.includes('//') || (target.length > 1 && target.endsWith('/'))) {
    const message = 'neither `//` nor a `/` at the end can be recorded; they are left out';
    report.add('link-target-changed', place, message);
  }
}

const EARLIEST_MS = Date.UTC(RECORD_DATE_YEARS.first, 0, 1);
const LATEST_MS = Date.UTC(RECORD_DATE_YEARS.last, 11, 31, 23, 59, 59, 999);

/** R63: the nearest date that seven bytes can hold. */
export function clampedDate(date: Date): Date {
  const milliseconds = date.getTime();
  if (milliseconds < EARLIEST_MS) return new Date(EARLIEST_MS);
  return milliseconds > LATEST_MS ? new Date(LATEST_MS) : date;
}

const defaultModes: Readonly<Record<NodeKind, number>> = {
  directory: fileTypes.directory | 0o555,
  file: fileTypes.file | 0o444,
  symbolicLink: fileTypes.symbolicLink | 0o777,
  device: 0o444,
  special: 0o444,
};
const impliedTypes: Readonly<Record<NodeKind, number>> = {
  directory: fileTypes.directory,
  file: fileTypes.file,
  symbolicLink: fileTypes.symbolicLink,
  device: 0,
  special: 0,
};

/** File type and permissions as POSIX has them. */
export function modeOf({ entry, kind }: Node): number {
  const mode = entry?.mode;
  return mode === undefined ? defaultModes[kind] : mode | impliedTypes[kind];
}
