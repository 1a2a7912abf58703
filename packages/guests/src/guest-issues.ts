/**
 * What of a drive concerns the guests it is built for, as issues of the drive.
 */
import { coreCodes } from '@configdrive/core';
import { type Issue, placeText, type Severity } from '@configdrive/issues';
import { checkArguments, drive as someDrive } from '@configdrive/issues/arguments';
import { type Explanation, explain } from './explain.ts';
import { checkedGuests } from './guest-names.ts';
import type { ExplainedDrive } from './guest-reading.ts';
import type { AskedGuest, GuestName } from './guests.ts';
import { defaultGuests } from './likely-guests.ts';

/**
 * Gives the errors and warnings of `explain` for these guests, each with the guest's name in its message; what the releases
 * of one guest say alike is said once, and what planning has already found is left out. A guest for which there is nothing
 * on the drive is content.
 */
export function guestIssues(drive: JudgedDrive, guests: readonly AskedGuest[] = defaultGuests()): readonly Issue[] {
  checkArguments(['drive', someDrive, drive]);
  return issuesOfExplained(drive, explain(drive, { guests: checkedGuests(guests) }));
}

/** A drive, with what planning has found where it was planned. */
export type JudgedDrive = ExplainedDrive & { readonly issues?: readonly Issue[] };

/** The same of a drive that has been explained. */
export function issuesOfExplained({ issues }: JudgedDrive, explanations: readonly Explanation[]): readonly Issue[] {
  const known = new Set(issues?.flatMap((issue) => [issue.code, gravityAt(asFound(issue))]));
  const concerns = new Map<string, Concern>();
  for (const explanation of explanations) {
    for (const issue of explanation.issues) {
      const isNews = !known.has(issue.code) && !known.has(gravityAt(issue));
      if (issue.severity !== 'notice' && isNews) note(concerns, explanation, issue);
    }
  }
  return Array.from(concerns.values(), issueOf);
}

/** What planning found an error, and told as a warning since it went on. */
const asFound = (issue: Issue): Issue => ({ ...issue, severity: severities.get(issue.code) ?? issue.severity });

const severities: ReadonlyMap<string, Severity> = new Map(
  Object.entries(coreCodes).map(([code, { severity }]) => [code, severity]),
);

/** Planning and a guest have words of their own for one fault at one place. */
const gravityAt = ({ severity, place }: Issue): string => `${severity} ${placeText(place)}`;

interface Concern {
  readonly issue: Issue;
  readonly guest: GuestName;
  readonly versions: string[];
}

function note(concerns: Map<string, Concern>, { guest, version }: Explanation, issue: Issue): void {
  const key = [guest, issue.code, issue.severity, placeText(issue.place), issue.message].join('\n');
  const concern = concerns.get(key);
  if (concern === undefined) concerns.set(key, { issue, guest, versions: [version] });
  else concern.versions.push(version);
}

const issueOf = ({ issue, guest, versions }: Concern): Issue => ({
  ...issue,
  message: `${guest} ${versions.join(' and ')}: ${issue.message}`,
});
