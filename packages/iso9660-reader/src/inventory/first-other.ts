/** The first byte that is not zero; `end` when there is none. */
export function firstOther(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (end - from >= WORTH_A_VIEW) at = skipZeroWords(bytes, from, end);
  while (at < end && bytes[at] === 0) at++;
  return at;
}

/** Most of an image's padding is asked, and four bytes at once take a quarter of the time. */
const WORTH_A_VIEW = 256;

function skipZeroWords(bytes: Uint8Array, from: number, end: number): number {
  const unaligned = (bytes.byteOffset + from) % 4;
  const start = unaligned === 0 ? from : from + 4 - unaligned;
  for (let at = from; at < start; at++) if (bytes[at] !== 0) return at;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + start, Math.floor((end - start) / 4));
  let word = 0;
  while (word < words.length && words[word] === 0) word++;
  return start + 4 * word;
}
