/**
 * What of a drive concerns the guests it is built for, as issues of the drive.
 */

import type { TreeName } from '@configdrive/core';
import { type Issue, placeText } from '@configdrive/issues';
import { type Explanation, explain } from './explain.ts';
import type { ExplainedDrive } from './guest-reading.ts';
import type { GuestName } from './guests.ts';

const onWindows: Readonly<Record<TreeName, readonly GuestName[]>> = {
  cloudstack: ['cloudbase-init', 'cloudstack-script-windows'],
  openstack: ['cloudbase-init'],
  // What cloudbase-init makes of such a seed is not explained.
  nocloud: [],
};
const elsewhere: Readonly<Record<TreeName, readonly GuestName[]>> = {
  cloudstack: ['cloud-init', 'cloudstack-scripts-linux'],
  openstack: ['cloud-init'],
  nocloud: ['cloud-init-nocloud'],
};

/**
 * Gives the programs that a guest most probably has: cloud-init, by the source of that tree, and CloudStack's scripts for a
 * tree of CloudStack's; on Windows, where there is no cloud-init, cloudbase-init and CloudStack's script.
 */
export const defaultGuests = (guestOs = 'linux', tree: TreeName = 'cloudstack'): readonly GuestName[] =>
  (guestOs.toLowerCase() === 'windows' ? onWindows : elsewhere)[tree];

/**
 * Gives the errors and warnings of `explain` for these guests, each with the guest's name in its message; what the releases
 * of one guest say alike is said once, and what planning has already found is left out. A guest for which there is nothing
 * on the drive is content.
 */
export function guestIssues(
  drive: ExplainedDrive & { readonly issues?: readonly Issue[] },
  guests: readonly GuestName[] = defaultGuests(),
): readonly Issue[] {
  const known = new Set(drive.issues?.flatMap((issue) => [issue.code, gravityAt(issue)]));
  const concerns = new Map<string, Concern>();
  for (const explanation of explain(drive, { guests })) {
    for (const issue of explanation.issues) {
      const isNews = !known.has(issue.code) && !known.has(gravityAt(issue));
      if (issue.severity !== 'notice' && isNews) note(concerns, explanation, issue);
    }
  }
  return Array.from(concerns.values(), issueOf);
}

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
