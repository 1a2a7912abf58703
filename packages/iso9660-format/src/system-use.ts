/**
 * System Use Sharing Protocol 1.12 and Rock Ridge Interchange Protocol 1.12 (IEEE P1281, P1282 drafts). Every entry is
 * signature, length, version, then this table's fields; what follows the table (names, targets, dates) is said there.
 */
import { constant, constantText } from './bytes.ts';
import { bp, record } from './codec.ts';
import { u8, u32Both } from './numbers.ts';

/** SUSP 4.1: signature (2), length (1), version (1). */
export const SYSTEM_USE_HEADER_LENGTH = 4;

const VERSION = constant(1);

/** SUSP 4: what all entries begin with. */
export const systemUseHeader = record('system use entry', {
  signature1: bp(1, 1, u8, 'SUSP 4.1', 'R89'),
  signature2: bp(2, 2, u8, 'SUSP 4.1', 'R89'),
  length: bp(3, 3, u8, 'SUSP 4.1', 'R89'),
  version: bp(4, 4, VERSION, 'SUSP 4.1', 'R89'),
});

/** SUSP 5.3: first in the root's own record, says that the protocol is in use. */
export const sharingProtocol = record('SP', {
  signature: bp(1, 2, constantText('SP'), 'SUSP 5.3', 'R88'),
  length: bp(3, 3, constant(7), 'SUSP 5.3', 'R88'),
  version: bp(4, 4, VERSION, 'SUSP 5.3', 'R88'),
  check: bp(5, 6, constant(0xbe, 0xef), 'SUSP 5.3', 'R88'),
  skipLength: bp(7, 7, u8, 'SUSP 5.3', 'R88'),
});

/** SUSP 5.1: where the rest of a system use area continues. Last in its area (R95). */
export const continuationArea = record('CE', {
  signature: bp(1, 2, constantText('CE'), 'SUSP 5.1', 'R94'),
  length: bp(3, 3, constant(28), 'SUSP 5.1', 'R94'),
  version: bp(4, 4, VERSION, 'SUSP 5.1', 'R94'),
  block: bp(5, 12, u32Both, 'SUSP 5.1', 'R94'),
  offset: bp(13, 20, u32Both, 'SUSP 5.1', 'R94'),
  byteLength: bp(21, 28, u32Both, 'SUSP 5.1', 'R94'),
});

/** SUSP 5.5: which protocol the entries belong to. Identifier, descriptor and source texts follow. */
export const extensionsReference = record('ER', {
  signature: bp(1, 2, constantText('ER'), 'SUSP 5.5', 'R92'),
  length: bp(3, 3, u8, 'SUSP 5.5', 'R92'),
  version: bp(4, 4, VERSION, 'SUSP 5.5', 'R92'),
  identifierLength: bp(5, 5, u8, 'SUSP 5.5', 'R92'),
  descriptorLength: bp(6, 6, u8, 'SUSP 5.5', 'R92'),
  sourceLength: bp(7, 7, u8, 'SUSP 5.5', 'R92'),
  extensionVersion: bp(8, 8, constant(1), 'SUSP 5.5', 'R92'),
});

/** RRIP: identifiers that announce Rock Ridge. The first is what version 1.12 writes. */
export const rockRidgeIdentifiers = ['IEEE_P1282', 'IEEE_1282', 'RRIP_1991A'] as const;

