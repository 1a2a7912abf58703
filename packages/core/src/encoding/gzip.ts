/**
 * gzip (RFC 1952): the same bytes on every machine, and what comes out of it up to a limit, since a few bytes may hold terabytes.
 */
import { Gunzip, gzipSync } from 'fflate';

/** No date, and no memory level that is reckoned with logarithms, of which engines have their own idea. */
export const gzipped = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { mtime: 0, level: 9, mem: 12 });

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** A piece grows to a thousand times its length at most. */
const PIECE_BYTES = 4096;

export function gunzipped(bytes: Uint8Array, mostBytes: number): Uint8Array | 'broken' | 'too large' {
  const pieces: Uint8Array[] = [];
  let byteLength = 0;
  let isComplete = false;
  const stream = new Gunzip((piece, isLast) => {
    pieces.push(piece);
    byteLength += piece.byteLength;
    isComplete ||= isLast;
  });
  try {
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
      stream.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.byteLength);
      if (byteLength > mostBytes) return 'too large';
    }
  } catch {
    // The library has errors of its own, and all of them say so much.
    return 'broken';
  }
  return isComplete ? joined(pieces, byteLength) : 'broken';
}

function joined(pieces: readonly Uint8Array[], byteLength: number): Uint8Array {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

const CRC_POLYNOMIAL = 0xedb88320;

const crcTable = Int32Array.from({ length: 256 }, (_, index) => {
  let rest = index;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? CRC_POLYNOMIAL : 0);
  return rest;
});

/** RFC 1952, 8. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const TRAILER_BYTES = 8;

/** Whether the end of a gzip (one member) is that of these bytes: sum and length, which the library does not look at. */
export function isEndOf(zipped: Uint8Array, bytes: Uint8Array): boolean {
  if (zipped.byteLength < TRAILER_BYTES) return false;
  const trailer = new DataView(zipped.buffer, zipped.byteOffset + zipped.byteLength - TRAILER_BYTES, TRAILER_BYTES);
  return trailer.getUint32(0, true) === crc32(bytes) && trailer.getUint32(4, true) === bytes.byteLength % 2 ** 32;
}
