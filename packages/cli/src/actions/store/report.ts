/** What the commands of the store say: a line for each drive, or one object, the same for all of them. */
import { firstLines, type Issue, printable } from '@configdrive/issues';
import type { Removal } from '@configdrive/store';
import { printFacts, printJson } from '../../framework/output.ts';
import { MOST_FACTS } from '../../views/text.ts';
import { tellIssues } from '../guest-check.ts';

/** What is said of one drive; its hash only where it is asked for, see `stat --sha256`. */
export interface ReportedDrive {
  readonly instance: string;
  readonly location: string;
  readonly path: string;
  readonly byteLength?: number;
  readonly modified?: string;
  readonly sha256?: string;
  /** What became of it, in one word. */
  readonly outcome?: string;
}

/** What is said of a lock on a drive, by `unlock`. */
export interface ReportedLock extends Pick<ReportedDrive, 'instance' | 'location' | 'path' | 'outcome'> {
  readonly owner: string;
}

/** What one command of the store says. */
export interface StoreReport {
  readonly operation: string;
  readonly drives: readonly ReportedDrive[];
  /** From `unlock`. */
  readonly locks?: readonly ReportedLock[];
  /** Numbers of drives and of leftovers, from `gc`. */
  readonly kept?: number;
  readonly leftovers?: number;
  readonly issues: readonly Issue[];
}

/** Prints a report. Field names are API: adding one is minor, renaming one makes it `configdrive.store/2`. */
export async function report(facts: StoreReport, json: boolean | undefined, closing?: string): Promise<void> {
  if (json) return printJson('configdrive.store/1', facts);
  await tellIssues(facts.issues);
  const lines = [
    ...firstLines([...facts.drives, ...(facts.locks ?? []).map(withOwner)].map(lineOf), MOST_FACTS),
    ...(closing === undefined ? [] : [closing]),
  ];
  if (lines.length > 0) await printFacts(lines.join('\n'));
}

/** Says all of one drive in a line: `i-2-10-VM  secondary  /export/secondary/configdrive/i-2-10-VM.iso  created, 96256 bytes` */
export function lineOf({ instance, location, path, byteLength, modified, sha256, outcome }: ReportedDrive): string {
  const numbers = [
    outcome,
    byteLength === undefined ? undefined : `${byteLength} bytes`,
    modified === undefined ? undefined : `written ${modified}`,
    sha256 === undefined ? undefined : `sha256 ${sha256}`,
  ].filter((part) => part !== undefined);
  return [instance, location, printable(path), ...(numbers.length === 0 ? [] : [numbers.join(', ')])].join('  ');
}

/** What could not be removed is told as a warning: whether it is the end of a command is its own affair. */
export const warningsOf = ({ error }: Pick<Removal, 'error'>): readonly Issue[] =>
  error === undefined ? [] : error.issues.map((issue) => ({ ...issue, severity: 'warning' }));

const withOwner = ({ owner, outcome, ...lock }: ReportedLock): ReportedDrive => ({
  ...lock,
  outcome: `${owner}, ${outcome}`,
});
