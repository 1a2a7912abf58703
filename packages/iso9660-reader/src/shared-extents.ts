/** Which files of a tree lie on one and the same extent. */
import type { Extent, FoundRecord } from './records.ts';

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
  record.linkCount > 1 && first.linkCount <= 1 && isSameExtent(first, record);

const hasExtent = ({ kind, byteLength }: FoundRecord): boolean => kind === 'file' && byteLength > 0;

/** Same start and same length; files that merely overlap are two contents. */
const isSameExtent = (a: FoundRecord, b: FoundRecord): boolean =>
  a === b ||
  (a.block === b.block && a.byteLength === b.byteLength && isSameSections(a.rare?.sections, b.rare?.sections));

function isSameSections(a: readonly Extent[] | undefined, b: readonly Extent[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every(({ block }, index) => block === b[index]?.block);
}

/** Sorted numbers in one buffer: a set of a million blocks would cost more than the listing. */
function blocksSeenTwice(records: readonly FoundRecord[]): Set<number> {
  const blocks = new Float64Array(records.length);
  let count = 0;
  for (const record of records) if (hasExtent(record)) blocks[count++] = record.block;
  const sorted = blocks.subarray(0, count).sort();
  const twice = new Set<number>();
  for (let index = 1; index < count; index++) if (sorted[index] === sorted[index - 1]) twice.add(sorted[index]!);
  return twice;
}
