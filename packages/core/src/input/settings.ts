/**
 * How a drive is made: what the options say, else the input, else the default.
 */
import { type Place, printable } from '@configdrive/issues';
import { allowableCodes, type CoreCode } from '../codes.ts';
import { type GuestScriptSetting, isAccountName } from '../guest-script/document.ts';
import type { CoreIssues } from '../issues.ts';
import { type TreeName, treeLabels } from '../labels.ts';
import { type LimitOptions, type Limits, limitsOf } from '../limits.ts';
import { type Profile, type ProfileName, profiles } from '../profiles.ts';
import { isFreeBsd, isWindows } from './guest-os.ts';
import type { PartialInput } from './shape.ts';

/** The label guests look for. */
export const DEFAULT_LABEL = treeLabels.cloudstack.usual;

/** How a machine is read and its drive made. An option wins over the member of the same name in the input. */
export interface MachineOptions {
  /** The internal name of the machine where the input has none. */
  readonly defaultInstanceName?: string | undefined;
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
  /** Bytes behind the last file for what changes add. Default 8192, with the profile `cloudstack` 0. */
  readonly room?: number | undefined;
  /**
   * `every-boot`: the drive carries a script in its vendor data that applies its password and keys whenever a guest with cloud-init
   * boots, so that a later reset arrives. Default `never`.
   */
  readonly resets?: 'never' | 'every-boot' | undefined;
  /** Whose password and keys that script sets. Default: cloud-init's default user, else root. */
  readonly resetUser?: string | undefined;
  /** True: that script sets the host name, too. */
  readonly resetHostName?: boolean | undefined;
  readonly limits?: LimitOptions | undefined;
  /** Codes of refusals that are let through, and are warnings then: those of `allowableCodes`. */
  readonly allow?: readonly CoreCode[] | undefined;
}

/** The names of all machine options, complete by their type. */
export const machineOptionNames = {
  defaultInstanceName: true,
  profile: true,
  tree: true,
  openstackVersions: true,
  label: true,
  sshPwauth: true,
  emptyNetworkData: true,
  room: true,
  resets: true,
  resetUser: true,
  resetHostName: true,
  limits: true,
  allow: true,
} as const satisfies Readonly<Record<keyof MachineOptions, true>>;

/**
 * The names of all options of a build: one object of options may go to parsing, to planning and to both at once, and a name that
 * none of them has is a slip.
 */
export const buildOptionNames = { ...machineOptionNames, timestamp: true, strict: true, check: true } as const;

/** Refuses options that decide how an input is read, where a machine was read before: they would be ignored. */
export function refuseMachineOptions(options: MachineOptions, report: CoreIssues): void {
  for (const name of Object.keys(machineOptionNames) as (keyof MachineOptions)[]) {
    if (options[name] !== undefined)
      report.add('option-unfit', [name], 'is for parseMachine: this machine was read without it');
  }
}

/** Ways of making a drive. */
export interface DriveOptions extends Omit<MachineOptions, 'defaultInstanceName'> {
  /** Issues of severity error refuse the drive. Default: they come with it, as warnings. */
  readonly strict?: boolean | undefined;
}

/** The options, the input and the defaults in one. */
export interface Setting {
  readonly profile: Profile;
  readonly tree: TreeName;
  readonly openstackVersions: NonNullable<MachineOptions['openstackVersions']>;
  readonly label: string;
  readonly limits: Limits;
  /** The guest is Windows: md5 and `admin_pass` are for it. */
  readonly windows: boolean;
  /** The guest is FreeBSD: its keys have a second name in a seed. */
  readonly freebsd: boolean;
  /** What the script for guests is told that the drive carries; undefined: it carries none. */
  readonly guestScript: GuestScriptSetting | undefined;
  /** Codes of refusals that are let through. */
  readonly allow: readonly CoreCode[];
}

export function settingOf(input: PartialInput, options: MachineOptions, report: CoreIssues): Setting {
  const tree = oneOf(
    Object.keys(treeLabels) as TreeName[],
    options.tree ?? input.tree ?? 'cloudstack',
    ['tree'],
    report,
  );
  refuseOtherCodes(options.allow, report);
  const openstackVersions = options.openstackVersions ?? input.openstackVersions ?? 'latest';
  const label = labelOf(options.label ?? input.label ?? treeLabels[tree].usual, tree, report);
  const windows = isWindows(input.guestOs);
  return {
    profile: profileOf(input, options, tree, report),
    tree,
    openstackVersions: oneOf(['latest', 'dated'], openstackVersions, ['openstackVersions'], report),
    label,
    limits: limitsOf([input.limits, options.limits], ['limits'], report),
    windows,
    freebsd: isFreeBsd(input.guestOs),
    guestScript: guestScriptOf(input, options, { label, windows }, report),
    allow: options.allow ?? [],
  };
}

