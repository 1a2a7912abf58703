/**
 * Base64 (RFC 4648, sections 4 and 5), strict: both alphabets, padding optional, line breaks ignored, everything else
 * is a fault with its place. ECMAScript only; the platform's decoders skip or stop at junk.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const OTHER = -1;

/** Six bits of a character below 128, else `OTHER`. */
const sextets = new Int8Array(128).fill(OTHER);
for (let value = 0; value < ALPHABET.length; value++) sextets[ALPHABET.charCodeAt(value)] = value;
sextets['-'.charCodeAt(0)] = 62;
sextets['_'.charCodeAt(0)] = 63;

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const EQUALS_SIGN = 61;

export type Base64Result =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      /** Index of the first character that is wrong; the length where something is missing. */ readonly faultAt: number;
    };

/** Bytes of a base64 text, or where it is none. */
export function decodeBase64(text: string): Base64Result {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let written = 0;
  let at = 0;
  // Four characters at a time as long as all four are of the alphabet; whatever else comes is for the careful half.
  for (; at + 4 <= text.length; at += 4) {
    const group =
      (sextetAt(text, at) << 18) |
      (sextetAt(text, at + 1) << 12) |
      (sextetAt(text, at + 2) << 6) |
      sextetAt(text, at + 3);
    if (group < 0) break;
    bytes[written++] = group >> 16;
    bytes[written++] = group >> 8;
    bytes[written++] = group;
  }
  return decodeRest(text, at, bytes, written);
}

/** `OTHER` shifted left stays negative, so one comparison judges four characters. */
const sextetAt = (text: string, at: number): number => sextets[text.charCodeAt(at)] ?? OTHER;

/** From a place where no group is open: line breaks, padding, an unpadded end, faults. */
function decodeRest(text: string, from: number, bytes: Uint8Array<ArrayBuffer>, from3: number): Base64Result {
  let written = from3;
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
    const sextet = sextets[unit] ?? OTHER;
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
