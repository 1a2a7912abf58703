/** Fields that are plain bytes: constants given by a standard, reserved zeros, free areas. */
import type { ConstantCodec, FieldCodec } from './codec.ts';

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// Loops, not subarrays: a verifier asks this of every field of every record.
function isZeroAt(source: Uint8Array, at: number, byteLength: number): boolean {
  for (let index = at; index < at + byteLength; index++) if (source[index] !== 0) return false;
  return true;
}

function isEqualAt(source: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) if (source[at + index] !== expected[index]) return false;
  return true;
}

/** Bytes that the standard prescribes. */
export const constant = /* @__NO_SIDE_EFFECTS__ */ (...bytes: readonly number[]): ConstantCodec =>
  constantBytes(Uint8Array.from(bytes));

/* @__NO_SIDE_EFFECTS__ */
function constantBytes(expected: Uint8Array): ConstantCodec {
  return {
    byteLength: expected.length,
    constant: expected,
    put: (offset) => (target, at) => target.set(expected, at + offset),
    get: () => () => undefined as never,
    problem(source, at) {
      if (isEqualAt(source, at, expected)) return undefined;
      return {
        code: 'constant-mismatch',
        expected: hex(expected),
        got: hex(source.subarray(at, at + expected.length)),
      };
    },
  };
}

/** Text that the standard prescribes, in ASCII. */
export const constantText = /* @__NO_SIDE_EFFECTS__ */ (text: string): ConstantCodec =>
  constant(...Array.from(text, (character) => character.charCodeAt(0)));

/** Reserved bytes: zero when written, reported when not. Contents are never quoted. */
/* @__NO_SIDE_EFFECTS__ */
export function reserved(byteLength: number): ConstantCodec {
  return {
    ...constantBytes(new Uint8Array(byteLength)),
    problem(source, at) {
      if (isZeroAt(source, at, byteLength)) return undefined;
      return { code: 'reserved-not-zero', expected: `${byteLength} zero bytes`, got: 'something else' };
    },
  };
}

/** Bytes of free use: copied as they are; a shorter value is followed by zeros. */
/* @__NO_SIDE_EFFECTS__ */
export function freeBytes(byteLength: number): FieldCodec<Uint8Array> {
  return {
    byteLength,
    put: (offset) => (target, at, value) => {
      target.set(value, at + offset);
      target.fill(0, at + offset + value.length, at + offset + byteLength);
    },
    get: (offset) => (source, at) => source.slice(at + offset, at + offset + byteLength),
    refusal: (value) =>
      value.length <= byteLength ? undefined : `has ${value.length} bytes, there is room for ${byteLength}`,
  };
}
