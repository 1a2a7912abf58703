/** Texts that may come in pieces: names over several NM entries, link targets over components and SL entries. */
import { nameFlags, symbolicLink, symbolicLinkComponent, utf8Text } from 'iso9660-format';

/** Bytes gathered up to a limit; a character may be split between two pieces. */
class Pieces {
  readonly #bytes: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when it would become too long. */
  add(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#bytes.length + to - from > this.#limit) return false;
    for (let at = from; at < to; at++) this.#bytes.push(bytes[at]!);
    return true;
  }

  text(): string {
    return utf8Text(Uint8Array.from(this.#bytes));
  }
}

export class NamePieces extends Pieces {}

const SLASH = Uint8Array.of(0x2f);
const DOTS = Uint8Array.of(0x2e, 0x2e);

/** RRIP 4.1.3: components are joined with `/`, unless one continues in the next or is the root. */
export class TargetPieces extends Pieces {
  #needsSlash = false;

  /** Takes the components of one SL entry. `invalid`: one reaches past the entry. */
  takeEntry(bytes: Uint8Array, at: number, length: number): 'taken' | 'invalid' | 'too long' {
    const end = at + length;
    let next = at + symbolicLink.byteLength;
    while (next + symbolicLinkComponent.byteLength <= end) {
      const from = next + symbolicLinkComponent.byteLength;
      const to = from + symbolicLinkComponent.get.length(bytes, next);
      if (to > end) return 'invalid';
      if (!this.#takeComponent(symbolicLinkComponent.get.flags(bytes, next), bytes, from, to)) return 'too long';
      next = to;
    }
    return 'taken';
  }

  #takeComponent(flags: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#needsSlash && !this.add(SLASH, 0, 1)) return false;
    const isRoot = (flags & nameFlags.root) !== 0;
    this.#needsSlash = !isRoot && (flags & nameFlags.continue) === 0;
    if (isRoot) return this.add(SLASH, 0, 1);
    if ((flags & nameFlags.current) !== 0) return this.add(DOTS, 0, 1);
    if ((flags & nameFlags.parent) !== 0) return this.add(DOTS, 0, 2);
    return this.add(bytes, from, to);
  }
}
