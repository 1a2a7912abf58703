/** A file as what the reader reads from. */
import { basename, dirname } from 'node:path';
import type { ByteSource } from 'iso9660-reader';
import { closeFile } from '../descriptors.ts';
import { SpareBuffer } from '../spare-buffer.ts';
import { ReadAhead } from './read-ahead.ts';
import { type OpenFile, openLocated, readFully } from './source-files.ts';
import { openStagedCopy, refuseDamagedSync } from './staged-copy.ts';

/** A source that is open: close it when done. */
export interface FileSource extends ByteSource {
  readonly path: string;
  read(offset: number, length: number): Uint8Array;
  readInto(target: Uint8Array, offset: number): void;
  close(): void;
}

/**
 * Opens a file for the reader. Reads are synchronous: one of a few KiB takes less time than a promise.
 *
 * @throws StorageError when it cannot be opened or is not a file (a block device is one, on Linux); later, from `read`,
 *   when the disk fails or the file has become shorter.
 */
export function fileSource(path: string): FileSource {
  const file = openNewest(path);
  const ahead = new ReadAhead(file.byteLength, windows, (target, offset) => readFully(file, target, offset));
  let isOpen = true;
  return {
    path,
    byteLength: file.byteLength,
    read: (offset, length) => bytesAt(file, offset, length),
    readInto: (target, offset) => ahead.readInto(target, offset),
    close: () => {
      if (isOpen) closeFile(file.fd);
      isOpen = false;
      ahead.forget();
    },
  };
}

/** Most of the contents of a small drive, which is read file by file. */
const windows = new SpareBuffer(32 * 1024);

/** What is being written over, or was when its writer died, is read from the complete copy beside it: beside the file, not a link. */
function openNewest(path: string): OpenFile {
  const { file, place } = openLocated(path);
  try {
    const name = basename(place);
    const copy = openStagedCopy(dirname(place), name, path);
    if (copy === undefined) return file;
    refuseDamagedSync(copy, name);
    closeFile(file.fd);
    return copy;
  } catch (cause) {
    closeFile(file.fd);
    throw cause;
  }
}

function bytesAt(file: OpenFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  readFully(file, bytes, offset);
  return bytes;
}
