import { directoryRecord } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { fieldOffset } from './field-offset.ts';
import {
  dataBlockOf,
  dotRecordOf,
  FoundRecord,
  hasLinks,
  imageRecordOf,
  isInterleaved,
  isSoundRecord,
} from './records.ts';

const HEAD = 33;
const AT = 7;

/** A record at byte 7, and what lies behind it. */
function recordOf(length: number, identifier: readonly number[], identifierLength = identifier.length): Uint8Array {
  const bytes = new Uint8Array(400).fill(0xee);
  bytes.fill(0, AT, AT + HEAD);
  bytes[AT] = length;
  bytes[AT + HEAD - 1] = identifierLength;
  bytes.set(identifier, AT + HEAD);
  return bytes;
}

describe('a record', () => {
  it.each([
    ['of 33 bytes is too short', 33, 1, false],
    ['of 34 bytes holds one byte of identifier', 34, 1, true],
    ['of 34 bytes does not hold two', 34, 2, false],
    ['without identifier is none', 34, 0, false],
    ['of 255 bytes holds 222', 255, 222, true],
    ['of 255 bytes does not hold 223', 255, 223, false],
    ['of 0 bytes is none', 0, 1, false],
  ])('%s', (_, length, identifierLength, isSound) => {
    expect(isSoundRecord(recordOf(length, [], identifierLength), AT, AT + 255)).toBe(isSound);
  });

  it('ends in its sector, at the latest with it', () => {
    const bytes = recordOf(40, [65]);
    expect(isSoundRecord(bytes, AT, AT + 40)).toBe(true);
    expect(isSoundRecord(bytes, AT, AT + 39)).toBe(false);
  });
});

describe('the identifiers 0 and 1', () => {
  it.each([
    [[0], 'self'],
    [[1], 'parent'],
    [[2], undefined],
    [[0, 0], undefined],
    [[1, 0], undefined],
  ])('%j is %s', (identifier, dot) => {
    expect(dotRecordOf(recordOf(40, identifier), AT)).toBe(dot);
  });
});

describe('where data lies', () => {
  it('is behind the extended attribute record', () => {
    const bytes = recordOf(40, [65]);
    directoryRecord.put.extentBlock(bytes, AT, 100);
    bytes[AT + fieldOffset(directoryRecord, 'extendedAttributeLength')] = 3;
    expect(dataBlockOf(bytes, AT)).toBe(103);
  });

  it.each([
    ['unitSize', true],
    ['gapSize', true],
    ['extendedAttributeLength', false],
  ])('is in one piece unless units or gaps are said: %s', (field, isPieces) => {
    const bytes = recordOf(40, [65]);
    bytes[AT + fieldOffset(directoryRecord, field)] = 1;
    expect(isInterleaved(bytes, AT)).toBe(isPieces);
  });
});

describe('a field', () => {
  it('that the table does not have is our own fault', () => {
    expect(() => fieldOffset(directoryRecord, 'nothing')).toThrow('internal: directory record has no field nothing');
  });
});

describe('what is told of a record', () => {
  const posixOf = (linkCount: number) => ({ mode: 0o100644, linkCount, uid: 0, gid: 0 });

  it('is one section, no links and no serial number where there are none', () => {
    const record = new FoundRecord('a', 5, 20, 9);
    expect(imageRecordOf(record, { path: 'a' })).toEqual({
      path: 'a',
      kind: 'file',
      entry: { path: 'a' },
      block: 20,
      byteLength: 9,
      sections: [{ block: 20, byteLength: 9 }],
      linkCount: undefined,
      serialNumber: undefined,
      recordOffset: 5,
      obstacle: undefined,
    });
  });

  it('is everything that was found', () => {
    const record = new FoundRecord('a', 5, 20, 9);
    record.posix = posixOf(2);
    record.serialNumber = 77;
    record.rare = { sections: [{ block: 1, byteLength: 2048 }], obstacle: 'other-volume' };
    const { linkCount, serialNumber, sections, obstacle } = imageRecordOf(record, { path: 'a' });
    expect({ linkCount, serialNumber, sections, obstacle }).toEqual({
      linkCount: 2,
      serialNumber: 77,
      sections: [{ block: 1, byteLength: 2048 }],
      obstacle: 'other-volume',
    });
  });

  it('is that it has links from two names on', () => {
    const record = new FoundRecord('a', 5, 20, 9);
    expect(hasLinks(record)).toBe(false);
    record.posix = posixOf(1);
    expect(hasLinks(record)).toBe(false);
    record.posix = posixOf(2);
    expect(hasLinks(record)).toBe(true);
  });
});
