/**
 * Directories of one namespace as the layout knows them: what is in them, how long, where. Their records are not kept, a
 * million of them would be most of a layout's memory; they are made anew whenever somebody walks them.
 */
import type { Node } from './node.ts';

/** What a record stands for: the directory itself, its parent, an entry, or a relocated directory's two records. */
export type RecordRole = 'self' | 'parent' | 'entry' | 'placeholder' | 'relocated';

export interface PlannedRecord {
  readonly node: Node;
  readonly role: RecordRole;
  /** Without version; unused for the first two records of a directory. */
  readonly identifier: string;
  /** The directory that the record stands for or, for a placeholder, the moved one. */
  readonly directory: PlannedDirectory | undefined;
  /** On the `..` of a moved directory: where it belongs. */
  readonly logicalParent: PlannedDirectory | undefined;
}

export interface PlannedDirectory {
  readonly node: Node;
  /** Where its record is; the root is its own parent. */
  readonly parent: PlannedDirectory;
  readonly identifier: string;
  /** Place in the path table, from 1. */
  number: number;
  /** What is in it, in the order of the namespace. */
  entries: readonly Node[];
  /** Of the entries, without version. */
  identifiers: readonly string[];
  /** Those that the directories among the entries stand for, in the same order; moved ones too. */
  subdirectories: readonly PlannedDirectory[];
  /** Of a directory that was moved: where it belongs. */
  logicalParent: PlannedDirectory | undefined;
  /** Bytes of its records, whole blocks. */
  byteLength: number;
  /** Bytes of the continuation areas right behind it (R97), whole blocks. */
  continuationByteLength: number;
  /** First block; 0 until the layout has placed it. */
  block: number;
}

/** Shows every record of a directory: itself, its parent, then its entries. */
export function eachRecord(directory: PlannedDirectory, visit: (record: PlannedRecord) => void): void {
  const { node, parent, logicalParent, entries, identifiers, subdirectories } = directory;
  visit({ node, role: 'self', identifier: '', directory, logicalParent: undefined });
  visit({ node: (logicalParent ?? parent).node, role: 'parent', identifier: '', directory: parent, logicalParent });
  let next = 0;
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    const below = entry.kind === 'directory' ? subdirectories[next++] : undefined;
    const role = roleOf(below, directory);
    visit({ node: entry, role, identifier: identifiers[index]!, directory: below, logicalParent: undefined });
  }
}

function roleOf(below: PlannedDirectory | undefined, directory: PlannedDirectory): RecordRole {
  if (below === undefined) return 'entry';
  if (below.parent !== directory) return 'placeholder';
  return below.logicalParent === undefined ? 'entry' : 'relocated';
}

/** The records of a directory: itself, its parent, then its entries. */
export function recordsOf(directory: PlannedDirectory): PlannedRecord[] {
  const records: PlannedRecord[] = [];
  eachRecord(directory, (record) => records.push(record));
  return records;
}
