import { describe, expect, it } from 'vitest';
import { testCodec } from '../../../test/support/test-codec.ts';
import { s8, u8, u16BigEndian, u16Both, u16LittleEndian, u32BigEndian, u32Both, u32LittleEndian } from './numbers.ts';

const noNumbers = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

testCodec('u8 (ECMA-119 7.1.1)', u8, {
  pairs: [
    [0, '00'],
    [0x7f, '7f'],
    [0x80, '80'],
    [0xff, 'ff'],
  ],
  refusedValues: [...noNumbers, 0x100],
});

testCodec('s8 (ECMA-119 7.1.2)', s8, {
  pairs: [
    [0, '00'],
    [127, '7f'],
    [-1, 'ff'],
    [-48, 'd0'],
    [-128, '80'],
  ],
  refusedValues: [-129, 128, 0.5, Number.NaN],
});

testCodec('u16, little endian (ECMA-119 7.2.1)', u16LittleEndian, {
  pairs: [
    [0, '0000'],
    [0x1234, '3412'],
    [0x8000, '0080'],
    [0xffff, 'ffff'],
  ],
  refusedValues: [...noNumbers, 0x1_0000],
});

testCodec('u16, big endian (ECMA-119 7.2.2)', u16BigEndian, {
  pairs: [
    [0, '0000'],
    [0x1234, '1234'],
    [0x8000, '8000'],
    [0xffff, 'ffff'],
  ],
  refusedValues: [...noNumbers, 0x1_0000],
});

testCodec('u16, both (ECMA-119 7.2.3)', u16Both, {
  pairs: [
    [0, '0000 0000'],
    [1, '0100 0001'],
    [0x1234, '3412 1234'],
    [0xffff, 'ffff ffff'],
  ],
  readAs: [['0200 0001', 2]],
  refusedValues: [...noNumbers, 0x1_0000],
  reportedBytes: {
    '0200 0001': 'both-endian-mismatch',
    '0100 0100': 'both-endian-mismatch',
    '0000 0001': 'both-endian-mismatch',
  },
});

testCodec('u32, little endian (ECMA-119 7.3.1)', u32LittleEndian, {
  pairs: [
    [0, '00000000'],
    [0x1234_5678, '78563412'],
    [2 ** 31, '00000080'],
    [2 ** 32 - 1, 'ffffffff'],
  ],
  refusedValues: [...noNumbers, 2 ** 32],
});

testCodec('u32, big endian (ECMA-119 7.3.2)', u32BigEndian, {
  pairs: [
    [0, '00000000'],
    [0x1234_5678, '12345678'],
    [2 ** 31, '80000000'],
    [2 ** 32 - 1, 'ffffffff'],
  ],
  refusedValues: [...noNumbers, 2 ** 32],
});

testCodec('u32, both (ECMA-119 7.3.3)', u32Both, {
  pairs: [
    [0, '00000000 00000000'],
    [0x1234_5678, '78563412 12345678'],
    [2 ** 31, '00000080 80000000'],
    [0xffff_f800, '00f8ffff fffff800'],
    [2 ** 32 - 1, 'ffffffff ffffffff'],
  ],
  readAs: [
    ['01000000 00000002', 1],
    ['00000080 00000000', 2 ** 31],
  ],
  refusedValues: [...noNumbers, 2 ** 32],
  reportedBytes: {
    '01000000 00000002': 'both-endian-mismatch',
    '01000000 01000000': 'both-endian-mismatch',
    '00000000 00000001': 'both-endian-mismatch',
  },
});

describe('a number that is refused', () => {
  it('is told with what is allowed', () => {
    expect(u8.refusal?.(256)).toBe('is 256, allowed are whole numbers from 0 to 255');
    expect(s8.refusal?.(-129)).toBe('is -129, allowed are whole numbers from -128 to 127');
  });

  it('halves that differ are both told', () => {
    expect(u16Both.problem?.(Uint8Array.of(1, 0, 0, 2), 0)).toEqual({
      code: 'both-endian-mismatch',
      expected: 'the same number in both byte orders',
      got: 'little-endian 1, big-endian 2',
    });
  });
});
