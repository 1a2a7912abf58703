/** Files and pipes that are read in their order: small ones as a whole, long ones piece by piece. */
import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { storageError, storageErrorFrom } from '../errors.ts';

export interface ReadWholeOptions {
  /** Bytes; a longer file, or a pipe that does not end, is an error. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads all bytes of a file, or of whatever else can be read under a path (`/dev/fd/63` of a shell's `<(…)`).
 *
 * @throws StorageError when it cannot be read or is too large; the signal's reason when it was aborted
 */
export async function readWholeFile(path: string, options: ReadWholeOptions): Promise<Uint8Array> {
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  return readWholeStream(createReadStream(path), path, options);
}

/** Reads all bytes of a stream that is open, such as standard input; `path` is for messages. */
export async function readWholeStream(
  stream: Readable,
  path: string,
  { limit, signal }: ReadWholeOptions,
): Promise<Uint8Array> {
  if (signal !== undefined) addAbortSignal(signal, stream);
  try {
    return await collected(stream, path, limit);
  } catch (cause) {
    signal?.throwIfAborted();
    throw storageErrorFrom('read', path, cause);
  }
}

async function collected(stream: AsyncIterable<Uint8Array>, path: string, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let byteLength = 0;
  for await (const piece of stream) {
    byteLength += piece.byteLength;
    if (byteLength > limit) throw storageError('file-too-large', 'read', path);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const PIECE_BYTES = 256 * 1024;

/**
 * Reads a file, or a stream that is open, piece by piece as they are wanted: nothing is read ahead but one piece.
 *
 * @param path For messages, and what is read where there is no stream.
 * @throws StorageError
 */
export async function* readPieces(path: string, stream?: Readable): AsyncGenerator<Uint8Array> {
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  try {
    yield* stream ?? createReadStream(path, { highWaterMark: PIECE_BYTES });
  } catch (cause) {
    throw storageErrorFrom('read', path, cause);
  }
}
