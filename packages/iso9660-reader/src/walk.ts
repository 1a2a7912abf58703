/**
 * Walks one tree, directory by directory in the order of their levels, which is the order they lie in on a well-made
 * image. Nothing is believed, nothing recurses; what cannot be read past is reported, which ends a strict reading.
 */
import { BLOCK_SIZE, blocksFor, byteOffsetOf, directoryRecord, fileFlags, isCompressed } from 'iso9660-format';
import { Attributes } from './attributes.ts';
import type { ImageCode } from './codes.ts';
import { Continuations } from './continuations.ts';
import { DateMemo } from './date-memo.ts';
import { type Directory, DirectoryQueue } from './directory-queue.ts';
import type { Findings } from './findings.ts';
import type { Detail } from './image-issue.ts';
import type { Budget } from './limits.ts';
import type { ImageTree } from './namespaces.ts';
import type { Reading, Window } from './reading.ts';
import { isDirectoryRecord, RecordReader } from './record-reader.ts';
import { dotRecordOf, type FoundRecord, isSoundRecord } from './records.ts';
import { isHolderName, Relocations } from './relocations.ts';
import { Sections } from './sections.ts';

export interface WalkOptions {
  readonly window: Window;
  readonly byteLength: number;
  readonly tree: ImageTree;
  readonly budget: Budget;
  readonly findings: Findings;
}

/** Every name of the tree, parents before children, relocated directories where they belong. */
export const walkTree = (options: WalkOptions): Reading<readonly FoundRecord[]> => new Walk(options).run();

class Walk {
  readonly #window: Window;
  readonly #byteLength: number;
  readonly #tree: ImageTree;
  readonly #budget: Budget;
  readonly #findings: Findings;
  readonly #queue: DirectoryQueue<Directory>;
  readonly #continuations: Continuations;
  readonly #attributes: Attributes;
  readonly #reader: RecordReader;
  readonly #sections: Sections;
  readonly #relocations = new Relocations();
  readonly #found: FoundRecord[] = [];
  #isStopped = false;

  constructor({ window, byteLength, tree, budget, findings }: WalkOptions) {
    const dates = new DateMemo();
    this.#window = window;
    this.#byteLength = byteLength;
    this.#tree = tree;
    this.#budget = budget;
    this.#findings = findings;
    this.#queue = new DirectoryQueue(byteLength, budget.limits.directoryByteLength, findings, tree);
    this.#continuations = new Continuations(window, byteLength, findings);
    this.#attributes = new Attributes(dates);
    this.#reader = new RecordReader(tree, byteLength, findings, dates, this.#attributes);
    this.#sections = new Sections(this.#reader, findings);
  }

  *run(): Reading<readonly FoundRecord[]> {
    const { rootBlock, rootByteLength, rootRecordOffset } = this.#tree;
    const root = {
      prefix: '',
      depth: 0,
      block: rootBlock,
      byteLength: rootByteLength,
      record: undefined,
      isHolder: false,
    };
    this.#queue.add(root, { offset: rootRecordOffset, path: '' });
    yield* this.#readQueue();
    for (const { directory, record, where } of this.#relocations.strays(this.#queue, this.#findings)) {
      this.#found.push(record);
      this.#queue.add(directory, where);
      yield* this.#readQueue();
    }
    const holder = this.#relocations.emptyHolder;
    return holder === undefined ? this.#found : this.#found.filter((record) => record !== holder);
  }

