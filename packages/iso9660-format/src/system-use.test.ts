import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../test/support/test-codec.ts';
import { hex } from './bytes.ts';
import type { RecordCodec } from './codec.ts';
import {
  alternateName,
  childLink,
  continuationArea,
  deviceNumber,
  extensionsReference,
  parentLink,
  posixAttributes,
  posixAttributesWithoutSerial,
  relocatedDirectory,
  sharingProtocol,
  symbolicLink,
  symbolicLinkComponent,
  systemUseHeader,
  timeStamps,
} from './system-use.ts';

interface Case {
  readonly bytes: string;
  /** The value fields, in order. */
  readonly value: Readonly<Record<string, number>>;
}

const caseOf = <V extends Readonly<Record<string, number>>>(table: RecordCodec<V>, value: V, bytes: string) => ({
  table: table as unknown as RecordCodec<Case['value']>,
  name: table.name,
  value,
  bytes: bytes.replaceAll(' ', ''),
});

describe('system use entries (SUSP 1.12, RRIP 1.12)', () => {
  const posix = { mode: 0o100444, linkCount: 2, uid: 0x0102, gid: 2 ** 32 - 1 };
  const posixBytes = '24810000 00008124 02000000 00000002 02010000 00000102 ffffffff ffffffff';
  const cases = [
    caseOf(sharingProtocol, { skipLength: 0 }, '5350 07 01 beef 00'),
    caseOf(
      continuationArea,
      { block: 0x0102_0304, offset: 8, byteLength: 0xed },
      '4345 1c 01 04030201 01020304 08000000 00000008 ed000000 000000ed',
    ),
    caseOf(
      extensionsReference,
      { length: 0x52, identifierLength: 10, descriptorLength: 28, sourceLength: 36 },
      '4552 52 01 0a 1c 24 01',
    ),
    caseOf(posixAttributes, { ...posix, serialNumber: 3 }, `5058 2c 01 ${posixBytes} 03000000 00000003`),
    caseOf(posixAttributesWithoutSerial, posix, `5058 24 01 ${posixBytes}`),
    caseOf(deviceNumber, { high: 0, low: 0x0801 }, '504e 14 01 00000000 00000000 01080000 00000801'),
    caseOf(symbolicLink, { length: 5, flags: 1 }, '534c 05 01 01'),
    caseOf(symbolicLinkComponent, { flags: 8, length: 0 }, '08 00'),
    caseOf(alternateName, { length: 255, flags: 1 }, '4e4d ff 01 01'),
    caseOf(childLink, { block: 28 }, '434c 0c 01 1c000000 0000001c'),
    caseOf(parentLink, { block: 28 }, '504c 0c 01 1c000000 0000001c'),
    caseOf(relocatedDirectory, {}, '5245 04 01'),
    caseOf(timeStamps, { length: 26, flags: 0x0e }, '5446 1a 01 0e'),
    caseOf(systemUseHeader, { signature1: 0x41, signature2: 0x4c, length: 9 }, '414c 09 01'),
  ];

  it.each(cases)('$name is written and read', ({ table, value, bytes }) => {
    const target = new Uint8Array(bytes.length / 2).fill(0xff);
    table.write(target, 0, value);
    expect(hex(target)).toBe(bytes);
    expect(table.read(bytesOf(bytes), 0)).toEqual(value);
    expect(table.problems(target, 0)).toEqual([]);
  });

  it.each(cases.filter(({ bytes }) => bytes.length >= 8))(
    '$name of another version is reported',
    ({ table, bytes }) => {
      const spoilt = bytesOf(bytes);
      spoilt[3] = 2;
      expect(table.problems(spoilt, 0).map(({ field, code }) => `${field} ${code}`)).toEqual([
        'version constant-mismatch',
      ]);
    },
  );

  it('whose halves differ are reported with their rule', () => {
    const spoilt = bytesOf(`5058 2c 01 ${posixBytes} 03000000 00000000`);
    expect(posixAttributes.problems(spoilt, 0)).toMatchObject([
      { field: 'serialNumber', rule: 'R101', code: 'both-endian-mismatch' },
    ]);
  });

  it('PX says its length: 44 with a serial number, 36 without', () => {
    expect([posixAttributes.byteLength, posixAttributesWithoutSerial.byteLength]).toEqual([44, 36]);
    const short = bytesOf(`5058 24 01 ${posixBytes} 03000000 00000003`);
    expect(posixAttributes.problems(short, 0)).toMatchObject([{ field: 'length', rule: 'R100' }]);
  });
});
