/**
 * The door: anything becomes a `Machine`, or an error that lists everything wrong with it. Nothing behind it checks again.
 */
import { checkArguments, options as knownOptions } from '@configdrive/issues/arguments';
import { trees } from './formats/trees.ts';
import type { DriveInput, Triple } from './input/drive-input.ts';
import { buildOptionNames, type MachineOptions, type Setting, settingOf } from './input/settings.ts';
import { shapedInput } from './input/shaped-input.ts';
import { type CoreIssues, newIssues } from './issues.ts';
import { type Checked, Machine } from './machine/machine.ts';
import { readMachineData } from './machine/machine-data.ts';

/** An input as callers write it: an object with members, or CloudStack's bare list of triples. */
export type MachineInput = DriveInput | readonly Triple[];

/**
 * Checks the data of a virtual machine, an object or a bare list of triples, under the profile and the limits of `options`
 * (and of the input itself). All problems are thrown together; what is only a warning is among the issues of the machine.
 *
 * @throws InvalidInputError
 */
export function parseMachine(input: MachineInput, options?: MachineOptions): Machine;
/** The same of what comes from a file or a request, of which nothing is known yet. */
export function parseMachine(input: unknown, options?: MachineOptions): Machine;
export function parseMachine(input: unknown, options: MachineOptions = {}): Machine {
  checkArguments(['options', machineOptions, options]);
  const report = newIssues(options.allow);
  const checked = checkedInput(input, options, report);
  report.throwIfRefused();
  return new Machine(checked, report.issues);
}

/** Checks an input into a report that others add to before anything is thrown; there are gaps where the report refuses something. */
export function checkedInput(unknown: unknown, options: MachineOptions, report: CoreIssues): Checked {
  const input = shapedInput(unknown, report);
  const isShaped = !report.refused;
  const setting = settingOf(input, options, report);
  const data = readMachineData(named(input, options), setting, report);
  const checked = { data, setting };
  // What has gaps lacks more than it was meant to.
  if (isShaped && (data.data.size > 0 || !report.refused)) trees[setting.tree].refuse?.(data, setting, report);
  checkEntryCountOf(checked, report);
  return checked;
}

/** A store knows the name of the instance, whether the input has it or not. */
function named<Input extends { readonly instanceName?: string | undefined }>(
  input: Input,
  { defaultInstanceName }: MachineOptions,
): Input {
  return input.instanceName === undefined && defaultInstanceName !== undefined
    ? { ...input, instanceName: defaultInstanceName }
    : input;
}

/** Files that a tree has beside those of the input, each in the folder of each version; far above any. */
const MAX_OWN_ENTRIES = 200;

/** Counting exactly takes a plan: only where there is so much that it may be too much. */
function checkEntryCountOf({ data, setting }: Checked, report: CoreIssues): void {
  const most = 2 * data.data.size + data.openstack.files.length + setting.profile.aliases.length + MAX_OWN_ENTRIES;
  if (report.refused || most <= setting.limits.entries) return;
  checkEntryCount(trees[setting.tree].entries(data, setting, newIssues()).length, setting, report);
}

/** Refuses more files and directories than the limit. */
export function checkEntryCount(count: number, { limits }: Setting, report: CoreIssues): void {
  if (count <= limits.entries) return;
  report.add('too-many-entries', [], `${count} files and directories, at most ${limits.entries} are allowed`);
}

const machineOptions = /* @__PURE__ */ knownOptions<MachineOptions>(buildOptionNames);
