/** A file of this machine as the content of a file in an image. */
import { read, readvSync } from 'node:fs';
import { promisify } from 'node:util';
import { checkArguments, path as somePath } from '@configdrive/issues/arguments';
import type { ContentSource } from 'iso9660-format';
import { closeFile } from '../descriptors.ts';
import { storageError, storageErrorFrom } from '../errors.ts';
import { byteLengthAt, type OpenFile, openFile, openToRead, readFully } from './source-files.ts';

/** A content that can be read at once: images with it stay synchronous. */
export interface FileContent extends ContentSource {
  fill(target: Uint8Array, offset: number): number;
}

/**
 * The content of a file, read when the image is written. Its length is asked for once, the first time somebody wants it;
 * nothing stays open between reads, so that a hundred thousand of these cost no descriptor.
 *
 * @throws StorageError (from `byteLength`, `fill` and the iteration) when it cannot be read, is not a file, or has another
 *   length by the time it is read (`file-changed`).
 */
export function fileContent(path: string): FileContent {
  checkArguments(['path', somePath, path]);
  return new OnDisk(path);
}

/** A class, since a hundred thousand of these are held at once: closures of their own would take ten times the memory. */
class OnDisk implements FileContent {
  readonly #path: string;
  #byteLength: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get byteLength(): number {
    this.#byteLength ??= byteLengthAt(this.#path);
    return this.#byteLength;
  }

  fill(target: Uint8Array, offset: number): number {
    return fillFrom(this.#path, this.byteLength, target, offset);
  }

  open(): AsyncGenerator<Uint8Array> {
    return piecesOf(this.#path, this.byteLength);
  }
}

function fillFrom(path: string, byteLength: number, target: Uint8Array, offset: number): number {
  const isWhole = offset === 0 && target.byteLength >= byteLength;
  if (isWhole && readWhole(path, target.subarray(0, byteLength))) return byteLength;
  const file = openPromised(path, byteLength);
  try {
    const count = Math.min(target.byteLength, byteLength - offset);
    readFully(file, target.subarray(0, count), offset);
    return count;
  } finally {
    closeFile(file.fd);
  }
}

/** Where a byte comes to only when the file has grown. */
const beyond = new Uint8Array(1);

/**
 * All of a file in one call that also shows whether it has grown: asking for its length would cost as much as reading it.
 * False when it has another length, or cannot be read: a closer look then says why.
 */
function readWhole(path: string, target: Uint8Array): boolean {
  const fd = openToRead(path);
  try {
    return readvSync(fd, [target, beyond], 0) === target.byteLength;
  } catch {
    return false;
  } finally {
    closeFile(fd);
  }
}

/** Large pieces: a promise each is then a small part of the price. */
const PIECE_BYTES = 1024 * 1024;

const readLater = promisify(read);

async function* piecesOf(path: string, byteLength: number): AsyncGenerator<Uint8Array> {
  const file = openPromised(path, byteLength);
  try {
    for (let at = 0; at < byteLength; ) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, byteLength - at));
      const { bytesRead } = await readLater(file.fd, piece, 0, piece.byteLength, at);
      if (bytesRead === 0) throw storageError('file-changed', 'read', path);
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw storageErrorFrom('read', path, cause);
  } finally {
    closeFile(file.fd);
  }
}

/** The length has been promised, perhaps already written into a directory record: each opening checks that it holds. */
function openPromised(path: string, byteLength: number): OpenFile {
  const file = openFile(path);
  if (file.byteLength === byteLength) return file;
  closeFile(file.fd);
  throw storageError('file-changed', 'read', path);
}
