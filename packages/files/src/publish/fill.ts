/** Writes an image into an open temporary file: in slices of one buffer, every write counted. */
import type { Hash } from 'node:crypto';
import { chunksOf, type ImageLayout, isSynchronous, slicesOf, toBytes } from 'iso9660-writer';
import { writeFully } from '../descriptors.ts';
import { untilAborted, yieldToEventLoop } from '../event-loop.ts';
import { SpareBuffer } from '../spare-buffer.ts';
import type { TempFile } from './publish.ts';

/** What can be written: bytes, or a layout, which becomes bytes slice by slice. */
export type WritableImage = Uint8Array | ImageLayout;

export interface FillOptions {
  /** Called after each slice with the number of bytes written so far and in all. */
  readonly onProgress?: ((writtenBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where slices go: the temporary file, and whoever watches. */
interface Sink {
  readonly file: TempFile;
  readonly hash: Hash | undefined;
  readonly options: FillOptions;
  readonly totalBytes: number;
  writtenBytes: number;
}

/** Large enough that a system call costs nothing, small enough to leave the event loop alive and the memory flat. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** Writes the whole image into a temporary file and returns the number of bytes. */
export async function fillTempFile(
  file: TempFile,
  image: WritableImage,
  hash: Hash | undefined,
  options: FillOptions,
): Promise<number> {
  const sink: Sink = { file, hash, options, totalBytes: image.byteLength, writtenBytes: 0 };
  if (image instanceof Uint8Array) await writeSlices(sink, slicesOfBytes(image));
  else await writeLayout(sink, image);
  return sink.writtenBytes;
}

function* slicesOfBytes(bytes: Uint8Array): Generator<Uint8Array> {
  const isOne = bytes.byteLength <= SLICE_BYTES;
  for (let at = 0; at < bytes.byteLength; at += SLICE_BYTES) yield isOne ? bytes : bytes.subarray(at, at + SLICE_BYTES);
}

async function writeLayout(sink: Sink, layout: ImageLayout): Promise<void> {
  if (!isSynchronous(layout)) {
    await writeChunks(sink, chunksOf(layout, { chunkByteLength: SLICE_BYTES }));
    return;
  }
  if (layout.byteLength <= smallImages.byteLength) {
    writeAtOnce(sink, layout);
    return;
  }
  const buffer = new Uint8Array(Math.min(SLICE_BYTES, layout.byteLength));
  try {
    await writeSlices(sink, slicesOf(layout, buffer));
  } finally {
    buffer.fill(0); // it held what the image holds
  }
}

const smallImages = new SpareBuffer(256 * 1024);

function writeAtOnce(sink: Sink, layout: ImageLayout): void {
  sink.options.signal?.throwIfAborted();
  const buffer = smallImages.take();
  try {
    write(sink, toBytes(layout, buffer));
  } finally {
    smallImages.give(buffer, layout.byteLength);
  }
}

async function writeSlices(sink: Sink, slices: Iterable<Uint8Array>): Promise<void> {
  for (const slice of slices) {
    if (sink.writtenBytes > 0) await yieldToEventLoop();
    sink.options.signal?.throwIfAborted();
    write(sink, slice);
  }
}

async function writeChunks(sink: Sink, chunks: AsyncIterator<Uint8Array>): Promise<void> {
  for await (const chunk of untilAborted(chunks, sink.options.signal)) write(sink, chunk);
}

function write(sink: Sink, bytes: Uint8Array): void {
  const { file, hash, options, totalBytes } = sink;
  writeFully(file.fd, bytes, 'write', file.target.path, sink.writtenBytes);
  hash?.update(bytes);
  sink.writtenBytes += bytes.byteLength;
  options.onProgress?.(sink.writtenBytes, totalBytes);
}