function guestScriptOf(
  input: PartialInput,
  options: MachineOptions,
  { label, windows }: Pick<Setting, 'label' | 'windows'>,
  report: CoreIssues,
): GuestScriptSetting | undefined {
  const resets = oneOf(['never', 'every-boot'], options.resets ?? input.resets ?? 'never', ['resets'], report);
  const user = options.resetUser ?? input.resetUser;
  const hostName = options.resetHostName ?? input.resetHostName ?? false;
  if (user !== undefined && !isAccountName(user)) {
    const rule =
      'must be the name of an account: 1 to 32 letters, digits, dots, underscores or hyphens, a letter first';
    report.add('wrong-value', ['resetUser'], rule);
  }
  if (resets === 'never') {
    const name = user === undefined ? 'resetHostName' : 'resetUser';
    if (user !== undefined || hostName) report.add('wrong-value', [name], 'is for resets: every-boot');
    return undefined;
  }
  if (!windows) return { user, hostName, label };
  report.add('input-unused', ['resets'], 'the script is for sh: a Windows guest runs none');
  return undefined;
}

function profileOf(input: PartialInput, options: MachineOptions, tree: TreeName, report: CoreIssues): Profile {
  const profile = profileCalled(options.profile ?? input.profile ?? 'portable', report);
  if (profile === profiles.cloudstack && tree !== 'cloudstack') {
    report.add('profile-unfit', ['profile'], `cloudstack says how CloudStack writes its own tree, not ${tree}`);
  }
  const sshPwauth = options.sshPwauth ?? input.sshPwauth ?? profile.sshPwauth;
  const emptyNetworkData = options.emptyNetworkData ?? input.emptyNetworkData ?? profile.emptyNetworkData;
  const room = roomOf(options.room ?? input.room ?? profile.room, report);
  const unchanged =
    sshPwauth === profile.sshPwauth && emptyNetworkData === profile.emptyNetworkData && room === profile.room;
  return unchanged ? profile : { ...profile, sshPwauth, emptyNetworkData, room };
}

function roomOf(wanted: number, report: CoreIssues): number {
  if (Number.isSafeInteger(wanted) && wanted >= 0) return wanted;
  report.add('wrong-value', ['room'], 'must be a whole number of bytes from 0 on');
  return 0;
}

function profileCalled(wanted: ProfileName | Profile, report: CoreIssues): Profile {
  if (typeof wanted !== 'string') return wanted;
  return profiles[oneOf(Object.keys(profiles) as ProfileName[], wanted, ['profile'], report)];
}

function refuseOtherCodes(allow: unknown, report: CoreIssues): void {
  if (allow === undefined) return;
  if (!Array.isArray(allow)) report.add('wrong-type', ['allow'], 'must be a list of codes');
  else for (const [index, code] of allow.entries()) oneOf(allowableCodes, code, ['allow', index], report);
}

/** A word may come from a command line; the first one allowed stands for all others. */
function oneOf<Word extends string>(allowed: readonly Word[], wanted: Word, place: Place, report: CoreIssues): Word {
  if (allowed.includes(wanted)) return wanted;
  report.add('wrong-value', place, `must be one of ${allowed.join(', ')}`);
  return allowed[0]!;
}

const label = /^[A-Za-z0-9._-]{1,16}$/;

/** Joliet holds 16 characters of a label; guests compare it letter by letter. */
function labelOf(wanted: string, tree: TreeName, report: CoreIssues): string {
  const { usual, other } = treeLabels[tree];
  if (wanted === usual) return wanted;
  if (!label.test(wanted)) {
    report.add(
      'label-invalid',
      ['label'],
      `must be 1 to 16 of A-Z a-z 0-9 . _ -, not "${printable(wanted.slice(0, 64))}" (${wanted.length} characters)`,
    );
  } else if (wanted !== other) {
    report.add('label-unknown', ['label'], `guests look for ${usual} (some for ${other}, too)`);
  }
  return wanted;
}
