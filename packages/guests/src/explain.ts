/**
 * What guests would make of a drive: which program takes it, why not, and what it would see.
 */
import type { Issue } from '@configdrive/issues';
import type { Verdict } from './findings.ts';
import { DriveView, type ExplainedDrive } from './guest-reading.ts';
import type { GuestView } from './guest-view.ts';
import { type GuestName, guests } from './guests.ts';

export interface Explanation {
  readonly guest: GuestName;
  /** The release whose rules these are; they hold for later ones until something is known of them. */
  readonly version: string;
  readonly verdict: Verdict;
  /** In the order in which the guest comes to them: the first error is what costs the drive. */
  readonly issues: readonly Issue[];
  readonly view: GuestView;
}

export interface ExplainOptions {
  /** Default: all. */
  readonly guests?: readonly GuestName[] | undefined;
}

/** Explains a drive: one explanation for each guest's program and release. */
export function explain(drive: ExplainedDrive, options: ExplainOptions = {}): readonly Explanation[] {
  const view = new DriveView(drive);
  return guests
    .filter(({ name }) => options.guests?.includes(name) ?? true)
    .map(({ name, version, explain: explainTo }) => ({ guest: name, version, ...explainTo(view) }));
}
