/** The façade's own way to build a drive: the core's, and the guests are asked where the caller names them. */
import { type BuiltDrive, buildConfigDrive as build, type PlanOptions } from '@configdrive/core';
import { type GuestName, guestIssues } from '@configdrive/guests';

export interface BuildOptions extends Omit<PlanOptions, 'check'> {
  /**
   * Programs inside the guest: what they will not like is among the issues, and refuses with `strict`. Default: none is
   * asked, which saves a third of the time; `defaultGuests(guestOs, tree)` are those a guest most probably has.
   */
  readonly guests?: readonly GuestName[] | undefined;
}

/**
 * Builds the image of a drive from an input in one synchronous call. Everything wrong with the input is thrown together.
 *
 * @throws InvalidInputError
 */
export const buildConfigDrive = (input: unknown, { guests, ...options }: BuildOptions): BuiltDrive =>
  build(input, guests === undefined ? options : { ...options, check: (drive) => guestIssues(drive, guests) });
