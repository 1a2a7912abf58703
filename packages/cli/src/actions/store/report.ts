/** What the commands of the store say: a line for each drive, or one object, the same for all of them. */
import { type Issue, printable } from '@configdrive/issues';
import { printFacts, printIssues, printJson } from '../../framework/output.ts';

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

/** What one command of the store says. */
export interface StoreReport {
  readonly operation: string;
  readonly drives: readonly ReportedDrive[];
  /** Numbers of drives and of temporary files, from `gc`. */
  readonly kept?: number;
  readonly leftovers?: number;
  readonly issues: readonly Issue[];
}

/** Prints a report. Field names are API: adding one is minor, renaming one makes it `configdrive.store/2`. */
export async function report(facts: StoreReport, json: boolean | undefined, closing?: string): Promise<void> {
  if (json) return printJson('configdrive.store/1', facts);
  await printIssues(facts.issues);
  const lines = [...facts.drives.map(lineOf), ...(closing === undefined ? [] : [closing])];
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
