/**
 * How a drive is made: what the options say, else the input, else the default.
 */

import type { CoreIssues } from '../issues.ts';
import { type TreeName, treeLabels } from '../labels.ts';
import { type LimitOptions, type Limits, limitsOf } from '../limits.ts';
import { type Profile, type ProfileName, profiles } from '../profiles.ts';
import type { PartialInput } from './shape.ts';

/** The label guests look for. */
export const DEFAULT_LABEL = treeLabels.cloudstack.usual;

/** Ways of making a drive. An option wins over the member of the same name in the input. */
export interface DriveOptions {
  /** `portable` (the default), `cloudstack`, or a profile of your own: `{ ...portable, aliases: [] }`. */
  readonly profile?: ProfileName | Profile | undefined;
  /** Whose files: CloudStack's and what of OpenStack's goes with them (the default), all of OpenStack's, or NoCloud's. */
  readonly tree?: TreeName | undefined;
  /** Folders of the tree `openstack`: only `latest` (the default), or all the dated ones that nova writes, too. */
  readonly openstackVersions?: 'latest' | 'dated' | undefined;
  /** Label of the volume, 1 to 16 of `A-Z a-z 0-9 . _ -`. Default `config-2`, with the tree `nocloud` `cidata`. */
  readonly label?: string | undefined;
  readonly sshPwauth?: boolean | undefined;
  readonly emptyNetworkData?: Profile['emptyNetworkData'] | undefined;
  readonly limits?: LimitOptions | undefined;
  /** Issues of severity error refuse the input. Default: they come with the drive. */
  readonly strict?: boolean | undefined;
}

/** The options, the input and the defaults in one. */
export interface Setting {
  readonly profile: Profile;
  readonly tree: TreeName;
  readonly openstackVersions: NonNullable<DriveOptions['openstackVersions']>;
  readonly label: string;
  readonly limits: Limits;
  readonly strict: boolean;
  /** The guest is Windows: md5 and `admin_pass` are for it. */
  readonly windows: boolean;
}

export function settingOf(input: PartialInput, options: DriveOptions, report: CoreIssues): Setting {
  const tree = oneOf(Object.keys(treeLabels) as TreeName[], options.tree ?? input.tree ?? 'cloudstack', 'tree', report);
  const openstackVersions = options.openstackVersions ?? input.openstackVersions ?? 'latest';
  return {
    profile: profileOf(input, options, tree, report),
    tree,
    openstackVersions: oneOf(['latest', 'dated'], openstackVersions, 'openstackVersions', report),
    label: labelOf(options.label ?? input.label ?? treeLabels[tree].usual, tree, report),
    limits: limitsOf([input.limits, options.limits], ['limits'], report),
    strict: options.strict ?? false,
    windows: input.guestOs?.toLowerCase() === 'windows',
  };
}

function profileOf(input: PartialInput, options: DriveOptions, tree: TreeName, report: CoreIssues): Profile {
  const profile = profileCalled(options.profile ?? input.profile ?? 'portable', report);
  if (profile === profiles.cloudstack && tree !== 'cloudstack') {
    report.add('profile-unfit', ['profile'], `cloudstack says how CloudStack writes its own tree, not ${tree}`);
  }
  const sshPwauth = options.sshPwauth ?? input.sshPwauth ?? profile.sshPwauth;
  const emptyNetworkData = options.emptyNetworkData ?? input.emptyNetworkData ?? profile.emptyNetworkData;
  const unchanged = sshPwauth === profile.sshPwauth && emptyNetworkData === profile.emptyNetworkData;
  return unchanged ? profile : { ...profile, sshPwauth, emptyNetworkData };
}

function profileCalled(wanted: ProfileName | Profile, report: CoreIssues): Profile {
  if (typeof wanted !== 'string') return wanted;
  return profiles[oneOf(Object.keys(profiles) as ProfileName[], wanted, 'profile', report)];
}

/** A word may come from a command line; the first one allowed stands for all others. */
function oneOf<Word extends string>(allowed: readonly Word[], wanted: Word, place: string, report: CoreIssues): Word {
  if (allowed.includes(wanted)) return wanted;
  report.add('wrong-value', [place], `must be one of ${allowed.join(', ')}`);
  return allowed[0]!;
}

const label = /^[A-Za-z0-9._-]{1,16}$/;

/** Joliet holds 16 characters of a label; guests compare it letter by letter. */
function labelOf(wanted: string, tree: TreeName, report: CoreIssues): string {
  const { usual, other } = treeLabels[tree];
  if (wanted === usual) return wanted;
  if (!label.test(wanted)) {
    report.add('label-invalid', ['label'], `must be 1 to 16 of A-Z a-z 0-9 . _ -; it has ${wanted.length} characters`);
  } else if (wanted !== other) {
    report.add('label-unknown', ['label'], `guests look for ${usual} (some for ${other}, too)`);
  }
  return wanted;
}
