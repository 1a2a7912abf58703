/** System use entries as text, each by its own table. */
import {
  alternateName,
  childLink,
  continuationArea,
  deviceNumber,
  extensionsReference,
  nameFlags,
  parentLink,
  posixAttributes,
  posixAttributesWithoutSerial,
  recordDate,
  relocatedDirectory,
  SYSTEM_USE_HEADER_LENGTH,
  sharingProtocol,
  symbolicLink,
  symbolicLinkComponent,
  systemUseHeader,
  timeStampFlags,
  timeStamps,
} from 'iso9660-format';
import type { SystemUseEntry } from '../inventory/system-use.ts';
import { lettersOf, signatures } from '../signatures.ts';
import { textOf } from '../text.ts';
import {
  extraField,
  type MappedField,
  type MappedStructure,
  type MappedTable,
  mapped,
  quoted,
  valueText,
} from './structures.ts';

const TABLES: ReadonlyMap<number, MappedTable> = new Map<number, MappedTable>([
  [signatures.PN, deviceNumber],
  [signatures.SL, symbolicLink],
  [signatures.NM, alternateName],
  [signatures.CL, childLink],
  [signatures.PL, parentLink],
  [signatures.RE, relocatedDirectory],
  [signatures.TF, timeStamps],
  [signatures.CE, continuationArea],
  [signatures.SP, sharingProtocol],
  [signatures.ER, extensionsReference],
]);

function tableOf({ signature, length }: SystemUseEntry): MappedTable {
  const isShort = length < posixAttributes.byteLength;
  const table =
    signature === signatures.PX ? (isShort ? posixAttributesWithoutSerial : posixAttributes) : TABLES.get(signature);
  return table !== undefined && table.byteLength <= length ? table : systemUseHeader;
}

export function mappedEntry(entry: SystemUseEntry): MappedStructure {
  const { bytes, at, length, offset, signature } = entry;
  const table = tableOf(entry);
  const fields = table === systemUseHeader ? payloadOf(entry) : (EXTRAS.get(signature)?.(entry) ?? []);
  const words = signature === signatures.PX ? { mode: octal(posixAttributes.get.mode(bytes, at)) } : {};
  return { ...mapped(table, bytes, at, offset, { byteLength: length, fields, words }), name: lettersOf(signature) };
}

const octal = (mode: number): string => `0${mode.toString(8)}`;

/** What no table here describes is counted. */
const payloadOf = ({ length }: SystemUseEntry): readonly MappedField[] => {
  const byteLength = length - SYSTEM_USE_HEADER_LENGTH;
  return byteLength === 0
    ? []
    : [extraField('payload', SYSTEM_USE_HEADER_LENGTH + 1, byteLength, 'SUSP 4.1', `${byteLength} bytes`)];
};

type Extra = (entry: SystemUseEntry) => readonly MappedField[];

/** What follows the tables of entries of variable length. */
const EXTRAS: ReadonlyMap<number, Extra> = new Map<number, Extra>([
  [signatures.NM, textBehind(alternateName.byteLength, 'name', 'RRIP 4.1.4')],
  [signatures.ER, textBehind(extensionsReference.byteLength, 'texts', 'SUSP 5.5')],
  [signatures.SL, componentsOf],
  [signatures.TF, stampsOf],
]);

function textBehind(from: number, name: string, source: string): Extra {
  return ({ bytes, at, length }) =>
    length === from
      ? []
      : [extraField(name, from + 1, length - from, source, quoted(textOf(bytes, at + from, at + length)))];
}

const COMPONENT_NAMES = new Map<number, string>([
  [nameFlags.current, 'this directory'],
  [nameFlags.parent, 'parent directory'],
  [nameFlags.root, 'root'],
]);

function componentsOf({ bytes, at, length }: SystemUseEntry): readonly MappedField[] {
  const fields: MappedField[] = [];
  const head = symbolicLinkComponent.byteLength;
  for (let next = symbolicLink.byteLength; next + head <= length; ) {
    const flags = symbolicLinkComponent.get.flags(bytes, at + next);
    const byteLength = symbolicLinkComponent.get.length(bytes, at + next);
    if (next + head + byteLength > length) break;
    const text = quoted(textOf(bytes, at + next + head, at + next + head + byteLength));
    const value = COMPONENT_NAMES.get(flags & ~nameFlags.continue) ?? text;
    const continues = (flags & nameFlags.continue) === 0 ? '' : ', continues';
    fields.push(extraField('component', next + 1, head + byteLength, 'RRIP 4.1.3.1', value + continues));
    next += head + byteLength;
  }
  return fields;
}

const readStamp = recordDate.get(0);
const STAMP_NAMES = Object.entries(timeStampFlags).filter(([name]) => name !== 'longForm');

function stampsOf({ bytes, at, length }: SystemUseEntry): readonly MappedField[] {
  const flags = timeStamps.get.flags(bytes, at);
  if ((flags & timeStampFlags.longForm) !== 0) return [];
  const names = STAMP_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
  return names.flatMap((name, index) => {
    const from = timeStamps.byteLength + index * recordDate.byteLength;
    if (from + recordDate.byteLength > length) return [];
    return [extraField(name, from + 1, recordDate.byteLength, 'RRIP 4.1.6', valueText(readStamp(bytes, at + from)))];
  });
}