  *#readQueue(): Reading<void> {
    while (!this.#isStopped) {
      const directory = this.#queue.next();
      if (directory === undefined) return;
      yield* this.#readDirectory(directory);
    }
  }

  *#readDirectory(directory: Directory): Reading<void> {
    const start = byteOffsetOf(directory.block);
    const byteLength = directory.byteLength ?? (yield* this.#ownLength(directory));
    if (byteLength === undefined) return;
    const end = start + byteLength;
    if (byteLength % BLOCK_SIZE !== 0) this.#report('directory-not-whole-blocks', directory, start);
    let ownEnd = end;
    for (let sector = start; sector < end && !this.#isStopped; sector += BLOCK_SIZE) {
      const length = Math.min(BLOCK_SIZE, end - sector);
      if (!this.#window.holds(sector, length)) {
        yield* this.#window.moveTo(sector, this.#queue.readAheadEnd(sector, end) - sector);
      }
      if (sector === start) ownEnd = start + this.#checkSelf(directory, sector);
      yield* this.#readSector(directory, sector, length);
    }
    if (ownEnd > end) yield* this.#checkEnd(directory, end, ownEnd);
    this.#sections.endDirectory();
  }

  /** Length of a directory that only a child link names, from its own record. */
  *#ownLength(directory: Directory): Reading<number | undefined> {
    const start = byteOffsetOf(directory.block);
    const length = Math.min(BLOCK_SIZE, this.#byteLength - start);
    if (!this.#window.holds(start, length)) yield* this.#window.moveTo(start, length);
    const at = start - this.#window.start;
    const { bytes } = this.#window;
    if (!isSoundRecord(bytes, at, at + length) || dotRecordOf(bytes, at) !== 'self') {
      this.#report('directory-invalid', directory, start);
      return undefined;
    }
    const byteLength = directoryRecord.get.dataByteLength(bytes, at);
    const isInside = start + byteLength <= this.#byteLength;
    const fault = isInside ? this.#queue.faultOfLength(byteLength) : 'extent-outside-image';
    if (fault !== undefined) {
      this.#report(fault, directory, start);
      return undefined;
    }
    if (directory.record !== undefined) directory.record.byteLength = byteLength;
    return byteLength;
  }

  /** R35: a directory begins with its own record. Without that in the root it is none. Answers the length that it tells. */
  #checkSelf(directory: Directory, start: number): number {
    const at = start - this.#window.start;
    const { bytes } = this.#window;
    if (dotRecordOf(bytes, at) === 'self') return directoryRecord.get.dataByteLength(bytes, at);
    this.#report(directory.depth === 0 ? 'directory-invalid' : 'directory-without-self', directory, start);
    return 0;
  }

  /** A directory that is longer by its own record, and goes on where it was read to: its last names are missing. */
  *#checkEnd(directory: Directory, end: number, ownEnd: number): Reading<void> {
    const ends = [end, byteOffsetOf(blocksFor(end))].filter((at) => at < Math.min(ownEnd, this.#byteLength));
    for (const at of ends) {
      if (!this.#window.holds(at, 1)) yield* this.#window.moveTo(at, 1);
      if (this.#window.bytes[at - this.#window.start] === 0) continue;
      const start = byteOffsetOf(directory.block);
      const detail = { expected: `${ownEnd - start}`, got: `${end - start}` };
      this.#report('directory-length-differs', directory, start, detail);
      return;
    }
  }

  *#readSector(directory: Directory, sector: number, length: number): Reading<void> {
    const { bytes, start } = this.#window;
    const first = sector - start;
    const end = first + length;
    for (let at = first; at < end && bytes[at] !== 0; at += bytes[at]!) {
      if (!isSoundRecord(bytes, at, end)) {
        this.#report('record-invalid', directory, start + at);
        return;
      }
      if (!this.#budget.takeStep(this.#findings, start + at)) this.#isStopped = true;
      if (this.#isStopped) return;
      if (dotRecordOf(bytes, at) !== undefined || this.#sections.take(bytes, at)) continue;
      this.#reader.takeSystemUse(bytes, at);
      if (this.#attributes.continuation !== undefined) {
        yield* this.#continuations.follow(this.#attributes, { offset: start + at, path: directory.prefix });
      }
      this.#takeRecord(directory, bytes, at, start + at);
    }
  }

  #takeRecord(directory: Directory, bytes: Uint8Array, at: number, offset: number): void {
    const flags = directoryRecord.get.flags(bytes, at);
    if ((flags & fileFlags.associated) !== 0) {
      this.#report('associated-file', directory, offset);
      return;
    }
    if (directory.depth >= this.#budget.limits.depth) {
      this.#report('too-deep', directory, offset);
      return;
    }
    const record = this.#reader.read(bytes, at, offset, directory.prefix);
    if (record === undefined) return;
    if (!this.#budget.takeEntry(this.#findings, offset)) {
      this.#isStopped = true;
      return;
    }
    if ((flags & fileFlags.moreSections) !== 0) this.#sections.begin(record, bytes, at);
    if (record.rare?.unknown !== undefined && isCompressed({ systemUse: record.rare.unknown }))
      this.#findings.report('content-compressed', { offset, path: record.path });
    if (record.kind === 'directory') this.#takeDirectory(directory, record, isDirectoryRecord(bytes, at));
    else this.#show(directory, record);
  }

  #show(directory: Directory, record: FoundRecord): void {
    this.#relocations.countShown(directory);
    this.#found.push(record);
  }

  /** `isInPlace`: the record is the directory's own and not a child link to it. */
  #takeDirectory(parent: Directory, record: FoundRecord, isInPlace: boolean): void {
    const { path, recordOffset } = record;
    const where = { offset: recordOffset, path };
    const depth = parent.depth + 1;
    const isRelocated = isInPlace && this.#hasRockRidge && this.#attributes.isRelocated;
    const isHolder = this.#hasRockRidge && parent.depth === 0 && isHolderName(path);
    if (!isInPlace) record.block = this.#attributes.childBlock ?? record.block;
    const byteLength = isInPlace ? record.byteLength : undefined;
    const directory = { prefix: `${path}/`, depth, block: record.block, byteLength, record, isHolder };
    if (isHolder) this.#relocations.setHolder(record, isRelocated);
    if (isRelocated && !isHolder) {
      this.#relocations.hide({ directory, record, where });
      return;
    }
    this.#show(parent, record);
    this.#queue.add(directory, where);
  }

  get #hasRockRidge(): boolean {
    return this.#tree.namespace === 'rockRidge';
  }

  #report(code: ImageCode, { prefix }: Directory, offset: number, detail?: Detail): void {
    this.#findings.report(code, { offset, path: prefix.slice(0, -1) }, detail);
  }
}
