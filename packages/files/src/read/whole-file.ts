/** Files and pipes that are read in their order: small ones as a whole, long ones piece by piece. */
import { accessSync, constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import {
  checkArguments,
  iterable,
  options as knownOptions,
  path as somePath,
  text,
} from '@configdrive/issues/arguments';
import { atStep, storageError, storageErrorFrom } from '../errors.ts';

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
  checkArguments(['path', somePath, path], ['options', readWholeOptions, options]);
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  options.signal?.throwIfAborted();
  return readWholeStream(openStream(path), path, options);
}

/**
 * A named pipe is not opened by a thread that waits for its writer, deaf to every signal and waited for when the process ends:
 * it opens at once, and the event loop waits for what comes.
 */
function openStream(path: string, highWaterMark?: number): Readable {
  return atStep('open', path, () => {
    const isPipe = statSync(path).isFIFO();
    if (!isPipe) return createReadStream(path, highWaterMark === undefined ? {} : { highWaterMark });
    return new Socket({
      fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
      readable: true,
      writable: false,
    });
  });
}

/**
 * Refuses a path that cannot be read, before anything is made for what would be read there.
 *
 * @throws StorageError
 */
export function refuseUnreadable(path: string): void {
  checkArguments(['path', somePath, path]);
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  atStep('open', path, () => accessSync(path, constants.R_OK));
}

/** Reads all bytes of a stream that is open, such as standard input; `path` is for messages. */
export async function readWholeStream(stream: Readable, path: string, options: ReadWholeOptions): Promise<Uint8Array> {
  checkArguments(['stream', someStream, stream], ['path', text, path], ['options', readWholeOptions, options]);
  const { limit, signal } = options;
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
  checkArguments(['path', text, path], ['stream?', someStream, stream]);
  if (path.includes('\0')) throw storageError('path-invalid', 'open', path);
  try {
    yield* stream ?? openStream(path, PIECE_BYTES);
  } catch (cause) {
    throw storageErrorFrom('read', path, cause);
  }
}

const someStream = iterable('a stream');
const readWholeOptions = knownOptions<ReadWholeOptions>(
  { limit: true, signal: true },
  ({ limit }) => typeof limit === 'number',
  'an object: { limit: bytes, … }',
);
