/** The façade's own batch: the fleet's, and the guests are asked where the caller names them. */
import {
  type DriveResult,
  type BuildManyOptions as FleetOptions,
  buildMany as fleetBuildMany,
} from '@configdrive/fleet';
import { type AskedGuests, checkedGuests } from '@configdrive/guests';
import type { GuestOptions } from './guest-options.ts';

/** How a fleet is built, and who is asked about its drives. */
export interface BuildManyOptions extends FleetOptions, GuestOptions {}

const GUEST_CHECK = new URL('./guest-check.js', import.meta.url);

/**
 * Builds a drive of each line of NDJSON, plans and images in threads of their own: see `buildMany` of \@configdrive/fleet. Where
 * `guests` are given they are asked in place of `check`; each thread looks once at a text that many drives have.
 *
 * @throws InvalidInputError for options that are wrong
 * @throws StorageError when directory or journal cannot be made, or another process runs a batch there
 */
export async function* buildMany(
  ndjson: AsyncIterable<Uint8Array>,
  { guests, ...options }: BuildManyOptions,
): AsyncGenerator<DriveResult, void> {
  yield* fleetBuildMany(ndjson, guests === undefined ? options : { ...options, check: checkOf(guests) });
}

function checkOf(guests: AskedGuests): FleetOptions['check'] {
  const argument = guests === 'likely' ? guests : checkedGuests(guests);
  return { module: GUEST_CHECK, name: 'guestCheck', argument };
}
