/**
 * Layouts to bytes. One walk over the areas; the adapters differ in where the bytes go: one array, a caller's buffer
 * filled again and again, an async generator, a web stream.
 */
import { type InvalidInputError, inputRefusal } from '@configdrive/issues';
import { bytes, checkArguments, layout as someLayout, someOptions } from '@configdrive/issues/arguments';
import { type AbortSignalLike, byteOffsetOf, newReadableStream, utf8Bytes } from 'iso9660-format';
import { type Area, areasOf, encodeArea, encodeMetadata, type MetadataArea } from './areas.ts';
import { writerCodes } from './codes.ts';
import { exactPieces, fillFrom, isSynchronousContent, writeExtent } from './contents.ts';
import { type ImageLayout, plannedImageOf } from './image-layout.ts';
import { contentOf, extentOf, type FileExtent } from './node.ts';
import type { PlannedImage } from './planned-image.ts';

/** Whether every content of a layout can be read without waiting. */
export const isSynchronous = (layout: ImageLayout): boolean =>
  plannedImageOf(layout).files.every((file) => isSynchronousContent(contentOf(file)));

/**
 * The whole image in one array, at once.
 * @param into Bytes to use instead of new ones, at least `layout.byteLength` of them; what they held is overwritten.
 * @returns The image: a new array, or the beginning of `into`.
 * @throws InvalidInputError when a content has to be awaited, breaks its promise, or `into` is too small.
 */
export function toBytes(layout: ImageLayout, into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const planned = plannedImageOf(layout);
  const image = targetOf(planned.byteLength, into);
  encodeMetadata(planned, image);
  for (const owner of planned.files) writeExtent(extentOf(owner), image, byteOffsetOf(owner.block));
  return image;
}

/** Zeroed bytes for an image: new ones, or the beginning of the caller's. */
export function targetOf(byteLength: number, into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return into === undefined ? new Uint8Array(byteLength) : zeroed(into, byteLength);
}

function zeroed(into: Uint8Array<ArrayBuffer>, byteLength: number): Uint8Array<ArrayBuffer> {
  if (into.byteLength < byteLength) {
    throw tooSmall('into', `has ${into.byteLength} bytes, the image has ${byteLength}`);
  }
  return into.subarray(0, byteLength).fill(0);
}

function tooSmall(place: string, message: string): InvalidInputError {
  return inputRefusal(writerCodes, 'target-too-small', [place], message);
}

/** A stretch of the image: zeros, or an area. Stretches follow one another without a gap. */
type Stretch = Zeros | Area;
interface Zeros {
  readonly kind: 'zeros';
  readonly byteLength: number;
}

function* stretchesOf(layout: PlannedImage): Generator<Stretch> {
  let at = 0;
  for (const area of areasOf(layout)) {
    const offset = byteOffsetOf(area.block);
    if (offset > at) yield { kind: 'zeros', byteLength: offset - at };
    yield area;
    at = offset + area.byteLength;
  }
  if (layout.byteLength > at) yield { kind: 'zeros', byteLength: layout.byteLength - at };
}

function encodeStretch(layout: PlannedImage, stretch: Zeros | MetadataArea, target: Uint8Array): void {
  target.fill(0);
  if (stretch.kind !== 'zeros') encodeArea(layout, stretch, target, 0);
}

/** Writes the bytes from `done` on until the target is full. */
type CopyPart = (done: number, target: Uint8Array) => void;

/**
 * Copies parts of a stretch: answers a function that writes the bytes from `done` on into `target`, which may be
 * shorter than the stretch. Metadata that does not fit whole is encoded once, aside.
 */
function partsOf(layout: PlannedImage, stretch: Stretch): CopyPart {
  if (stretch.kind === 'file') return partsOfFile(stretch.extent);
  if (stretch.kind === 'zeros') return (_done, target) => target.fill(0);
  let aside: Uint8Array | undefined;
  return (done, target) => {
    if (target.length === stretch.byteLength) {
      encodeStretch(layout, stretch, target);
      return;
    }
    if (aside === undefined) {
      aside = new Uint8Array(stretch.byteLength);
      encodeStretch(layout, stretch, aside);
    }
    target.set(aside.subarray(done, done + target.length));
  };
}

/** The same of a file. A text that does not fit whole is encoded once, aside. */
function partsOfFile(extent: FileExtent): CopyPart {
  const { content, byteLength } = extent;
  if (typeof content !== 'string') return (done, target) => fillFrom(extent, done, target);
  let aside: FileExtent | undefined;
  return (done, target) => {
    if (target.length < byteLength) aside ??= { ...extent, content: utf8Bytes(content) };
    fillFrom(aside ?? extent, done, target);
  };
}

/** Bytes that become chunks of one length; the last may be shorter. */
class Chunks {
  readonly #next: () => Uint8Array;
  #chunk: Uint8Array | undefined;
  #used = 0;

  /** `next` gives the bytes of a chunk: new ones, or the same again when the last chunk is done with. */
  constructor(next: () => Uint8Array) {
    this.#next = next;
  }

