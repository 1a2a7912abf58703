/**
 * How a drive is made: what the options say, else the input, else the default.
 */
import { type LimitOptions, type Limits, limitsOf } from './limits.ts';
import { type Profile, type ProfileName, profiles } from './profiles.ts';
import type { Report } from './report.ts';
import type { GappyInput } from './shape.ts';

/** The label guests look for. */
export const DEFAULT_LABEL = 'config-2';

/** Ways of making a drive. An option wins over the member of the same name in the input. */
export interface DriveOptions {
  /** `portable` (the default), `cloudstack`, or a profile of your own: `{ ...portable, aliases: [] }`. */
  readonly profile?: ProfileName | Profile | undefined;
  /** Label of the volume, 1 to 16 of `A-Z a-z 0-9 . _ -`. Default `config-2`. */
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
  readonly label: string;
  readonly limits: Limits;
  readonly strict: boolean;
  /** The guest is Windows: md5 and `admin_pass` are for it. */
  readonly windows: boolean;
}

export function settingOf(input: GappyInput, options: DriveOptions, report: Report): Setting {
  return {
    profile: profileOf(input, options, report),
    label: labelOf(options.label ?? input.label ?? DEFAULT_LABEL, report),
    limits: limitsOf([input.limits, options.limits], ['limits'], report),
    strict: options.strict ?? false,
    windows: input.guestOs?.toLowerCase() === 'windows',
  };
}

function profileOf(input: GappyInput, options: DriveOptions, report: Report): Profile {
  const profile = profileCalled(options.profile ?? input.profile ?? 'portable', report);
  const sshPwauth = options.sshPwauth ?? input.sshPwauth ?? profile.sshPwauth;
  const emptyNetworkData = options.emptyNetworkData ?? input.emptyNetworkData ?? profile.emptyNetworkData;
  const unchanged = sshPwauth === profile.sshPwauth && emptyNetworkData === profile.emptyNetworkData;
  return unchanged ? profile : { ...profile, sshPwauth, emptyNetworkData };
}

/** A name may come from a command line. */
function profileCalled(wanted: ProfileName | Profile, report: Report): Profile {
  if (typeof wanted !== 'string') return wanted;
  if (Object.hasOwn(profiles, wanted)) return profiles[wanted];
  report.add('wrong-value', ['profile'], `must be one of ${Object.keys(profiles).join(', ')}`);
  return profiles.portable;
}

const label = /^[A-Za-z0-9._-]{1,16}$/;

/** Joliet holds 16 characters of a label; guests compare it letter by letter. */
function labelOf(wanted: string, report: Report): string {
  if (wanted === DEFAULT_LABEL) return wanted;
  if (!label.test(wanted)) {
    report.add('label-invalid', ['label'], `must be 1 to 16 of A-Z a-z 0-9 . _ -; it has ${wanted.length} characters`);
  } else if (wanted !== 'CONFIG-2') {
    report.add('label-unknown', ['label'], 'guests look for config-2 (some for CONFIG-2, too)');
  }
  return wanted;
}
