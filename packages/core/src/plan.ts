/**
 * From an input to a drive: which files, with which contents, under which names. Pure; no byte of an image yet.
 */
import type { Entry } from 'iso9660-format';
import { type ConfigDrive, checkedDrive, type DriveCheck, type VolumeFields } from './drive.ts';
import { cloudStackEntries } from './formats/cloudstack.ts';
import { noCloudEntries } from './formats/nocloud.ts';
import { openStackEntries } from './formats/openstack.ts';
import { type DriveOptions, type Setting, settingOf } from './input/settings.ts';
import type { DriveInput, PartialInput } from './input/shape.ts';
import { type CoreIssues, newIssues } from './issues.ts';
import type { TreeName } from './labels.ts';
import { type Machine, readMachine } from './machine/machine.ts';

export interface PlanOptions extends DriveOptions {
  /** Dates everything; whole seconds are kept. The library has no clock. */
  readonly timestamp: Date;
  /** Asked about the planned drive; what it says is among the issues, and what of it is an error refuses with `strict`. */
  readonly check?: DriveCheck | undefined;
}

/** How each tree is planned. */
const planners: Readonly<Record<TreeName, (vm: Machine, setting: Setting, report: CoreIssues) => Entry[]>> = {
  cloudstack: cloudStackEntries,
  openstack: openStackEntries,
  nocloud: noCloudEntries,
};

/** genisoimage's system identifier; the application is this one. */
const volume: VolumeFields = { systemIdentifier: 'LINUX', applicationIdentifier: 'CONFIGDRIVE' };

/**
 * Plans the drive of an input, under the profile of the options, else of the input, else `portable`.
 *
 * @throws InvalidInputError with everything that refuses the input; with `strict` also for issues of severity error
 */
export function planConfigDrive(input: DriveInput, options: PlanOptions): ConfigDrive {
  return planReported(input, options, newIssues());
}

/** The same with what was found before; the input may have gaps where something was. */
export function planReported(input: PartialInput, options: PlanOptions, report: CoreIssues): ConfigDrive {
  const setting = settingOf(input, options, report);
  const { timestamp } = options;
  checkTimestamp(timestamp, report);
  const vm = readMachine(input, setting, report);
  const entries = planners[setting.tree](vm, setting, report);
  checkEntryCount(entries.length, setting, report);
  report.throwIfRefused(setting.strict);
  const { label, profile } = setting;
  const drive = { label, entries, timestamp, volume, profile, issues: report.issues };
  return checkedDrive(drive, options.check, setting.strict);
}

export function checkTimestamp(timestamp: unknown, report: CoreIssues): void {
  const isDate = timestamp instanceof Date && !Number.isNaN(timestamp.getTime());
  if (!isDate) report.add('timestamp-invalid', ['timestamp'], 'must be a valid Date');
}

export function checkEntryCount(count: number, { limits }: Setting, report: CoreIssues): void {
  if (count <= limits.entries) return;
  report.add('too-many-entries', [], `${count} files and directories, at most ${limits.entries} are allowed`);
}
