/**
 * From an input to a drive: which files, with which contents, under which names. Pure; no byte of an image yet.
 */
import type { Issue } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
import { withConcerns } from './explain/concerns.ts';
import type { ReaderName } from './explain/readers.ts';
import type { DriveInput, GappyInput } from './input/shape.ts';
import { readVm, type VirtualMachine } from './input/vm.ts';
import { type CoreIssues, newIssues } from './issues.ts';
import type { Profile } from './profiles.ts';
import { type DriveOptions, type Setting, settingOf } from './settings.ts';
import { cloudStackEntries } from './trees/cloudstack.ts';
import type { TreeName } from './trees/labels.ts';
import { noCloudEntries } from './trees/nocloud.ts';
import { openStackEntries } from './trees/openstack.ts';

/** Descriptor fields of the volume beside its label. A planned drive's dates are all its timestamp; null: not given. */
export type VolumeFields = Pick<
  ImageOptions,
  | 'systemIdentifier'
  | 'volumeSetIdentifier'
  | 'publisherIdentifier'
  | 'preparerIdentifier'
  | 'applicationIdentifier'
  | 'copyrightFileIdentifier'
  | 'abstractFileIdentifier'
  | 'bibliographicFileIdentifier'
  | 'created'
  | 'modified'
  | 'expires'
  | 'effective'
>;

/** A drive as data: what it is called, what it holds, what guests will not like about it. */
export interface ConfigDrive {
  readonly label: string;
  readonly entries: readonly Entry[];
  /** Of the volume and of every entry without a date of its own. */
  readonly timestamp: Date;
  readonly volume: VolumeFields;
  readonly profile: Profile;
  readonly issues: readonly Issue[];
}

export interface PlanOptions extends DriveOptions {
  /** Dates everything; whole seconds are kept. The library has no clock. */
  readonly timestamp: Date;
  /**
   * The guest's programs: what concerns them is among the issues, and refuses with `strict`. Default: none is asked, which
   * saves a third of the time; `usualReaders(guestOs, tree)` are those a guest most probably has.
   */
  readonly readers?: readonly ReaderName[] | undefined;
}

/** How each tree is planned. */
const planners: Readonly<Record<TreeName, (vm: VirtualMachine, setting: Setting, report: CoreIssues) => Entry[]>> = {
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
export function planReported(input: GappyInput, options: PlanOptions, report: CoreIssues): ConfigDrive {
  const setting = settingOf(input, options, report);
  const { timestamp } = options;
  checkTimestamp(timestamp, report);
  const vm = readVm(input, setting, report);
  const entries = planners[setting.tree](vm, setting, report);
  checkEntryCount(entries.length, setting, report);
  report.throwIfRefused(setting.strict);
  const { label, profile } = setting;
  const drive = { label, entries, timestamp, volume, profile, issues: report.issues };
  return options.readers === undefined ? drive : withConcerns(drive, options.readers, setting.strict);
}

export function checkTimestamp(timestamp: unknown, report: CoreIssues): void {
  const isDate = timestamp instanceof Date && !Number.isNaN(timestamp.getTime());
  if (!isDate) report.add('timestamp-invalid', ['timestamp'], 'must be a valid Date');
}

export function checkEntryCount(count: number, { limits }: Setting, report: CoreIssues): void {
  if (count <= limits.entries) return;
  report.add('too-many-entries', [], `${count} files and directories, at most ${limits.entries} are allowed`);
}
