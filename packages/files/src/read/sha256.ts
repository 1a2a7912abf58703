/** SHA-256 of files, in slices of one buffer. */
import { createHash } from 'node:crypto';
import type { FileStep } from '../errors.ts';
import { yieldToEventLoop } from '../event-loop.ts';
import { type OpenFile, readFully } from './source-files.ts';

/** Hashes a file to 64 hex digits; between two slices the event loop has its turn. `step`: what the hash is for. */
export async function sha256Of(file: OpenFile, step: FileStep): Promise<string> {
  const hash = createHash('sha256');
  let isFirst = true;
  for (const slice of slicesOf(file, step)) {
    if (!isFirst) await yieldToEventLoop();
    isFirst = false;
    hash.update(slice);
  }
  return hash.digest('hex');
}

/** Hashes a file to 64 hex digits in one go, for readers that answer at once. */
export function sha256OfSync(file: OpenFile, step: FileStep): string {
  const hash = createHash('sha256');
  for (const slice of slicesOf(file, step)) hash.update(slice);
  return hash.digest('hex');
}

const SLICE_BYTES = 1024 * 1024;

/** Each slice is overwritten by the next one. */
function* slicesOf(file: OpenFile, step: FileStep): Generator<Uint8Array> {
  const { byteLength } = file;
  const buffer = new Uint8Array(Math.min(SLICE_BYTES, byteLength));
  try {
    for (let at = 0; at < byteLength; at += SLICE_BYTES) {
      const slice = buffer.subarray(0, Math.min(SLICE_BYTES, byteLength - at));
      readFully(file, slice, at, step);
      yield slice;
    }
  } finally {
    buffer.fill(0); // it held what the image holds
  }
}
