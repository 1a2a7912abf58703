/** Names on disk as text. Nothing here throws: bytes that are no text become U+FFFD. */
import { ucs2, utf8Text } from 'iso9660-format';

/** Of more bytes a decoder makes a text sooner than a loop. */
const FEW_BYTES = 32;

/** Text of bytes that should be UTF-8. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return to - from <= FEW_BYTES && isAscii(bytes, from, to)
    ? asciiText(bytes, from, to)
    : utf8Text(bytes.subarray(from, to));
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  for (let at = from; at < to; at++) all |= bytes[at]!;
  return all < 0x80;
}

/** Eight units at once: pieces of a name are then few, which spares the collector. */
function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
    text += String.fromCharCode(a, b, c, d, bytes[at + 4]!, bytes[at + 5]!, bytes[at + 6]!, bytes[at + 7]!);
  }
  for (; at < to; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** An identifier of the plain tree as readers show it: no version, no bare final dot. Letter case is kept. */
export function plainName(bytes: Uint8Array, from: number, to: number): string {
  let end = to;
  let at = to - 1;
  while (at >= from && isDigit(bytes[at]!)) at--;
  if (at >= from && at < to - 1 && bytes[at] === SEMICOLON) end = at;
  if (end > from && bytes[end - 1] === DOT) end--;
  return textOf(bytes, from, end);
}

const DOT = 0x2e;
const SEMICOLON = 0x3b;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Joliet: units without a version number, which some makers write. An odd last byte is dropped. */
export function jolietName(bytes: Uint8Array, from: number, to: number): string {
  const text = ucs2(bytes, from, to - from);
  return text.includes(';') ? text.replace(/;[0-9]+$/, '') : text;
}

/** What one component of a path may be: anything but nothing, `.`, `..`, and names with a slash or NUL in them. */
export const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
