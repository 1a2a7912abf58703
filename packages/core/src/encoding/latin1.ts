/** Bytes as text, one character for each: for patterns of ASCII in contents of any kind. */

const PIECE_BYTES = 8192;

export function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES));
  }
  return text;
}