const posixFields = /* @__NO_SIDE_EFFECTS__ */ (length: number) => ({
  signature: bp(1, 2, constantText('PX'), 'RRIP 4.1.1', 'R100'),
  length: bp(3, 3, constant(length), 'RRIP 4.1.1', 'R100'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.1', 'R100'),
  mode: bp(5, 12, u32Both, 'RRIP 4.1.1', 'R100'),
  linkCount: bp(13, 20, u32Both, 'RRIP 4.1.1', 'R102'),
  uid: bp(21, 28, u32Both, 'RRIP 4.1.1', 'R100'),
  gid: bp(29, 36, u32Both, 'RRIP 4.1.1', 'R100'),
});

/** RRIP 4.1.1 in the form of 1.12, with a serial number. */
export const posixAttributes = record('PX', {
  ...posixFields(44),
  serialNumber: bp(37, 44, u32Both, 'RRIP 4.1.1', 'R101'),
});

/** RRIP 4.1.1 in the form of 1.09 and 1.10. Read, never written. */
export const posixAttributesWithoutSerial = record('PX', posixFields(36));

/** RRIP 4.1.2. */
export const deviceNumber = record('PN', {
  signature: bp(1, 2, constantText('PN'), 'RRIP 4.1.2', 'R103'),
  length: bp(3, 3, constant(20), 'RRIP 4.1.2', 'R103'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.2', 'R103'),
  high: bp(5, 12, u32Both, 'RRIP 4.1.2', 'R103'),
  low: bp(13, 20, u32Both, 'RRIP 4.1.2', 'R103'),
});

/** RRIP 4.1.3. Component records follow. */
export const symbolicLink = record('SL', {
  signature: bp(1, 2, constantText('SL'), 'RRIP 4.1.3', 'R104'),
  length: bp(3, 3, u8, 'RRIP 4.1.3', 'R104'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.3', 'R104'),
  flags: bp(5, 5, u8, 'RRIP 4.1.3', 'R104'),
});

/** RRIP 4.1.3.1: one component of a target; its bytes follow. */
export const symbolicLinkComponent = record('SL component', {
  flags: bp(1, 1, u8, 'RRIP 4.1.3.1', 'R104'),
  length: bp(2, 2, u8, 'RRIP 4.1.3.1', 'R104'),
});

/** RRIP 4.1.3.1 and 4.1.4: flag bits of components and of names. */
export const nameFlags = { continue: 0x01, current: 0x02, parent: 0x04, root: 0x08 } as const;

/** RRIP 4.1.4. Bytes of the name follow. */
export const alternateName = record('NM', {
  signature: bp(1, 2, constantText('NM'), 'RRIP 4.1.4', 'R106'),
  length: bp(3, 3, u8, 'RRIP 4.1.4', 'R106'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.4', 'R106'),
  flags: bp(5, 5, u8, 'RRIP 4.1.4', 'R106'),
});

/** RRIP 4.1.5.1: on the file record that stands where a relocated directory belongs. */
export const childLink = record('CL', {
  signature: bp(1, 2, constantText('CL'), 'RRIP 4.1.5.1', 'R112'),
  length: bp(3, 3, constant(12), 'RRIP 4.1.5.1', 'R112'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.5.1', 'R112'),
  block: bp(5, 12, u32Both, 'RRIP 4.1.5.1', 'R112'),
});

/** RRIP 4.1.5.2: in the `..` of a relocated directory. */
export const parentLink = record('PL', {
  signature: bp(1, 2, constantText('PL'), 'RRIP 4.1.5.2', 'R112'),
  length: bp(3, 3, constant(12), 'RRIP 4.1.5.2', 'R112'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.5.2', 'R112'),
  block: bp(5, 12, u32Both, 'RRIP 4.1.5.2', 'R112'),
});

/** RRIP 4.1.5.3: on the record of a relocated directory. */
export const relocatedDirectory = record('RE', {
  signature: bp(1, 2, constantText('RE'), 'RRIP 4.1.5.3', 'R112'),
  length: bp(3, 3, constant(4), 'RRIP 4.1.5.3', 'R112'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.5.3', 'R112'),
});

/** RRIP 4.1.6. Stamps of seven bytes follow in bit order. */
export const timeStamps = record('TF', {
  signature: bp(1, 2, constantText('TF'), 'RRIP 4.1.6', 'R111'),
  length: bp(3, 3, u8, 'RRIP 4.1.6', 'R111'),
  version: bp(4, 4, VERSION, 'RRIP 4.1.6', 'R111'),
  flags: bp(5, 5, u8, 'RRIP 4.1.6', 'R111'),
});

/** RRIP 4.1.6: bits of a TF entry, in the order of the stamps. */
export const timeStampFlags = {
  creation: 0x01,
  modify: 0x02,
  access: 0x04,
  attributes: 0x08,
  backup: 0x10,
  expiration: 0x20,
  effective: 0x40,
  longForm: 0x80,
} as const;

/** SUSP 5.6, RRIP: the largest length one byte can hold. */
export const MAXIMUM_SYSTEM_USE_ENTRY_LENGTH = 255;

/** R112, R113: the directory that holds relocated ones, by its Rock Ridge name and its identifier. */
export const relocationDirectory = { name: 'rr_moved', identifier: 'RR_MOVED' } as const;

/** POSIX file types in a mode (RRIP 4.1.1 takes POSIX's octal values). */
export const fileTypes = {
  mask: 0o170000,
  fifo: 0o010000,
  characterDevice: 0o020000,
  directory: 0o040000,
  blockDevice: 0o060000,
  file: 0o100000,
  symbolicLink: 0o120000,
  socket: 0o140000,
} as const;

/** R107: longest names that all readers show; above 255 nothing can. */
export const rockRidgeNameLimits = { safeBytes: 253, maximumBytes: 255 } as const;
