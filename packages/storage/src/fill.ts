/** Getting an image into an open draft: in slices of one buffer, every write counted. */
import type { Hash } from 'node:crypto';
import { chunksOf, type ImageLayout, isSynchronous, slicesOf, toBytes } from 'iso9660-writer';
import { incomingOf } from './incoming.ts';
import { breath, type Pause } from './pauses.ts';
import type { Draft } from './publish.ts';
import { SpareBuffer } from './spare-buffer.ts';
import { writeFully } from './write-fully.ts';

/** What can be written: bytes, or a layout, which becomes bytes slice by slice. */
export type WritableImage = Uint8Array | ImageLayout;

export interface FillOptions {
  /** Called after each slice with the number of bytes written so far and in all. */
  readonly onProgress?: ((writtenBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where slices go: the draft, and whoever watches. */
interface Sink {
  readonly draft: Draft;
  readonly hash: Hash | undefined;
  readonly options: FillOptions;
  readonly totalBytes: number;
  writtenBytes: number;
}

/** Large enough that a system call costs nothing, small enough to leave the event loop alive and the memory flat. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** Writes the whole image and returns the number of bytes. */
export function* fillDraft(
  draft: Draft,
  image: WritableImage,
  hash: Hash | undefined,
  options: FillOptions,
): Generator<Pause, number> {
  const sink: Sink = { draft, hash, options, totalBytes: image.byteLength, writtenBytes: 0 };
  if (image instanceof Uint8Array) yield* writeSlices(sink, slicesOfBytes(image));
  else yield* writeLayout(sink, image);
  return sink.writtenBytes;
}

function* slicesOfBytes(bytes: Uint8Array): Generator<Uint8Array> {
  const isOne = bytes.byteLength <= SLICE_BYTES;
  for (let at = 0; at < bytes.byteLength; at += SLICE_BYTES) yield isOne ? bytes : bytes.subarray(at, at + SLICE_BYTES);
}

function* writeLayout(sink: Sink, layout: ImageLayout): Generator<Pause, void> {
  if (!isSynchronous(layout)) {
    yield* writeChunks(sink, chunksOf(layout, { chunkByteLength: SLICE_BYTES }));
    return;
  }
  if (layout.byteLength <= smallImages.byteLength) {
    writeAtOnce(sink, layout);
    return;
  }
  const buffer = new Uint8Array(Math.min(SLICE_BYTES, layout.byteLength));
  try {
    yield* writeSlices(sink, slicesOf(layout, buffer));
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

function* writeSlices(sink: Sink, slices: Iterable<Uint8Array>): Generator<Pause, void> {
  for (const slice of slices) {
    if (sink.writtenBytes > 0) yield breath;
    sink.options.signal?.throwIfAborted();
    write(sink, slice);
  }
}

function* writeChunks(sink: Sink, chunks: AsyncIterator<Uint8Array>): Generator<Pause, void> {
  const incoming = incomingOf(chunks, sink.options.signal);
  try {
    for (let chunk = yield* incoming.next(); chunk !== undefined; chunk = yield* incoming.next()) write(sink, chunk);
  } finally {
    incoming.close();
  }
}

function write(sink: Sink, bytes: Uint8Array): void {
  const { draft, hash, options, totalBytes } = sink;
  writeFully(draft.fd, bytes, 'write', draft.target.path, sink.writtenBytes);
  hash?.update(bytes);
  sink.writtenBytes += bytes.byteLength;
  options.onProgress?.(sink.writtenBytes, totalBytes);
}
