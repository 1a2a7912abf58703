/** What a file of a drive holds, kept from whatever prints, copies or serialises the drive. */
import { inputRefusal } from '@configdrive/issues';
import {
  byteLengthOf,
  type Content,
  type ContentSource,
  type Entry,
  strictUtf8Text,
  utf8Bytes,
  writeUtf8,
} from 'iso9660-format';
import { coreCodes } from './codes.ts';
import { INSPECT, type Inspect } from './printing.ts';

/**
 * The content of one file of a config drive: printing it shows its length, `JSON.stringify` throws, a structured clone has
 * the length only. `bytes()` and `text()` give what it holds, on purpose. Two entries with the same object are hard links.
 */
export class DriveContent implements ContentSource {
  readonly byteLength: number;
  readonly #held: string | Uint8Array;

  constructor(held: string | Uint8Array) {
    this.byteLength = byteLengthOf(held);
    this.#held = held;
  }

  /** The bytes as they stand on the drive; not to be written to. */
  bytes(): Uint8Array {
    return typeof this.#held === 'string' ? utf8Bytes(this.#held) : this.#held;
  }

  /** The bytes as UTF-8 text, with a byte order mark where there is one; undefined where they are no UTF-8. */
  text(): string | undefined {
    return typeof this.#held === 'string' ? this.#held : strictUtf8Text(this.#held);
  }

  open(): Iterable<Uint8Array> {
    return [this.bytes()];
  }

  fill(target: Uint8Array, offset: number): number {
    const held = this.#held;
    if (typeof held === 'string' && offset === 0 && target.length >= this.byteLength) {
      writeUtf8(target, 0, held);
      return this.byteLength;
    }
    const part = this.bytes().subarray(offset, offset + target.length);
    target.set(part);
    return part.length;
  }

  toJSON(): never {
    const message = 'JSON.stringify would write contents; text() or bytes() of each file gives them on purpose';
    throw inputRefusal(coreCodes, 'content-serialized', [], message);
  }

  [INSPECT](_depth: number, { stylize }: Inspect): string {
    return stylize(`[${this.byteLength} bytes]`, 'special');
  }
}

/** The entries with contents that nothing prints; what was one object is one object again. */
export function concealedEntries(
  entries: readonly Entry[],
  concealed = new Map<Uint8Array, DriveContent>(),
): readonly Entry[] {
  return entries.map((entry) => {
    const { content } = entry;
    if (typeof content === 'string') return { ...entry, content: new DriveContent(content) };
    return content instanceof Uint8Array ? { ...entry, content: concealedBytes(content, concealed) } : entry;
  });
}

/** The content of these bytes; of the same array it is the one that is known already. */
export function concealedBytes(bytes: Uint8Array, concealed: Map<Uint8Array, DriveContent>): DriveContent {
  const known = concealed.get(bytes);
  if (known !== undefined) return known;
  const content = new DriveContent(bytes);
  concealed.set(bytes, content);
  return content;
}

/** The text of a content that is at hand as one, so that it is not decoded again. */
export const heldText = (content: Content): string | undefined =>
  typeof content === 'string' ? content : content instanceof DriveContent ? content.text() : undefined;
