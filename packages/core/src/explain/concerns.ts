/**
 * What of a drive concerns the guests it is built for, as issues of the drive.
 */
import { type Issue, placeText, refuseErrors } from '@configdrive/issues';
import type { TreeName } from '../trees/labels.ts';
import { type Explanation, explain } from './explain.ts';
import type { ReaderName } from './readers.ts';
import type { ExplainedDrive } from './reading.ts';

const onWindows: Readonly<Record<TreeName, readonly ReaderName[]>> = {
  cloudstack: ['cloudbase-init', 'cloudstack-script-windows'],
  openstack: ['cloudbase-init'],
  // What cloudbase-init makes of such a seed is not explained.
  nocloud: [],
};
const elsewhere: Readonly<Record<TreeName, readonly ReaderName[]>> = {
  cloudstack: ['cloud-init', 'cloudstack-scripts-linux'],
  openstack: ['cloud-init'],
  nocloud: ['cloud-init-nocloud'],
};

/**
 * The readers a guest most probably has: cloud-init, by the source of that tree, and CloudStack's scripts for a tree of
 * CloudStack's; on Windows, where there is no cloud-init, cloudbase-init and CloudStack's script.
 */
export const usualReaders = (guestOs = 'linux', tree: TreeName = 'cloudstack'): readonly ReaderName[] =>
  (guestOs.toLowerCase() === 'windows' ? onWindows : elsewhere)[tree];

/**
 * Errors and warnings of `explain` for these readers, each with the reader in its message; what the releases of one reader
 * say alike is said once, and what planning has already found is left out. A reader for which there is nothing on the
 * drive is content.
 */
export function concernsOf(
  drive: ExplainedDrive & { readonly issues?: readonly Issue[] },
  readers: readonly ReaderName[] = usualReaders(),
): readonly Issue[] {
  const known = new Set(drive.issues?.flatMap((issue) => [issue.code, gravityAt(issue)]));
  const concerns = new Map<string, Concern>();
  for (const explanation of explain(drive, { readers })) {
    for (const issue of explanation.because) {
      const isNews = !known.has(issue.code) && !known.has(gravityAt(issue));
      if (issue.severity !== 'notice' && isNews) note(concerns, explanation, issue);
    }
  }
  return Array.from(concerns.values(), issueOf);
}

/** Planning and readers have words of their own for one fault at one place. */
const gravityAt = ({ severity, place }: Issue): string => `${severity} ${placeText(place)}`;

interface Concern {
  readonly issue: Issue;
  readonly reader: ReaderName;
  readonly versions: string[];
}

function note(concerns: Map<string, Concern>, { reader, version }: Explanation, issue: Issue): void {
  const key = [reader, issue.code, issue.severity, placeText(issue.place), issue.message].join('\n');
  const concern = concerns.get(key);
  if (concern === undefined) concerns.set(key, { issue, reader, versions: [version] });
  else concern.versions.push(version);
}

const issueOf = ({ issue, reader, versions }: Concern): Issue => ({
  ...issue,
  message: `${reader} ${versions.join(' and ')}: ${issue.message}`,
});

/** The drive with these concerns among its issues. @throws InvalidInputError when `strict`, for those of severity error */
export function withConcerns<Drive extends ExplainedDrive & { readonly issues: readonly Issue[] }>(
  drive: Drive,
  readers: readonly ReaderName[],
  strict: boolean,
): Drive {
  const concerns = concernsOf(drive, readers);
  if (strict) refuseErrors(concerns);
  return concerns.length === 0 ? drive : { ...drive, issues: [...drive.issues, ...concerns] };
}
