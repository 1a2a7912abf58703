/**
 * From a machine to a drive: which files, with which contents, under which names. Pure; no byte of an image yet.
 */
import { checkArguments, options as knownOptions } from '@configdrive/issues/arguments';
import { type CheckOptions, type ConfigDrive, checkedDrive, type VolumeFields } from './drive.ts';
import { concealedEntries } from './drive-content.ts';
import { trees } from './formats/trees.ts';
import { buildOptionNames } from './input/settings.ts';
import { type CoreIssues, goneOnWith, newIssues } from './issues.ts';
import { type Checked, checkedDataOf, type Machine, someMachine } from './machine/machine.ts';
import type { MachineData } from './machine/machine-data.ts';
import { isUserDataByDrive, isUserDataByRouter } from './machine/network/nic.ts';

export interface PlanOptions extends CheckOptions {
  /** Dates everything; whole seconds are kept. The library has no clock. */
  readonly timestamp: Date;
}

/** genisoimage's system identifier; the application is this one. */
const volume: VolumeFields = { systemIdentifier: 'LINUX', applicationIdentifier: 'CONFIGDRIVE' };

/**
 * Plans the drive of a machine, in the tree and under the profile that it was checked for. The machine cannot be refused
 * any more.
 *
 * @throws InvalidInputError for an invalid timestamp; with `strict` for issues of severity error, those of the machine
 * with them
 */
export function planConfigDrive(machine: Machine, options: PlanOptions): ConfigDrive {
  checkArguments(['machine', someMachine, machine], ['options', planOptions, options]);
  const checked = checkedDataOf(machine);
  const report = newIssues(checked.setting.allow);
  for (const issue of machine.issues) report.put(issue);
  checkTimestamp(options.timestamp, report);
  const drive = plannedDrive(checked, options, report);
  return checkedDrive(drive, options, machine);
}

/** Plans the drive of what was checked into the same report, and throws all that refuses it together. */
export function plannedDrive({ data, setting }: Checked, options: PlanOptions, report: CoreIssues): ConfigDrive {
  const { timestamp, strict = false } = options;
  const entries = trees[setting.tree].entries(withoutRouters(data), setting, report);
  report.throwIfRefused(strict);
  const { label, profile } = setting;
  return { label, entries: concealedEntries(entries), timestamp, volume, profile, issues: goneOnWith(report.issues) };
}

/** What of a machine is on its drive: user data that only a router hands out are on none. */
function withoutRouters(data: MachineData): MachineData {
  const { nics } = data;
  return isUserDataByDrive(nics) || !nics.some(isUserDataByRouter) ? data : { ...data, userData: new Map() };
}

export function checkTimestamp(timestamp: unknown, report: CoreIssues): void {
  const isDate = timestamp instanceof Date && !Number.isNaN(timestamp.getTime());
  if (!isDate) report.add('timestamp-invalid', ['timestamp'], 'must be a valid Date');
}

const planOptions = /* @__PURE__ */ knownOptions<PlanOptions>(buildOptionNames);
