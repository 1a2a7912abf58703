/** Which files of a tree lie on one and the same extent. */
import { type Extent, type FoundRecord, hasLinks } from './records.ts';

export class SharedExtents {
  readonly #firstByBlock = new Map<number, FoundRecord | undefined>();

  constructor(records: readonly FoundRecord[]) {
    for (const block of blocksSeenTwice(records)) this.#firstByBlock.set(block, undefined);
    if (this.#firstByBlock.size === 0) return;
    for (const record of records) {
      if (!hasExtent(record) || !this.#firstByBlock.has(record.block)) continue;
      const first = this.#firstByBlock.get(record.block);
      if (first === undefined || isBetterOwner(record, first)) this.#firstByBlock.set(record.block, record);
    }
  }

  /**
   * The file that an extent belongs to, of those that share it (perhaps the one asked for): the first that has hard links,
   * else the first; undefined when a file has its extent alone.
   */
  firstOf(record: FoundRecord): FoundRecord | undefined {
    if (this.#firstByBlock.size === 0 || !hasExtent(record)) return undefined;
    const first = this.#firstByBlock.get(record.block);
    return first !== undefined && isSameExtent(first, record) ? first : undefined;
  }
}

/** Aliases can follow a hard-linked file; were an alias the owner, the links would become aliases of it. */
const isBetterOwner = (record: FoundRecord, first: FoundRecord): boolean =>
  hasLinks(record) && !hasLinks(first) && isSameExtent(first, record);

const hasExtent = ({ kind, byteLength }: FoundRecord): boolean => kind === 'file' && byteLength > 0;

/** Same start and same length; files that merely overlap are two contents. */
const isSameExtent = (a: FoundRecord, b: FoundRecord): boolean =>
  a === b ||
  (a.block === b.block && a.byteLength === b.byteLength && isSameSections(a.rare?.sections, b.rare?.sections));

function isSameSections(a: readonly Extent[] | undefined, b: readonly Extent[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every(({ block }, index) => block === b[index]?.block);
}

/** One bit per block: sorting the numbers of a large image, or a set of them, takes longer than all the rest of a listing. */
function blocksSeenTwice(records: readonly FoundRecord[]): Set<number> {
  const seen = new BlockSet();
  const twice = new Set<number>();
  for (const record of records) if (hasExtent(record) && !seen.add(record.block)) twice.add(record.block);
  return twice;
}

const BLOCKS_PER_PAGE = 4096;
const BITS = 32;
const NO_PAGE = new Uint32Array(0);

/** Block numbers, in pages that are made when they are wanted: neighbours cost a bit each, a stray one costs a page. */
class BlockSet {
  readonly #pages = new Map<number, Uint32Array<ArrayBuffer>>();
  #page = NO_PAGE;
  #pageNumber = -1;

  /** False when it was there. */
  add(block: number): boolean {
    const pageNumber = Math.floor(block / BLOCKS_PER_PAGE);
    if (pageNumber !== this.#pageNumber) this.#turnTo(pageNumber);
    const index = block % BLOCKS_PER_PAGE;
    const word = this.#page[index >> 5]!;
    const bit = 1 << (index & 31);
    this.#page[index >> 5] = word | bit;
    return (word & bit) === 0;
  }

  #turnTo(pageNumber: number): void {
    this.#pageNumber = pageNumber;
    this.#page = this.#pages.get(pageNumber) ?? new Uint32Array(BLOCKS_PER_PAGE / BITS);
    this.#pages.set(pageNumber, this.#page);
  }
}
