/** Where images come from: bytes in memory, a Blob, or anything that can read a range. Every read is checked. */
import { InvalidInputError } from '@configdrive/issues';
import { checkArguments, source as someSource } from '@configdrive/issues/arguments';
import { imageError } from './image-issue.ts';

export interface ByteSource {
  readonly byteLength: number;
  /** Exactly `length` bytes from `offset` on. Asked only for ranges inside `byteLength`. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
  /**
   * The same at once, into a target that it fills. With it contents are synchronous: they are written without a promise
   * per piece.
   */
  readInto?(target: Uint8Array, offset: number): void;
  close?(): void | Promise<void>;
}

/** What is needed of a Blob or File to read parts of it. */
export interface SliceableBlob {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export type ImageSource = Uint8Array | SliceableBlob | ByteSource;

export function byteSourceOf(source: ImageSource): ByteSource {
  checkArguments(['source', someSource, source]);
  if (source instanceof Uint8Array) return sourceOfBytes(source);
  return 'slice' in source ? sourceOfBlob(source) : source;
}

const sourceOfBytes = (bytes: Uint8Array): ByteSource => ({
  byteLength: bytes.byteLength,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

const sourceOfBlob = (blob: SliceableBlob): ByteSource => ({
  byteLength: blob.size,
  read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
});

/** Reads a range that must lie inside the source; what comes must be exactly as long as asked. */
export function readExactly(source: ByteSource, offset: number, length: number): Uint8Array | Promise<Uint8Array> {
  if (offset + length > source.byteLength) throw imageError('extent-outside-image', { offset });
  const answer = source.read(offset, length);
  if (answer instanceof Uint8Array) return whole(answer, offset, length);
  return answer.then((bytes) => whole(bytes, offset, length));
}

/** The same into a target, from a source that can do so. */
export function readExactlyInto(source: ByteSource, target: Uint8Array, offset: number): void {
  if (offset + target.byteLength > source.byteLength) throw imageError('extent-outside-image', { offset });
  source.readInto?.(target, offset);
}

function whole(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (bytes.byteLength === length) return bytes;
  throw imageError('source-short', { offset }, { expected: `${length} bytes`, got: `${bytes.byteLength} bytes` });
}

/** A source whose length is no length is the caller's fault. */
export function checkByteLength(byteLength: number): void {
  if (Number.isSafeInteger(byteLength) && byteLength >= 0) return;
  throw new InvalidInputError([
    {
      code: 'source-invalid',
      severity: 'error',
      place: ['source', 'byteLength'],
      message: 'must be a whole number of bytes',
    },
  ]);
}
