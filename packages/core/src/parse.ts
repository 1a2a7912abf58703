/**
 * The door: anything becomes a `DriveInput`, or an error that lists everything wrong with it.
 */
import { type DriveOptions, settingOf } from './input/settings.ts';
import type { DriveInput } from './input/shape.ts';
import { shapedInput } from './input/shaped-input.ts';
import { newIssues } from './issues.ts';
import { readMachine } from './machine/machine.ts';

/**
 * A drive input of an object or a bare array of triples. Everything wrong with it, under the profile and the limits
 * of `options` (and of the input itself), is thrown together.
 *
 * @throws InvalidInputError
 */
export function parseDriveInput(unknown: unknown, options: DriveOptions = {}): DriveInput {
  const report = newIssues();
  const input = shapedInput(unknown, report);
  readMachine(input, settingOf(input, options, report), report);
  report.throwIfRefused();
  return input as DriveInput;
}
