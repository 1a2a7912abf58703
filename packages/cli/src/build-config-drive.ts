/** The façade's own way to build a drive: the core's, and the guests are asked where the caller names them. */
import {
  type BuiltDrive,
  buildConfigDrive as build,
  type BuildOptions as CoreOptions,
  type Machine,
  type MachineInput,
} from '@configdrive/core';
import { checkBy, type GuestOptions } from './guest-options.ts';

export interface BuildOptions extends Omit<CoreOptions, 'check'>, GuestOptions {}

/**
 * Builds the image of the drive of an input, or of a machine that was checked before, in one synchronous call. Everything
 * wrong with the input is thrown together. A machine keeps the options that it was read with: others are refused.
 *
 * @throws InvalidInputError
 */
export function buildConfigDrive(input: MachineInput | Machine, { guests, ...options }: BuildOptions): BuiltDrive {
  return build(input, { ...options, check: checkBy(guests) });
}
