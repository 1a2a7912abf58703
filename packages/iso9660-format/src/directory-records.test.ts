import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../test/support/test-codec.ts';
import { hex } from './bytes.ts';
import {
  type DirectoryRecordValue,
  directoryRecord,
  MAXIMUM_RECORD_LENGTH,
  recordLengthOf,
  rootDirectoryRecord,
  systemUseOffset,
} from './directory-records.ts';

const value: DirectoryRecordValue = {
  recordLength: 34,
  extentBlock: 28,
  dataByteLength: 0x0102_0304,
  recorded: new Date('2026-03-01T12:34:56Z'),
  flags: 2,
  volumeSequenceNumber: 1,
  identifierLength: 1,
};
/** ECMA-119 9.1, byte by byte (R29). */
const head = '22 00 1c000000 0000001c 04030201 01020304 7e03010c223800 02 00 00 0100 0001 01'.replaceAll(' ', '');

describe('the head of a directory record (R29)', () => {
  it('is written and read', () => {
    const bytes = new Uint8Array(33).fill(0xff);
    directoryRecord.write(bytes, 0, value);
    expect(hex(bytes)).toBe(head);
    expect(directoryRecord.read(bytesOf(head), 0)).toEqual(value);
    expect(directoryRecord.problems(bytes, 0)).toEqual([]);
  });

  it('of the root in a descriptor has its identifier (R21)', () => {
    const bytes = new Uint8Array(34).fill(0xff);
    rootDirectoryRecord.write(bytes, 0, value);
    expect(hex(bytes)).toBe(`${head}00`);
  });

  it.each([
    [1, 1, 'extendedAttributeLength R32'],
    [2, 0x1d, 'extentBlock R29'],
    [10, 5, 'dataByteLength R29'],
    [19, 13, 'recorded R61'],
    [26, 1, 'unitSize R32'],
    [27, 1, 'gapSize R32'],
    [28, 2, 'volumeSequenceNumber R32'],
  ])('with byte %i changed to %i is reported', (offset, byte, problem) => {
    const bytes = bytesOf(head);
    bytes[offset] = byte;
    expect(directoryRecord.problems(bytes, 0).map(({ field, rule }) => `${field} ${rule}`)).toEqual([problem]);
  });
});

describe('lengths of a record (R30, 9.1.12)', () => {
  it.each([
    [1, 0, 34, 34],
    [2, 0, 36, 36],
    [12, 0, 46, 46],
    [13, 0, 46, 46],
    [1, 70, 34, 104],
    [1, 71, 34, 106],
    [2, 71, 36, 108],
    [128, 0, 162, 162],
    [206, 0, 240, 240],
    [220, 0, MAXIMUM_RECORD_LENGTH, MAXIMUM_RECORD_LENGTH],
  ])('an identifier of %d bytes and %d of system use', (identifier, systemUse, offset, length) => {
    expect(systemUseOffset(identifier)).toBe(offset);
    expect(recordLengthOf(identifier, systemUse)).toBe(length);
  });
});
