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

/** Undefined when the parts name no instant (month 13, 31 April …). */
function instantOf(
  [year, month, day, hour, minute, second]: readonly [number, number, number, number, number, number],
  milliseconds: number,
  offsetSteps: number,
): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, milliseconds);
  const isReal =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!isReal || !isOffset(offsetSteps)) return undefined;
  return new Date(date.getTime() - offsetSteps * OFFSET_STEP_MINUTES * MINUTE_MS);
}

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
    const digits = asciiOf(source, at);
    if (!/^[0-9]{16}$/.test(digits)) return { code: 'date-digits', expected: 'sixteen digits', got: 'something else' };
    const isNotGiven = digits === NOT_GIVEN_DIGITS && source[at + 16] === 0;
    return isNotGiven || descriptorDateAt(source, at) !== undefined ? undefined : noDate(digits);
  },
  refusal: yearRefusal(DESCRIPTOR_DATE_YEARS),
};

function digitsOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const day = `${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}${two(date.getUTCMinutes())}${two(date.getUTCSeconds())}`;
  return `${year}${day}${time}${two(Math.floor(date.getUTCMilliseconds() / 10))}`;
}

const asciiOf = (source: Uint8Array, at: number): string => String.fromCharCode(...source.subarray(at, at + 16));

function descriptorDateAt(source: Uint8Array, at: number): Date | undefined {
  const digits = asciiOf(source, at);
  if (!/^[0-9]{16}$/.test(digits)) return undefined;
  const part = (first: number, last: number): number => Number(digits.slice(first, last));
  const parts = [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14)] as const;
  return instantOf(parts, part(14, 16) * 10, signed(source[at + 16]!));
}
