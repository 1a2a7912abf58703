/**
 * What guests would make of a drive: which program takes it, why not, and what it would see.
 */
import type { Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions, drive as someDrive } from '@configdrive/issues/arguments';
import { newLook } from './budget.ts';
import type { Verdict } from './findings.ts';
import { checkedGuests } from './guest-names.ts';
import { DriveView, type ExplainedDrive } from './guest-reading.ts';
import type { GuestView } from './guest-view.ts';
import { type AskedGuest, type GuestName, guestsFor } from './guests.ts';

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
  /** Default: all. A name with a version (`cloud-init@24.4`) asks that release. */
  readonly guests?: readonly AskedGuest[] | undefined;
  /**
   * Milliseconds by whatever clock, for a backstop: what is not looked at 10 s after the start is said not to be. What a drive
   * holds is limited by counted work, so that the same drive gets the same verdicts everywhere; a clock is for bad days.
   */
  readonly now?: (() => number) | undefined;
}

/**
 * Explains a drive: one explanation for each guest's program and release.
 *
 * @throws InvalidInputError `guest-unknown` for a name that no program has, `guest-version-unknown` for a release whose rules
 *   are not known
 */
export function explain(drive: ExplainedDrive, options: ExplainOptions = {}): readonly Explanation[] {
  checkArguments(['drive', someDrive, drive], ['options', explainOptions, options]);
  const { guests, now } = options;
  return explainView(new DriveView(drive, newLook(now)), guests && checkedGuests(guests));
}

/** The same of a drive that is looked at already. */
export function explainView(view: DriveView, asked: readonly AskedGuest[] | undefined): readonly Explanation[] {
  return guestsFor(asked).map(({ name, version, explain: explainTo }) => ({
    guest: name,
    version,
    ...explainTo(view),
  }));
}

const explainOptions = /* @__PURE__ */ knownOptions<ExplainOptions>({ guests: true, now: true });
