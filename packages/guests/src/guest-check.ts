/** Asks guests about a drive when it is made or changed, for whoever takes a check: plans, changes, stores, fleets. */
import type { DriveCheck, DriveOrigin } from '@configdrive/core';
import { newLook } from './budget.ts';
import { changeIssues, type ExplainedOnce } from './changed-drive.ts';
import { explainView } from './explain.ts';
import { issuesOfExplained, type JudgedDrive } from './guest-issues.ts';
import { checkedGuests } from './guest-names.ts';
import { DriveView, type ExplainedDrive } from './guest-reading.ts';
import type { AskedGuest } from './guests.ts';
import { defaultGuests, systemOnDrive, treeOnDrive } from './likely-guests.ts';
import { RecentTexts } from './recent-texts.ts';

/** Programs inside guests by name, or those that a guest most probably has. */
export type AskedGuests = 'likely' | readonly AskedGuest[];

/**
 * Makes the check that asks these guests. Of a drive that is planned or built it tells what will not arrive; of one that is
 * changed only what the change brings with it, and, as a notice, that a guest which has booted will not look again. One check
 * looks once at a text that many drives have.
 *
 * @throws InvalidInputError `guest-unknown`
 */
export const guestCheck = (guests: AskedGuests): DriveCheck => guestCheckWith(new RecentTexts(), guests);

/** The same; `texts`: what was made of the texts of other drives. */
export function guestCheckWith(texts: RecentTexts, guests: AskedGuests): DriveCheck {
  if (guests !== 'likely') checkedGuests(guests);
  const viewOf = (drive: ExplainedDrive): DriveView => new DriveView(drive, newLook(undefined, texts));
  return (drive, origin) => {
    const view = viewOf(drive);
    const asked = guests === 'likely' ? likelyFor(view, drive, origin) : guests;
    const { before } = origin;
    const after = judged(view, drive, asked);
    return before === undefined ? after.issues : changeIssues(judged(viewOf(before), before, asked), after);
  };
}

/** A drive with what guests make of it, who are asked once for all that is told of it. */
function judged(view: DriveView, drive: JudgedDrive, guests: readonly AskedGuest[]): ExplainedOnce {
  const explanations = explainView(view, guests);
  return { drive, tree: view.linux, explanations, issues: issuesOfExplained(drive, explanations) };
}

const likelyFor = (view: DriveView, drive: ExplainedDrive, { guestOs, tree }: DriveOrigin): readonly AskedGuest[] =>
  defaultGuests(guestOs ?? systemOnDrive(drive, view.linux), tree ?? treeOnDrive(drive));
