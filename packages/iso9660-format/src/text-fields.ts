/**
 * Text in descriptors (ECMA-119 7.4; Joliet specification, "UCS-2"): fixed width, padded on the right with spaces.
 */
import type { FieldCodec, FieldProblem } from './codec.ts';

const SPACE = 0x20;

/** What a field of text may hold, with the words to say so. */
export interface Alphabet {
  readonly name: string;
  readonly pattern: RegExp;
}

/** ECMA-119 7.4.1. */
export const dCharacters: Alphabet = { name: 'd-characters (A-Z 0-9 _)', pattern: /^[A-Z0-9_]*$/ };

/** ECMA-119 7.4.1. */
export const aCharacters: Alphabet = {
  name: 'a-characters (A-Z 0-9 _ space ! " % & \' ( ) * + , - . / : ; < = > ?)',
  pattern: /^[A-Z0-9_ !"%&'()*+,\-./:;<=>?]*$/,
};

// The standard wants d- or a-characters. "config-2" and "cidata" break that and guests look for exactly these, so what
// may be *written* is all printable ASCII; what a strict reader objects to stays the standard's own set.
const printableAscii = /^[\x20-\x7e]*$/;

/** Left-aligned text, one byte a character, padded with spaces (7.4.3.2). Read as Latin-1, padding dropped. */
/* @__NO_SIDE_EFFECTS__ */
export function text(byteLength: number, alphabet: Alphabet): FieldCodec<string> {
  return {
    byteLength,
    put: (offset) => (target, at, value) => {
      const first = at + offset;
      for (let index = 0; index < value.length; index++) target[first + index] = value.charCodeAt(index);
      target.fill(SPACE, first + value.length, first + byteLength);
    },
    get: (offset) => (source, at) => latin1(source, at + offset, byteLength),
    problem(source, at) {
      const value = latin1(source, at, byteLength);
      return alphabet.pattern.test(value) ? undefined : charactersProblem(alphabet.name);
    },
    refusal(value) {
      if (value.length > byteLength) return `has ${value.length} characters, there is room for ${byteLength}`;
      return printableAscii.test(value) ? undefined : 'has a character that is not printable ASCII';
    },
  };
}

/** Joliet: UCS-2, most significant byte first, padded with U+0020; an odd last byte is zero. */
/* @__NO_SIDE_EFFECTS__ */
export function ucs2Text(byteLength: number): FieldCodec<string> {
  const maximumUnits = Math.floor(byteLength / 2);
  return {
    byteLength,
    put: (offset) => (target, at, value) => {
      const first = at + offset;
      for (let index = 0; index < maximumUnits; index++) {
        const unit = index < value.length ? value.charCodeAt(index) : SPACE;
        target[first + 2 * index] = unit >>> 8;
        target[first + 2 * index + 1] = unit;
      }
      if (byteLength % 2 === 1) target[first + byteLength - 1] = 0;
    },
    get: (offset) => (source, at) => ucs2(source, at + offset, ucs2ByteLengthOf(source, at + offset, maximumUnits)),
    problem(source, at) {
      const value = ucs2(source, at, 2 * maximumUnits);
      return value.includes('\0') ? charactersProblem('UCS-2 text padded with U+0020') : undefined;
    },
    refusal(value) {
      if (value.length > maximumUnits) return `has ${value.length} units, there is room for ${maximumUnits}`;
      return value.isWellFormed() ? undefined : 'has half of a surrogate pair';
    },
  };
}

/** Bytes of a text of at most so many units without the spaces behind it. */
function ucs2ByteLengthOf(source: Uint8Array, at: number, maximumUnits: number): number {
  let end = at + 2 * maximumUnits;
  while (end > at && source[end - 1] === SPACE && source[end - 2] === 0) end -= 2;
  return end - at;
}

/** UCS-2 units, most significant byte first, as a JavaScript string. */
export function ucs2(source: Uint8Array, at: number, byteLength: number): string {
  let value = '';
  // Counted by units: a sum of something that is no number may be a text, which never ends.
  for (let unit = 0; unit < byteLength >> 1; unit++) {
    value += String.fromCharCode(source[at + 2 * unit]! * 0x100 + source[at + 2 * unit + 1]!);
  }
  return value;
}

function latin1(source: Uint8Array, at: number, byteLength: number): string {
  let last = at + byteLength;
  while (last > at && source[last - 1] === SPACE) last--;
  let value = '';
  for (let index = at; index < last; index++) value += String.fromCharCode(source[index]!);
  return value;
}

const charactersProblem = (expected: string): FieldProblem => ({
  code: 'text-characters',
  expected,
  got: 'other characters',
});
