/**
 * Large files are compared by a sample: the emulated guest hashes some 30 MB a second. The sample is the first block, the blocks
 * before and after every 64 MiB, and the last two, each of 64 KiB; test/mounted/guest/init.sh takes the same.
 */
import { createHash } from 'node:crypto';

/** Longer files are sampled. */
export const SAMPLED_FROM_BYTES = 64 << 20;

const BLOCK_BYTES = 64 << 10;
const STRIDE_BLOCKS = (64 << 20) / BLOCK_BYTES;

/** Lower-case hex of the SHA-256 of the sample. `fill` copies bytes from an offset on and returns how many. */
export function hashSample(byteLength: number, fill: (target: Uint8Array, offset: number) => number): string {
  const hash = createHash('sha256');
  for (const [block, count] of sampleOf(byteLength)) {
    const offset = block * BLOCK_BYTES;
    const piece = new Uint8Array(Math.min(count * BLOCK_BYTES, byteLength - offset));
    for (let filled = 0; filled < piece.length; ) filled += fill(piece.subarray(filled), offset + filled);
    hash.update(piece);
  }
  return hash.digest('hex');
}

/** First block and number of blocks of each part. */
function* sampleOf(byteLength: number): Generator<readonly [number, number]> {
  const last = Math.floor((byteLength - 1) / BLOCK_BYTES);
  yield [0, 1];
  for (let block = STRIDE_BLOCKS; block <= last; block += STRIDE_BLOCKS) yield [block - 1, 2];
  yield [last - 1, 2];
}
