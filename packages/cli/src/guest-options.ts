/** Guests as callers of the façade name them, and what the packages take for that: a check. */
import type { DriveCheck } from '@configdrive/core';
import { type AskedGuests, guestCheck } from '@configdrive/guests';

/** Who is asked about a drive that is built or changed. */
export interface GuestOptions {
  /**
   * Programs inside the guest, by name, or `likely`: those that its system and the tree of its drive suggest. What will not
   * arrive is among the issues, as warnings, and refuses with `strict`; of a change only what it brings with it, and a notice
   * where a guest that has booted will not look again. Default: none is asked.
   */
  readonly guests?: AskedGuests | undefined;
}

/** The check that asks these guests. */
export const checkBy = (guests: AskedGuests | undefined): DriveCheck | undefined =>
  guests === undefined ? undefined : guestCheck(guests);
