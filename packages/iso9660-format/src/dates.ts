/**
 * Dates (ECMA-119, 2nd edition, 8.4.26.1 and 9.1.5). Written in UTC with offset 0, the only offset that every reader
 * takes the same way; read with any offset. Undefined means "not given".
 */
import type { FieldCodec, FieldProblem } from './codec.ts';

const MINUTE_MS = 60_000;
/** 9.1.5, 8.4.26.1: the offset from Greenwich Mean Time counts 15-minute steps from −48 to +52. */
const OFFSET_STEP_MINUTES = 15;
const isOffset = (steps: number): boolean => steps >= -48 && steps <= 52;
const signed = (byte: number): number => (byte << 24) >> 24;

/** Years that each form can hold. */
export const RECORD_DATE_YEARS = { first: 1900, last: 2155 } as const;
export const DESCRIPTOR_DATE_YEARS = { first: 1, last: 9999 } as const;

const yearRefusal =
  (years: { first: number; last: number }) =>
  (date: Date | undefined): string | undefined => {
    if (date === undefined) return undefined;
    const year = date.getUTCFullYear();
    if (Number.isNaN(year)) return 'is no date';
    return year >= years.first && year <= years.last
      ? undefined
      : `is in the year ${year}, the field holds ${years.first} to ${years.last}`;
  };

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysOf = (year: number, month: number): number => (month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0));

/** Undefined when the parts name no instant (month 13, 31 April …). */
function instantOf(
  [year, month, day, hour, minute, second]: readonly [number, number, number, number, number, number],
  milliseconds: number,
  offsetSteps: number,
): Date | undefined {
  const isReal = year >= 0 && day >= 1 && day <= daysOf(year, month) && hour < 24 && minute < 60 && second < 60;
  if (!isReal || !isOffset(offsetSteps)) return undefined;
  // Date.UTC takes years below 100 for years of the twentieth century; 400 years later every date is the same day.
  const time = Date.UTC(year + 400, month - 1, day, hour, minute, second, milliseconds) - FOUR_CENTURIES_MS;
  return new Date(time - offsetSteps * OFFSET_STEP_MINUTES * MINUTE_MS);
}

const FOUR_CENTURIES_MS = 146_097 * 24 * 60 * MINUTE_MS;

const noDate = (got: string): FieldProblem => ({ code: 'date-out-of-range', expected: 'a date of the calendar', got });

// A tree's records mostly share one date, and asking a Date for its parts costs more than the rest of a record.
let stampSeconds = Number.NaN;
const stampBytes = new Uint8Array(7);

function stampOf(date: Date): Uint8Array {
  const seconds = Math.floor(date.getTime() / 1000);
  if (seconds === stampSeconds) return stampBytes;
  stampSeconds = seconds;
  stampBytes[0] = date.getUTCFullYear() - RECORD_DATE_YEARS.first;
  stampBytes[1] = date.getUTCMonth() + 1;
  stampBytes[2] = date.getUTCDate();
  stampBytes[3] = date.getUTCHours();
  stampBytes[4] = date.getUTCMinutes();
  stampBytes[5] = date.getUTCSeconds();
  stampBytes[6] = 0;
  return stampBytes;
}

/** 9.1.5: seven bytes; all zero when not given. Whole seconds. */
export const recordDate: FieldCodec<Date | undefined> = {
  byteLength: 7,
  put: (offset) => (target, at, date) => {
    const first = at + offset;
    if (date === undefined) {
      target.fill(0, first, first + 7);
      return;
    }
    const stamp = stampOf(date);
    for (let index = 0; index < 7; index++) target[first + index] = stamp[index]!;
  },
  get: (offset) => (source, at) => recordDateAt(source, at + offset),
  problem(source, at) {
    const bytes = source.subarray(at, at + 7);
    return bytes.every((byte) => byte === 0) || recordDateAt(source, at) !== undefined
      ? undefined
      : noDate(Array.from(bytes).join(' '));
  },
  refusal: yearRefusal(RECORD_DATE_YEARS),
};

function recordDateAt(source: Uint8Array, at: number): Date | undefined {
  const year = RECORD_DATE_YEARS.first + source[at]!;
  const parts = [year, source[at + 1]!, source[at + 2]!, source[at + 3]!, source[at + 4]!, source[at + 5]!] as const;
  return instantOf(parts, 0, signed(source[at + 6]!));
}

const NOT_GIVEN_DIGITS = '0'.repeat(16);

/** 8.4.26.1: sixteen digits and an offset byte; sixteen digits `0` when not given. Hundredths of a second. */
export const descriptorDate: FieldCodec<Date | undefined> = {
  byteLength: 17,
  put: (offset) => (target, at, date) => {
    const digits = date === undefined ? NOT_GIVEN_DIGITS : digitsOf(date);
    for (let index = 0; index < 16; index++) target[at + offset + index] = digits.charCodeAt(index);
    target[at + offset + 16] = 0;
  },
  get: (offset) => (source, at) => descriptorDateAt(source, at + offset),
  problem(source, at) {
    const first = numberAt(source, at, 8);
    const last = numberAt(source, at + 8, 8);
    if (Number.isNaN(first) || Number.isNaN(last)) {
      return { code: 'date-digits', expected: 'sixteen digits', got: 'something else' };
    }
    const isNotGiven = first === 0 && last === 0 && source[at + 16] === 0;
    if (isNotGiven || descriptorDateAt(source, at) !== undefined) return undefined;
    return noDate(`${first}`.padStart(8, '0') + `${last}`.padStart(8, '0'));
  },
  refusal: yearRefusal(DESCRIPTOR_DATE_YEARS),
};

// A volume's dates are mostly one and the same.
let digitsMilliseconds = Number.NaN;
let digits = NOT_GIVEN_DIGITS;

function digitsOf(date: Date): string {
  const milliseconds = date.getTime();
  if (milliseconds !== digitsMilliseconds) {
    digits = formattedDigits(date);
    digitsMilliseconds = milliseconds;
  }
  return digits;
}

function formattedDigits(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const day = `${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}${two(date.getUTCMinutes())}${two(date.getUTCSeconds())}`;
  return `${year}${day}${time}${two(Math.floor(date.getUTCMilliseconds() / 10))}`;
}

/** The number that decimal digits say; NaN when one is none. */
function numberAt(source: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index++) {
    const digit = source[index]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function descriptorDateAt(source: Uint8Array, at: number): Date | undefined {
  const part = (first: number, length: number): number => numberAt(source, at + first, length);
  const parts = [part(0, 4), part(4, 2), part(6, 2), part(8, 2), part(10, 2), part(12, 2)] as const;
  const hundredths = part(14, 2);
  return Number.isNaN(hundredths) ? undefined : instantOf(parts, hundredths * 10, signed(source[at + 16]!));
}
