import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../test/support/test-codec.ts';
import { hex } from './bytes.ts';
import { pathTableRecordL, pathTableRecordLength, pathTableRecordM } from './path-tables.ts';

const value = { identifierLength: 5, extentBlock: 0x0102_0304, parentNumber: 0x0506 };

describe.each([
  ['L', pathTableRecordL, '05 00 04030201 0605'],
  ['M', pathTableRecordM, '05 00 01020304 0506'],
] as const)('a path table record of type %s (R41)', (_, table, text) => {
  it('is written and read', () => {
    const bytes = new Uint8Array(8).fill(0xff);
    table.write(bytes, 0, value);
    expect(hex(bytes)).toBe(text.replaceAll(' ', ''));
    expect(table.read(bytesOf(text), 0)).toEqual(value);
    expect(table.problems(bytes, 0)).toEqual([]);
  });

  it('with an extended attribute record is reported', () => {
    const bytes = bytesOf(text);
    bytes[1] = 1;
    expect(table.problems(bytes, 0)).toMatchObject([{ field: 'extendedAttributeLength', rule: 'R41' }]);
  });
});

describe('its length: a pad byte when the identifier is odd, the other way round than in a directory record', () => {
  it.each([
    [1, 10],
    [2, 10],
    [3, 12],
    [31, 40],
    [128, 136],
  ])('an identifier of %d bytes', (identifierLength, length) => {
    expect(pathTableRecordLength(identifierLength)).toBe(length);
  });
});
