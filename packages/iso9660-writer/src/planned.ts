/** Directories of one namespace as the layout knows them: which records, how long, where. */
import type { Node } from './node.ts';

/** What a record stands for: the directory itself, its parent, an entry, or a relocated directory's two records. */
export type RecordRole = 'self' | 'parent' | 'entry' | 'placeholder' | 'relocated';

export interface PlannedRecord {
  readonly node: Node;
  readonly role: RecordRole;
  /** Without version; unused for the first two records of a directory. */
  readonly identifier: string;
  /** The directory that the record stands for or, for a placeholder, the moved one. */
  directory: PlannedDirectory | undefined;
  /** On the `..` of a moved directory: where it belongs. */
  readonly logicalParent?: PlannedDirectory;
}

export interface PlannedDirectory {
  readonly node: Node;
  /** Where its record is; the root is its own parent. */
  readonly parent: PlannedDirectory;
  readonly identifier: string;
  /** Place in the path table, from 1. */
  readonly number: number;
  /** Itself, its parent, then its entries in the order of the namespace. */
  readonly records: readonly PlannedRecord[];
  /** Bytes of its records, whole blocks. */
  byteLength: number;
  /** Bytes of the continuation areas right behind it (R97), whole blocks. */
  continuationByteLength: number;
  /** First block; 0 until the layout has placed it. */
  block: number;
}
