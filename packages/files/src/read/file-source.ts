/** A file as what the reader reads from. */
import { checkArguments, path as somePath } from '@configdrive/issues/arguments';
import type { ByteSource } from 'iso9660-reader';
import { SpareBuffer } from '../spare-buffer.ts';
import { NewestFile } from './newest-file.ts';
import { ReadAhead } from './read-ahead.ts';

/** A source that is open: close it when done. */
export interface FileSource extends ByteSource {
  readonly path: string;
  /**
   * True: what is read is the complete copy beside the file, which is being written over, or was when its writer died. Who has
   * the file open sees the old content or a mixture until `finishInterrupted`, or any other operation on the name, is done.
   */
  readonly isPendingCopy: boolean;
  read(offset: number, length: number): Uint8Array;
  readInto(target: Uint8Array, offset: number): void;
  close(): void;
}

/**
 * Opens a file for the reader. Reads are synchronous: one of a few KiB takes less time than a promise. What they give is of one
 * moment: of a file that is written over meanwhile it is the new content, where all of it is read at once and first, else an
 * error, and never a mixture.
 *
 * @throws StorageError when it cannot be opened or is not a file (a block device is one, on Linux); later, from `read`,
 *   when the disk fails or the file has changed (`file-changed`).
 */
export function fileSource(path: string): FileSource {
  checkArguments(['path', somePath, path]);
  const file = new NewestFile(path);
  const { byteLength } = file;
  const ahead = new ReadAhead(byteLength, windows, (target, offset) => file.readInto(target, offset));
  return {
    path,
    get isPendingCopy() {
      return file.isCopy;
    },
    byteLength,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      file.readInto(bytes, offset);
      return bytes;
    },
    readInto: (target, offset) => ahead.readInto(target, offset),
    close() {
      file.close();
      ahead.forget();
    },
  };
}

/** Most of the contents of a small drive, which is read file by file. */
const windows = new SpareBuffer(32 * 1024);
