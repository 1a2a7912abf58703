/** Rock Ridge attributes: modes, link counts, serial numbers, devices (rules R100–R103, R109, R116). */
import { deviceNumber, fileTypes, posixAttributes, posixAttributesWithoutSerial } from 'iso9660-format';
import type { ListedRecord } from '../inventory/records.ts';
import { entriesOf, type SystemUseEntry } from '../inventory/system-use.ts';
import type { ListedTree } from '../inventory/tree.ts';
import { lettersOf, signatures } from '../signatures.ts';
import { type Check, numbers, type Report } from './check.ts';
import { checkFields } from './fields.ts';
import { attributesOf } from './files.ts';

export const hasRockRidge = ({ systemUse, directories: [root] }: ListedTree): boolean =>
  systemUse !== undefined && root?.records.some((record) => attributesOf(record) !== undefined) === true;

export const checkAttributes: Check = ({ inventory, report }) => {
  for (const tree of inventory.trees) {
    if (!hasRockRidge(tree)) continue;
    const form = formOf(tree);
    for (const { records } of tree.directories) {
      for (const record of records) checkRecord(record, form, report);
    }
  }
};

/** R100: one form through the image, the one that the root has. */
const formOf = ({ directories: [root] }: ListedTree): number =>
  root?.records.map((record) => attributesOf(record)?.entry.length).find((length) => length !== undefined) ??
  posixAttributes.byteLength;

function checkRecord(record: ListedRecord, form: number, report: Report): void {
  const entries = entriesOf(record);
  const attributes = entries.filter(({ signature }) => signature === signatures.PX);
  if (attributes.length !== 1) report('attributes-missing', record.where, numbers(1, attributes.length));
  for (const entry of attributes) checkForm(record, entry, form, report);
  if (entries.some(({ signature }) => signature === signatures.ZF)) report('content-compressed', record.where);
  checkType(record, entries, report);
  checkObsolete(record, entries, form, report);
}

function checkForm(record: ListedRecord, entry: SystemUseEntry, form: number, report: Report): void {
  const where = record.where.to(entry.offset);
  if (entry.length !== form) report('attributes-form', where, numbers(form, entry.length));
  if (entry.length === posixAttributes.byteLength) checkFields(report, posixAttributes, entry.bytes, entry.at, where);
  else if (entry.length === posixAttributesWithoutSerial.byteLength) {
    checkFields(report, posixAttributesWithoutSerial, entry.bytes, entry.at, where);
  } else report('attributes-form', where, { expected: '36 or 44', got: `${entry.length}` });
}

const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(fileTypes).filter((type) => type !== fileTypes.mask));
const DEVICES: ReadonlySet<number> = new Set([fileTypes.blockDevice, fileTypes.characterDevice]);

function checkType(record: ListedRecord, entries: readonly SystemUseEntry[], report: Report): void {
  const attributes = attributesOf(record);
  if (attributes === undefined) return;
  const has = (signature: number): boolean => entries.some((entry) => entry.signature === signature);
  const type = attributes.mode & fileTypes.mask;
  const isDirectory = record.isDirectory || has(signatures.CL);
  const isLink = type === fileTypes.symbolicLink;
  const isRight =
    KNOWN_TYPES.has(type) &&
    (type === fileTypes.directory) === isDirectory &&
    (record.dot !== undefined || isLink === has(signatures.SL));
  if (!isRight) report('attributes-type', record.where, { got: `mode ${attributes.mode.toString(8)}` });
  if (DEVICES.has(type) !== has(signatures.PN)) report('device-number', record.where);
  for (const entry of entries) {
    if (entry.signature === signatures.PN) checkDevice(record, entry, report);
  }
  const isSpecial = type !== fileTypes.file && type !== fileTypes.directory;
  if (isSpecial && record.dataByteLength > 0)
    report('special-file-length', record.where, numbers(0, record.dataByteLength));
}

function checkDevice(record: ListedRecord, entry: SystemUseEntry, report: Report): void {
  const where = record.where.to(entry.offset);
  if (entry.length !== deviceNumber.byteLength)
    report('device-number', where, numbers(deviceNumber.byteLength, entry.length));
  else checkFields(report, deviceNumber, entry.bytes, entry.at, where);
}

/** R109: bits of the RR entry of RRIP 1.09, by what they promise. */
const PROMISES: readonly number[] = [
  signatures.PX,
  signatures.PN,
  signatures.SL,
  signatures.NM,
  signatures.CL,
  signatures.PL,
  signatures.RE,
  signatures.TF,
];

function checkObsolete(record: ListedRecord, entries: readonly SystemUseEntry[], form: number, report: Report): void {
  for (const { signature, bytes, at, length, offset } of entries) {
    if (signature !== signatures.RR) continue;
    const where = record.where.to(offset);
    if (form === posixAttributes.byteLength) report('obsolete-entry', where);
    const flags = length > 4 ? bytes[at + 4]! : 0;
    const untrue = PROMISES.filter(
      (promised, bit) => ((flags >> bit) & 1) !== Number(entries.some((entry) => entry.signature === promised)),
    );
    if (untrue.length > 0) report('obsolete-entry-untrue', where, { got: untrue.map(lettersOf).join(' ') });
  }
}
