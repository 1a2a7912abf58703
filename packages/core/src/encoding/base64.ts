/**
 * Base64 (RFC 4648, sections 4 and 5), strict: both alphabets, padding optional, line breaks ignored, everything else
 * is a fault with its place. ECMAScript only; the platform's decoders skip or stop at junk.
 */
import { writeUtf8 } from 'iso9660-format';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Negative, so that it shows in the union of four. */
const OTHER = -1;

/** By UTF-8 byte, the six bits it stands for, already where they belong in a group of 24. */
function sextets(shift: number): Int32Array {
  const table = new Int32Array(256).fill(OTHER);
  for (let value = 0; value < ALPHABET.length; value++) table[ALPHABET.charCodeAt(value)] = value << shift;
  table['-'.charCodeAt(0)] = 62 << shift;
  table['_'.charCodeAt(0)] = 63 << shift;
  return table;
}

const firsts = sextets(18);
const seconds = sextets(12);
const thirds = sextets(6);
const fourths = sextets(0);

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const EQUALS_SIGN = 61;

/** `faultAt`: index of the first character that is wrong; the length of the text where something is missing. */
export type Base64Result = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly faultAt: number };

/** Bytes of a base64 text, or where it is none. */
export function decodeBase64(text: string): Base64Result {
  const bytes = new Uint8Array(byteLengthUnlessBroken(text));
  const readable = decodeGroups(text, bytes);
  return decodeRest(text, readable, bytes, (readable / 4) * 3);
}

/** Exact for a text without line breaks; breaks only make it too large. */
function byteLengthUnlessBroken(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor(((text.length - padding) * 3) / 4);
}

/** A multiple of four. Bytes are quicker to look up than characters; nothing stays in here. */
const window = new Uint8Array(4096);

/** Decodes whole groups up to the first that is not all of the alphabet, and returns how many characters that are. */
function decodeGroups(text: string, bytes: Uint8Array): number {
  let from = 0;
  let readable = window.length;
  while (readable === window.length) {
    const length = writeUtf8(window, 0, text.slice(from, from + window.length));
    readable = decodeWindow(length, bytes, (from / 4) * 3);
    window.fill(0, 0, length);
    from += readable;
  }
  return from;
}

function decodeWindow(length: number, bytes: Uint8Array, writeAt: number): number {
  let at = 0;
  let written = writeAt;
  for (; at + 4 <= length; at += 4) {
    const group =
      (firsts[window[at] ?? 0] ?? OTHER) |
      (seconds[window[at + 1] ?? 0] ?? OTHER) |
      (thirds[window[at + 2] ?? 0] ?? OTHER) |
      (fourths[window[at + 3] ?? 0] ?? OTHER);
    if (group < 0) break;
    bytes[written] = group >> 16;
    bytes[written + 1] = group >> 8;
    bytes[written + 2] = group;
    written += 3;
  }
  return at;
}

/** From a place where no group is open: line breaks, padding, an unpadded end, faults. */
function decodeRest(text: string, from: number, bytes: Uint8Array<ArrayBuffer>, writeAt: number): Base64Result {
  let written = writeAt;
  let bits = 0;
  let open = 0;
  let lastAt = from;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === CARRIAGE_RETURN || unit === LINE_FEED) continue;
    if (unit === EQUALS_SIGN) {
      const fault = paddingFault(text, at, open);
      if (fault !== undefined) return { faultAt: fault };
      break;
    }
    const sextet = fourths[unit] ?? OTHER;
    if (sextet === OTHER) return { faultAt: at };
    bits = (bits << 6) | sextet;
    lastAt = at;
    if (++open < 4) continue;
    bytes[written++] = bits >> 16;
    bytes[written++] = bits >> 8;
    bytes[written++] = bits;
    bits = 0;
    open = 0;
  }
  if (open === 1) return { faultAt: text.length };
  // Bits behind the last byte must be zero: otherwise the text was cut or is not what an encoder wrote.
  const spare = open === 2 ? 4 : open === 3 ? 2 : 0;
  if ((bits & ((1 << spare) - 1)) !== 0) return { faultAt: lastAt };
  if (open === 2) bytes[written++] = bits >> 4;
  if (open === 3) {
    bytes[written++] = bits >> 10;
    bytes[written++] = bits >> 2;
  }
  return { bytes: bytes.byteLength === written ? bytes : bytes.slice(0, written) };
}

/** Padding must complete the group and end the text. */
function paddingFault(text: string, from: number, open: number): number | undefined {
  let missing = 4 - open;
  if (open < 2) return from;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === CARRIAGE_RETURN || unit === LINE_FEED) continue;
    if (unit !== EQUALS_SIGN || missing === 0) return at;
    missing--;
  }
  return missing === 0 ? undefined : text.length;
}

/** Characters that count: line breaks do not. */
export function base64Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === CARRIAGE_RETURN || unit === LINE_FEED) length--;
  }
  return length;
}

/** Characters of so many bytes, padding included. */
export const base64LengthOfBytes = (byteLength: number): number => Math.ceil(byteLength / 3) * 4;

/** The standard alphabet, padded, in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += digit(group >> 18) + digit(group >> 12) + digit(group >> 6) + digit(group);
  }
  const missing = (3 - (bytes.byteLength % 3)) % 3;
  return missing === 0 ? text : text.slice(0, -missing) + '='.repeat(missing);
}

const digit = (bits: number): string => ALPHABET.charAt(bits & 63);
