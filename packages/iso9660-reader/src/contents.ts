/** What files hold, as contents that are read when asked for: never while listing. */
import { InvalidInputError } from '@configdrive/issues';
import { byteOffsetOf, type ContentSource } from 'iso9660-format';
import { imageError } from './image-issue.ts';
import type { FoundRecord } from './records.ts';
import { type ByteSource, readExactly, readExactlyInto } from './source.ts';

/** Bytes handed out at once. */
const PIECE_BYTES = 1024 * 1024;

/** Bytes of an image that can be had at once. */
interface ReadyBytes {
  copy(target: Uint8Array, at: number, offset: number, length: number): void;
}

/** The bytes of an image in memory. Private, so that printing a content never prints what it holds. */
export class MemoryBytes implements ReadyBytes {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  copy(target: Uint8Array, at: number, offset: number, length: number): void {
    target.set(this.#bytes.subarray(offset, offset + length), at);
  }
}

/** The source of an image far away; closed, it gives nothing any more. */
export class RemoteBytes implements ReadyBytes {
  readonly #source: ByteSource;
  #isClosed = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get source(): ByteSource {
    if (!this.#isClosed) return this.#source;
    throw new InvalidInputError([
      { code: 'image-closed', severity: 'error', place: ['image'], message: 'is closed: read before closing it' },
    ]);
  }

  /** Whether the source has bytes at once, without a promise. */
  get isReady(): boolean {
    return this.#source.readInto !== undefined;
  }

  copy(target: Uint8Array, at: number, offset: number, length: number): void {
    readExactlyInto(this.source, target.subarray(at, at + length), offset);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#source.close?.();
  }
}

/** Refuses what cannot be read without telling something untrue. */
export function refuseObstacle({ rare, block, path }: FoundRecord): void {
  if (rare?.obstacle !== undefined) throw imageError(rare.obstacle, { offset: byteOffsetOf(block), path });
}

// There is one content per file, and private names (#) cost ten times as much to make as plain ones.
abstract class SectionedContent {
  readonly byteLength: number;
  protected readonly record: FoundRecord;

  constructor(record: FoundRecord) {
    this.byteLength = record.byteLength;
    this.record = record;
  }

  /** Runs of the image that make up the bytes from `offset` on, at most `length` of them. */
  protected *runs(offset: number, length: number): Generator<{ readonly offset: number; readonly length: number }> {
    let skip = offset;
    let rest = Math.min(length, this.byteLength - offset);
    for (const section of this.record.sections) {
      const taken = Math.min(section.byteLength - skip, rest);
      if (taken > 0) {
        yield { offset: byteOffsetOf(section.block) + skip, length: taken };
        rest -= taken;
      }
      skip = Math.max(0, skip - section.byteLength);
    }
  }
}

/** Of an image in memory, or in a file. Pieces are copies: changing one does not change the image. */
export class ReadyContent extends SectionedContent implements ContentSource {
  private readonly image: ReadyBytes;

  constructor(record: FoundRecord, image: ReadyBytes) {
    super(record);
    this.image = image;
  }

  *open(): Generator<Uint8Array> {
    refuseObstacle(this.record);
    for (let offset = 0; offset < this.byteLength; offset += PIECE_BYTES) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, this.byteLength - offset));
      this.fill(piece, offset);
      yield piece;
    }
  }

  fill(target: Uint8Array, offset: number): number {
    const { rare, block } = this.record;
    if (rare === undefined) {
      const length = Math.max(0, Math.min(target.byteLength, this.byteLength - offset));
      this.image.copy(target, 0, byteOffsetOf(block) + offset, length);
      return length;
    }
    refuseObstacle(this.record);
    let filled = 0;
    for (const run of this.runs(offset, target.byteLength)) {
      this.image.copy(target, filled, run.offset, run.length);
      filled += run.length;
    }
    return filled;
  }
}

/** Of an image far away, whose bytes have to be waited for. */
export class RemoteContent extends SectionedContent implements ContentSource {
  private readonly image: RemoteBytes;

  constructor(record: FoundRecord, image: RemoteBytes) {
    super(record);
    this.image = image;
  }

  async *open(): AsyncGenerator<Uint8Array> {
    refuseObstacle(this.record);
    for (const run of this.runs(0, this.byteLength)) {
      for (let done = 0; done < run.length; done += PIECE_BYTES) {
        yield await readExactly(this.image.source, run.offset + done, Math.min(PIECE_BYTES, run.length - done));
      }
    }
  }
}
