/** Directories still to be read. Each is entered once, lies inside the image, and together they are not longer than it. */
import { BLOCK_SIZE, byteOffsetOf } from 'iso9660-format';
import type { ImageCode, Where } from './codes.ts';
import type { Findings } from './findings.ts';
import type { Tree } from './namespaces.ts';
import type { FoundRecord } from './records.ts';

export interface Directory {
  /** Empty for the root, else the path with a final slash: what the names in it begin with. */
  readonly prefix: string;
  /** Components of the paths in it. */
  readonly depth: number;
  readonly block: number;
  /** Undefined where only a block is known (a child link): the directory's own record tells. */
  readonly byteLength: number | undefined;
  /** The record that names it; the root has none. */
  readonly record: FoundRecord | undefined;
  /** Holds relocated directories. */
  readonly isHolder: boolean;
}

/** Bytes asked for at once. */
const BYTES_AT_ONCE = 256 * 1024;

export class DirectoryQueue {
  readonly #directories: Directory[] = [];
  readonly #visited = new Set<number>();
  readonly #imageByteLength: number;
  readonly #directoryByteLength: number;
  readonly #findings: Findings;
  #bytesLeft: number;
  #next = 0;

  readonly #tree: Tree;

  constructor(imageByteLength: number, directoryByteLength: number, tree: Tree, findings: Findings) {
    this.#imageByteLength = imageByteLength;
    this.#directoryByteLength = directoryByteLength;
    this.#findings = findings;
    this.#tree = tree;
    this.#bytesLeft = imageByteLength + BLOCK_SIZE;
  }

  /** Takes a directory in, or reports why not. `where`: the record that names it. */
  add(directory: Directory, where: Where): void {
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

  #faultOf({ block, byteLength }: Directory): ImageCode | undefined {
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

  next(): Directory | undefined {
    const directory = this.#directories[this.#next];
    if (directory === undefined) return undefined;
    this.#next++;
    return directory;
  }

  /** End of what is worth reading at once from `offset` on: this directory, and those to come that adjoin it. */
  readAheadEnd(offset: number, directoryEnd: number): number {
    const limit = Math.min(offset + BYTES_AT_ONCE, this.#imageByteLength);
    let end = this.#isAmongDirectories(offset) ? Math.max(directoryEnd, this.#tree.readAheadEnd) : directoryEnd;
    for (let index = this.#next; end < limit; index++) {
      const next = this.#directories[index];
      if (next === undefined || byteOffsetOf(next.block) !== end || next.byteLength === undefined) break;
      end += next.byteLength;
    }
    return Math.min(end, limit);
  }

  #isAmongDirectories(offset: number): boolean {
    return offset >= byteOffsetOf(this.#tree.rootBlock) && offset < this.#tree.readAheadEnd;
  }
}
