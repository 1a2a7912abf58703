/**
 * What guests would make of a drive: which program takes it, why not, and what it would see.
 */
import type { Issue } from '@configdrive/issues';
import type { Verdict } from './findings.ts';
import { type ReaderName, readers } from './readers.ts';
import { DriveView, type ExplainedDrive } from './reading.ts';
import type { Sees } from './sees.ts';

export interface Explanation {
  readonly reader: ReaderName;
  /** The release whose rules these are; they hold for later ones until something is known of them. */
  readonly version: string;
  readonly verdict: Verdict;
  /** In the order in which the reader comes to them: the first error is what costs the drive. */
  readonly because: readonly Issue[];
  readonly sees: Sees;
}

export interface ExplainOptions {
  /** Default: all. */
  readonly readers?: readonly ReaderName[] | undefined;
}

/** One explanation per reader and release. */
export function explain(drive: ExplainedDrive, options: ExplainOptions = {}): readonly Explanation[] {
  const view = new DriveView(drive);
  return readers
    .filter(({ name }) => options.readers?.includes(name) ?? true)
    .map(({ name, version, explain: explainTo }) => ({ reader: name, version, ...explainTo(view) }));
}