  get isFull(): boolean {
    return this.#used === this.#chunk?.length;
  }

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** Has `byteLength` bytes copied, and yields each chunk that they fill. */
  *write(copyPart: CopyPart, byteLength: number): Generator<Uint8Array> {
    for (let done = 0; done < byteLength; ) {
      done = this.add(copyPart, done, byteLength);
      if (this.isFull) yield this.take();
    }
  }

  /** Has as much copied as there is room for of `byteLength` bytes, of which `done` are; answers how many then are. */
  add(copyPart: CopyPart, done: number, byteLength: number): number {
    this.#chunk ??= this.#next();
    const length = Math.min(byteLength - done, this.#chunk.length - this.#used);
    copyPart(done, this.#chunk.subarray(this.#used, this.#used + length));
    this.#used += length;
    return done + length;
  }

  /** What is written since the last time. */
  take(): Uint8Array {
    const chunk = this.#chunk?.subarray(0, this.#used) ?? new Uint8Array(0);
    this.#chunk = undefined;
    this.#used = 0;
    return chunk;
  }
}

/**
 * The image in slices, synchronously: `buffer` is filled again and again, and each slice yielded is a view of it, valid
 * until the next step. All slices but the last are full.
 * @throws InvalidInputError when a content has to be awaited or breaks its promise.
 */
export function* slicesOf(layout: ImageLayout, buffer: Uint8Array): Generator<Uint8Array> {
  checkArguments(['buffer', bytes, buffer]);
  if (buffer.length === 0) throw tooSmall('buffer', 'has no bytes to fill');
  const planned = plannedImageOf(layout);
  const chunks = new Chunks(() => buffer);
  for (const stretch of stretchesOf(planned)) {
    yield* chunks.write(partsOf(planned, stretch), stretch.byteLength);
  }
  if (!chunks.isEmpty) yield chunks.take();
}

export interface StreamOptions {
  /** Bytes of a chunk; contents that come in larger pieces are passed on as they come. Default 1 MiB. */
  readonly chunkByteLength?: number;
  readonly signal?: AbortSignalLike;
  /** Called after each chunk with the bytes so far and of the whole image. */
  readonly onProgress?: (done: number, total: number) => void;
}

const DEFAULT_CHUNK_BYTES = 1024 * 1024;

/**
 * The image in chunks, with any content. Each chunk is an array of its own.
 * @throws InvalidInputError when a content breaks its promise; the signal's reason when it is aborted.
 */
export async function* chunksOf(layout: ImageLayout, options: StreamOptions = {}): AsyncGenerator<Uint8Array> {
  checkArguments(['layout', someLayout, layout], ['options', someOptions, options]);
  const { chunkByteLength = DEFAULT_CHUNK_BYTES, signal, onProgress } = options;
  if (!(Number.isInteger(chunkByteLength) && chunkByteLength > 0)) {
    throw tooSmall('chunkByteLength', `is ${chunkByteLength}, it must be a whole number of bytes above 0`);
  }
  let done = 0;
  try {
    for await (const chunk of chunksWith(plannedImageOf(layout), chunkByteLength)) {
      if (signal?.aborted) break;
      yield chunk;
      done += chunk.byteLength;
      onProgress?.(done, layout.byteLength);
    }
  } catch (cause) {
    // A content that listens to the same signal fails because of it.
    throw signal?.aborted ? signal.reason : cause;
  }
  if (signal?.aborted && done < layout.byteLength) throw signal.reason;
}

/** Synchronous stretches are written where they go; pieces of a content are joined, those as large as a chunk passed on. */
async function* chunksWith(layout: PlannedImage, chunkByteLength: number): AsyncGenerator<Uint8Array> {
  const chunks = new Chunks(() => new Uint8Array(Math.min(chunkByteLength, layout.byteLength)));
  for (const stretch of stretchesOf(layout)) {
    if (stretch.kind === 'file' && !isSynchronousContent(stretch.extent.content)) {
      for await (const piece of exactPieces(stretch.extent)) yield* joined(chunks, piece, chunkByteLength);
      continue;
    }
    yield* chunks.write(partsOf(layout, stretch), stretch.byteLength);
  }
  if (!chunks.isEmpty) yield chunks.take();
}

function* joined(chunks: Chunks, piece: Uint8Array, chunkByteLength: number): Generator<Uint8Array> {
  const copyPart: CopyPart = (done, target) => target.set(piece.subarray(done, done + target.length));
  for (let done = 0; done < piece.length; ) {
    if (chunks.isEmpty && piece.length - done >= chunkByteLength) {
      yield piece.subarray(done);
      return;
    }
    done = chunks.add(copyPart, done, piece.length);
    if (chunks.isFull) yield chunks.take();
  }
}

/** The image as a web stream; back-pressure reaches the contents. */
export function toStream(layout: ImageLayout, options: StreamOptions = {}): ReturnType<typeof newReadableStream> {
  return newReadableStream(chunksOf(layout, options));
}

/** The whole image in one array, with any content. */
export async function collect(layout: ImageLayout, options: StreamOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  checkArguments(['layout', someLayout, layout]);
  const image = new Uint8Array(layout.byteLength);
  let at = 0;
  for await (const chunk of chunksOf(layout, options)) {
    image.set(chunk, at);
    at += chunk.byteLength;
  }
  return image;
}
