/** Finds structures in an image by name, so that a test can damage exactly one. Uses the tables only, not the reader. */
import {
  BLOCK_SIZE,
  byteOffsetOf,
  continuationArea,
  directoryRecord,
  pathTableRecordL,
  pathTableRecordLength,
  primaryVolumeDescriptor,
  systemUseOffset,
  ucs2,
} from 'iso9660-format';

export type EditedTree = 'plain' | 'joliet';

/** A directory record, by where it begins. */
export interface FoundRecord {
  readonly at: number;
  readonly identifier: string;
}

const DESCRIPTORS = { plain: 16, joliet: 17 } as const;
const ROOT = 156;

export class Editor {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.slice();
  }

  /** Where the descriptor of a tree begins; the terminator is the one behind the last. */
  descriptor(tree: EditedTree | 'terminator'): number {
    return byteOffsetOf(tree === 'terminator' ? DESCRIPTORS.joliet + 1 : DESCRIPTORS[tree]);
  }

  /** Records of a directory, `.` and `..` first; the path is of identifiers, empty for the root. */
  records(path: string, tree: EditedTree): readonly FoundRecord[] {
    let at = this.descriptor(tree) + ROOT;
    for (const identifier of path.split('/').filter((step) => step !== '')) at = this.#in(at, identifier, tree);
    return this.#recordsOf(at, tree);
  }

  /** A record by the identifiers on the way to it, without version: `dir/one.txt`. */
  record(path: string, tree: EditedTree = 'plain'): number {
    const steps = path.split('/');
    const name = steps.pop() ?? '';
    const found = this.records(steps.join('/'), tree).find(({ identifier }) => bare(identifier) === name);
    if (found === undefined) throw new Error(`${path} is not in the ${tree} tree`);
    return found.at;
  }

  /** `.` or `..` of a directory. */
  dot(path: string, which: 0 | 1, tree: EditedTree = 'plain'): number {
    return this.records(path, tree)[which]!.at;
  }

  last(path: string, tree: EditedTree = 'plain'): number {
    return this.records(path, tree).at(-1)!.at;
  }

  /** Where the identifier of a record begins. */
  identifier(record: number): number {
    return record + directoryRecord.byteLength;
  }

  /** Where an entry of a record begins, also in its continuation. */
  use(record: number, signature: string): number {
    for (const [from, to] of this.#areas(record)) {
      for (let at = from; at + 4 <= to && this.bytes[at + 2]! >= 4; at += this.bytes[at + 2]!) {
        if (this.#letters(at) === signature) return at;
      }
    }
    throw new Error(`no ${signature}`);
  }

  /** Where the system use area in a record begins and ends. */
  area(record: number): readonly [number, number] {
    const from = record + systemUseOffset(this.bytes[record + 32]!);
    return [from, record + this.bytes[record]!];
  }

  /** Where the n-th record of a path table begins, from 1. */
  tableRecord(tree: EditedTree, type: 'L' | 'M', number: number): number {
    const descriptor = this.descriptor(tree);
    const { pathTableBlockL, pathTableBlockM } = primaryVolumeDescriptor.get;
    const block = (type === 'L' ? pathTableBlockL : pathTableBlockM)(this.bytes, descriptor);
    let at = byteOffsetOf(block);
    for (let index = 1; index < number; index++) at += pathTableRecordLength(this.bytes[at]!);
    return at;
  }

  set(at: number, ...values: readonly number[]): void {
    this.bytes.set(values, at);
  }

  text(at: number, text: string): void {
    this.bytes.set(
      Array.from(text, (character) => character.charCodeAt(0)),
      at,
    );
  }

  #in(record: number, identifier: string, tree: EditedTree): number {
    const found = this.#recordsOf(record, tree).find((candidate) => candidate.identifier === identifier);
    if (found === undefined) throw new Error(`${identifier} is not there`);
    return found.at;
  }

  #recordsOf(record: number, tree: EditedTree): readonly FoundRecord[] {
    const start = byteOffsetOf(directoryRecord.get.extentBlock(this.bytes, record));
    const end = start + directoryRecord.get.dataByteLength(this.bytes, record);
    const records: FoundRecord[] = [];
    for (let sector = start; sector < end; sector += BLOCK_SIZE) {
      for (let at = sector; at < sector + BLOCK_SIZE && this.bytes[at] !== 0; at += this.bytes[at]!) {
        records.push({ at, identifier: this.#identifierOf(at, tree) });
      }
    }
    return records;
  }

  #identifierOf(at: number, tree: EditedTree): string {
    const length = this.bytes[at + 32]!;
    const from = this.identifier(at);
    if (tree === 'joliet' && length > 1) return ucs2(this.bytes, from, length);
    return String.fromCharCode(...this.bytes.subarray(from, from + length));
  }

  *#areas(record: number): Generator<readonly [number, number]> {
    let [from, to] = this.area(record);
    for (;;) {
      yield [from, to];
      const next = this.#continuation(from, to);
      if (next === undefined) return;
      const { block, offset, byteLength } = continuationArea.get;
      from = byteOffsetOf(block(this.bytes, next)) + offset(this.bytes, next);
      to = from + byteLength(this.bytes, next);
    }
  }

  #continuation(from: number, to: number): number | undefined {
    for (let at = from; at + 4 <= to && this.bytes[at + 2]! >= 4; at += this.bytes[at + 2]!) {
      if (this.#letters(at) === 'CE') return at;
    }
    return undefined;
  }

  #letters(at: number): string {
    return String.fromCharCode(this.bytes[at]!, this.bytes[at + 1]!);
  }
}

const bare = (identifier: string): string => identifier.replace(/;1$/, '').replace(/\.$/, '');

export const pathTableHead = pathTableRecordL.byteLength;
