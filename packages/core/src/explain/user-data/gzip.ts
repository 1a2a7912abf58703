/**
 * What comes out of gzip, up to a limit: a few bytes may hold terabytes.
 */
import { Gunzip } from 'fflate';

const MOST_BYTES = 8 * 1024 * 1024;
/** A piece grows to a thousand times its length at most. */
const PIECE_BYTES = 4096;

export function gunzipped(bytes: Uint8Array): Uint8Array | 'broken' | 'too large' {
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
      if (byteLength > MOST_BYTES) return 'too large';
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
