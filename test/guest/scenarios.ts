/**
 * What is booted, and what each boot must become. Each drive is bytes that depend on nothing but the code, so that a
 * report of yesterday's boots tells by their hashes whether it still speaks of today's drives.
 */
import { buildConfigDrive, type DriveInput, type DriveOptions, type MachineInput } from '@configdrive/core';
import { layOutImage, toBytes } from 'iso9660-writer';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import type { GuestReport } from './boot.ts';

/** How the guest takes the drive. */
export type Outcome = 'taken' | 'partly' | 'no network' | 'refused' | 'ignored';

export interface Scenario {
  readonly name: string;
  readonly input: MachineInput;
  readonly options: DriveOptions;
  /** By cloud-init, with Debian's default list of data sources. */
  readonly outcome: Outcome;
}

/** Debian's user for people; root's password is set in CloudStack's way. */
export const USER = 'debian';
export const NEW_PASSWORD = 'n3w: #pass"word';

/** Kept by the first, for the next boot, and gone with the second: what shows that user data ran once. */
export const MADE_AT_EACH_BOOT = '/run/made-by-user-data';
export const MADE_ONCE = '/var/made-by-user-data';
const USER_DATA = `#cloud-config\nbootcmd:\n  - [touch, ${MADE_AT_EACH_BOOT}]\nruncmd:\n  - [touch, ${MADE_ONCE}]\n`;

type VmData = NonNullable<DriveInput['vmData']>;

const vmData: VmData = (SAMPLE.vmData as VmData).map(([directory, name, content]) =>
  name === 'user_data' ? [directory, name, Buffer.from(USER_DATA).toString('base64')] : [directory, name, content],
);

/** A virtual machine whose drive every guest takes. */
export const VM = { ...SAMPLE, vmData };

const without = (...names: readonly string[]): DriveInput => {
  const { instanceName: _, ...rest } = VM;
  return { ...rest, vmData: vmData.filter(([, name]) => !names.includes(name)) };
};

export const scenarios: readonly Scenario[] = [
  { name: 'a drive as built by default', input: VM, options: {}, outcome: 'taken' },
  { name: 'a NoCloud seed', input: VM, options: { tree: 'nocloud' }, outcome: 'taken' },
  { name: 'a drive with another label', input: VM, options: { label: 'config-3' }, outcome: 'ignored' },
  { name: 'a drive without a uuid', input: without('vm-id', 'instance-id'), options: {}, outcome: 'refused' },
  {
    name: 'a drive with {} for a network',
    input: { ...VM, nics: [] },
    options: { emptyNetworkData: 'write' },
    outcome: 'no network',
  },
];

/** The drive of a scenario. */
export const imageOf = ({ input, options }: Scenario): Uint8Array =>
  buildConfigDrive(input, { allow: ['uuid-missing'], ...options, timestamp: TIMESTAMP }).bytes;

/** What sits in the first drive; its script `hand` is run in the guest. */
export const otherDisc = (files: Readonly<Record<string, string | Uint8Array>> = {}): Uint8Array =>
  toBytes(
    layOutImage(
      Object.entries({ 'tools/read me.txt': 'not the config drive\n', ...files }).map(([path, content]) => ({
        path,
        content,
      })),
      { volumeIdentifier: 'TOOLS', timestamp: TIMESTAMP },
    ),
  );

/** The second boot of the first drive. */
export const RESET = 'the first drive after a password reset';

export const sourceOf = ({ options }: Scenario): string =>
  options.tree === 'nocloud' ? 'DataSourceNoCloud' : 'DataSourceConfigDrive';

/** What a boot says of its drive. */
export function outcomeOf({ status, cloudId }: GuestReport, complaints: readonly string[]): Outcome {
  if (cloudId === '' || /^status: disabled/m.test(status)) return 'ignored';
  if (status.includes('DataSourceNone')) return 'refused';
  const parts = new Set(complaints.map((complaint) => complaint.split(':')[0]));
  if (parts.size === 0) return 'taken';
  return parts.size === 1 && parts.has('network') ? 'no network' : 'partly';
}
