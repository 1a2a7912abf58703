/** Directories still to be read. Each is entered once, lies inside the image, and together they are not longer than it. */
import { BLOCK_SIZE, byteOffsetOf } from 'iso9660-format';
import type { ImageCode } from './codes.ts';
import type { Findings } from './findings.ts';
import type { Where } from './image-issue.ts';
import type { ImageTree } from './namespaces.ts';
import type { FoundRecord } from './records.ts';

/** What the queue must know of a directory. */
export interface DirectoryExtent {
  readonly block: number;
  /** Undefined where only a block is known (a child link): the directory's own record tells. */
  readonly byteLength: number | undefined;
}

export interface Directory extends DirectoryExtent {
  /** Empty for the root, else the path with a final slash: what the names in it begin with. */
  readonly prefix: string;
  /** Components of the paths in it. */
  readonly depth: number;
  /** The record that names it; the root has none. */
  readonly record: FoundRecord | undefined;
  /** Holds relocated directories. */
  readonly isHolder: boolean;
}

type ReadAhead = Pick<ImageTree, 'rootBlock' | 'readAheadEnd'>;

/** Bytes asked for at once. */
const BYTES_AT_ONCE = 256 * 1024;

export class DirectoryQueue<T extends DirectoryExtent> {
  readonly #directories: T[] = [];
  readonly #visited = new Set<number>();
  readonly #imageByteLength: number;
  readonly #directoryByteLength: number;
  readonly #findings: Findings;
  #bytesLeft: number;
  #next = 0;

  readonly #readAhead: ReadAhead | undefined;

  /** `readAhead`: between these blocks lie directories only, as far as one can guess. */
  constructor(imageByteLength: number, directoryByteLength: number, findings: Findings, readAhead?: ReadAhead) {
    this.#imageByteLength = imageByteLength;
    this.#directoryByteLength = directoryByteLength;
    this.#findings = findings;
    this.#readAhead = readAhead;
    this.#bytesLeft = imageByteLength + BLOCK_SIZE;
  }

  /** Takes a directory in, or reports why not. `where`: the record that names it. */
  add(directory: T, where: Where): void {
    const fault = this.#faultOf(directory);
    if (fault !== undefined) {
      this.#findings.report(fault, where, {
        got: `block ${directory.block}, ${directory.byteLength ?? 'unknown'} bytes`,
      });
      return;
    }
    this.#visited.add(directory.block);
    this.#directories.push(directory);
  }

  #faultOf({ block, byteLength }: T): ImageCode | undefined {
    if (byteLength === 0) return 'directory-without-extent';
    if (byteOffsetOf(block) + (byteLength ?? 1) > this.#imageByteLength) return 'extent-outside-image';
    if (this.#visited.has(block)) return 'directory-loop';
    return byteLength === undefined ? undefined : this.faultOfLength(byteLength);
  }

  /** For a directory whose length became known late. */
  faultOfLength(byteLength: number): ImageCode | undefined {
    if (byteLength > this.#directoryByteLength) return 'directory-too-large';
    this.#bytesLeft -= byteLength;
    return this.#bytesLeft < 0 ? 'directory-overlap' : undefined;
  }

  hasVisited(block: number): boolean {
    return this.#visited.has(block);
  }

  next(): T | undefined {
    const directory = this.#directories[this.#next];
    if (directory === undefined) return undefined;
    this.#next++;
    return directory;
  }

  /** End of what is worth reading at once from `offset` on: this directory, and those to come that adjoin it. */
  readAheadEnd(offset: number, directoryEnd: number): number {
    const limit = Math.min(offset + BYTES_AT_ONCE, this.#imageByteLength);
    let end = Math.max(directoryEnd, this.#endOfDirectories(offset));
    for (let index = this.#next; end < limit; index++) {
      const next = this.#directories[index];
      if (next === undefined || byteOffsetOf(next.block) !== end || next.byteLength === undefined) break;
      end += next.byteLength;
    }
    return Math.min(end, limit);
  }

  #endOfDirectories(offset: number): number {
    const { rootBlock, readAheadEnd } = this.#readAhead ?? { rootBlock: 0, readAheadEnd: 0 };
    return offset >= byteOffsetOf(rootBlock) && offset < readAheadEnd ? readAheadEnd : 0;
  }
}
