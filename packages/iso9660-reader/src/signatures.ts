/** System use entries by their two letters, as one number: those that tables describe, and those that merely have a name. */
import {
  alternateName,
  childLink,
  continuationArea,
  deviceNumber,
  extensionsReference,
  parentLink,
  posixAttributes,
  relocatedDirectory,
  sharingProtocol,
  symbolicLink,
  timeStamps,
} from 'iso9660-format';

const named = (letters: string): number => letters.charCodeAt(0) * 0x100 + letters.charCodeAt(1);
const of = ({ template }: { readonly template: Uint8Array }): number => template[0]! * 0x100 + template[1]!;

export const signatures = {
  PX: of(posixAttributes),
  PN: of(deviceNumber),
  SL: of(symbolicLink),
  NM: of(alternateName),
  CL: of(childLink),
  PL: of(parentLink),
  RE: of(relocatedDirectory),
  TF: of(timeStamps),
  CE: of(continuationArea),
  SP: of(sharingProtocol),
  ER: of(extensionsReference),
  /** SUSP 5.4: end of all system use. */
  ST: named('ST'),
  /** SUSP 5.2: padding. */
  PD: named('PD'),
  /** SUSP 5.6: which extension the entries belong to. */
  ES: named('ES'),
  /** RRIP 1.09: which entries are there. */
  RR: named('RR'),
  /** RRIP 4.1.7: sparse file. */
  SF: named('SF'),
  /** zisofs: the content is compressed. */
  ZF: named('ZF'),
} as const;

const letters = new Map<number, string>(Object.entries(signatures).map(([name, number]) => [number, name]));

/** `PX` of its number. Letters that mean nothing here are not shown: they may be bytes of a file. */
export const lettersOf = (signature: number): string => letters.get(signature) ?? 'unknown entry';
