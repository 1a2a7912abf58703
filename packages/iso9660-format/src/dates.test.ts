import { describe, expect, it } from 'vitest';
import { testCodec } from '../../../test/support/test-codec.ts';
import { hex } from './bytes.ts';
import { descriptorDate, recordDate } from './dates.ts';

const utc = (text: string): Date => new Date(`${text}Z`);
const noDate = new Date(Number.NaN);
const ascii = (text: string): string => hex(Uint8Array.from(text, (character) => character.charCodeAt(0)));

testCodec('recording date (ECMA-119 9.1.5)', recordDate, {
  pairs: [
    [undefined, '00000000000000'],
    [utc('1900-01-01T00:00:00'), '00010100000000'],
    [utc('1969-12-31T23:59:59'), '450c1f173b3b00'],
    [utc('1970-01-01T00:00:00'), '46010100000000'],
    [utc('2000-02-29T12:34:56'), '64021d0c223800'],
    [utc('2038-01-19T03:14:08'), '8a0113030e0800'],
    [utc('2155-12-31T23:59:59'), 'ff0c1f173b3b00'],
  ],
  readAs: [
    // An offset counts quarters of an hour from Greenwich (R61); only zero is written (R62).
    ['7e0101 0d0000 34', utc('2026-01-01T00:00:00')],
    ['7d0c1f 0c0000 d0', utc('2026-01-01T00:00:00')],
    ['7e0101 000000 01', utc('2025-12-31T23:45:00')],
    // No dates of the calendar.
    ['7e0d01 000000 00', undefined],
    ['7e0001 000000 00', undefined],
    ['7e041f 000000 00', undefined],
    ['7e021d 000000 00', undefined],
    ['7e0101 180000 00', undefined],
    ['7e0101 003c00 00', undefined],
    ['7e0101 00003c 00', undefined],
    ['7e0101 000000 35', undefined],
    ['7e0101 000000 cf', undefined],
  ],
  refusedValues: [noDate, utc('1899-12-31T23:59:59'), utc('2156-01-01T00:00:00')],
  reportedBytes: {
    '7e0d01 000000 00': 'date-out-of-range',
    '7e0001 000000 00': 'date-out-of-range',
    '7e041f 000000 00': 'date-out-of-range',
    '7e021d 000000 00': 'date-out-of-range',
    '7e0101 180000 00': 'date-out-of-range',
    '7e0101 00003c 00': 'date-out-of-range',
    '7e0101 000000 35': 'date-out-of-range',
    '7e0101 000000 cf': 'date-out-of-range',
  },
});

testCodec('descriptor date (ECMA-119 8.4.26.1)', descriptorDate, {
  pairs: [
    [undefined, `${ascii('0000000000000000')}00`],
    [utc('0001-01-01T00:00:00'), `${ascii('0001010100000000')}00`],
    [utc('1899-12-31T23:59:59'), `${ascii('1899123123595900')}00`],
    [utc('2026-03-01T12:34:56.780'), `${ascii('2026030112345678')}00`],
    [utc('9999-12-31T23:59:59.990'), `${ascii('9999123123595999')}00`],
  ],
  readAs: [
    [`${ascii('2026010113000000')}34`, utc('2026-01-01T00:00:00')],
    [`${ascii('2025123112000000')}d0`, utc('2026-01-01T00:00:00')],
    ['00'.repeat(17), undefined],
    [`${ascii('2026130100000000')}00`, undefined],
    [`${ascii('2026023000000000')}00`, undefined],
  ],
  refusedValues: [noDate, utc('0000-12-31T23:59:59'), new Date('+010000-01-01T00:00:00Z')],
  reportedBytes: {
    // R65: not given is sixteen digits zero, not sixteen bytes zero.
    ['00'.repeat(17)]: 'date-digits',
    [`${ascii('20260101 0000000')}00`]: 'date-digits',
    [`${ascii('2026130100000000')}00`]: 'date-out-of-range',
    [`${ascii('2026023000000000')}00`]: 'date-out-of-range',
    [`${ascii('2026010124000000')}00`]: 'date-out-of-range',
    [`${ascii('2026010100000000')}35`]: 'date-out-of-range',
    [`${ascii('0000000000000000')}01`]: 'date-out-of-range',
  },
});

describe('whole seconds (R63)', () => {
  const stamp = (date: Date): string => {
    const target = new Uint8Array(7);
    recordDate.put(0)(target, 0, date);
    return hex(target);
  };

  it.each([
    ['1969-12-31T23:59:58.001', '1969-12-31T23:59:58'],
    ['1969-12-31T23:59:59.999', '1969-12-31T23:59:59'],
    ['2026-01-01T00:00:00.999', '2026-01-01T00:00:00'],
  ])('%s is written as %s: down, also before 1970', (date, floor) => {
    expect(stamp(utc(date))).toBe(stamp(utc(floor)));
  });

  it('a second date written after a first has nothing of it left', () => {
    stamp(utc('2026-12-31T23:59:59'));
    expect(stamp(utc('1900-01-01T00:00:00'))).toBe('00010100000000');
    expect(stamp(utc('2026-12-31T23:59:59.500'))).toBe('7e0c1f173b3b00');
  });

  it('the hundredths of a descriptor date are cut, not rounded', () => {
    const target = new Uint8Array(17);
    descriptorDate.put(0)(target, 0, utc('2026-01-01T00:00:00.999'));
    expect(hex(target.subarray(14, 16))).toBe(ascii('99'));
  });
});
