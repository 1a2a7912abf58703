/** Who gets what: machines by network and source address. A table is never changed, another one takes its place. */
import type { Issue } from '@configdrive/issues';
import { serverIssue } from '../codes.ts';
import type { Guest } from './guest.ts';

export interface GuestTable {
  /** By canonical address. */
  readonly byAddress: ReadonlyMap<string, Guest>;
  /** Addresses that several machines claim. */
  readonly issues: readonly Issue[];
}

/** A table without a machine. */
export const emptyTable: GuestTable = { byAddress: new Map(), issues: [] };

/** Machines of one network. An address that two of them claim answers neither. */
export function tableOf(guests: Iterable<Guest>): GuestTable {
  const claims = new Map<string, Guest[]>();
  for (const guest of guests) {
    for (const address of guest.addresses) {
      const claimants = claims.get(address);
      if (claimants === undefined) claims.set(address, [guest]);
      else claimants.push(guest);
    }
  }
  const byAddress = new Map<string, Guest>();
  const issues: Issue[] = [];
  for (const [address, claimants] of claims) {
    const [only, ...others] = claimants;
    if (only !== undefined && others.length === 0) byAddress.set(address, only);
    else
      issues.push(
        shared(
          address,
          claimants.map(({ name }) => name),
        ),
      );
  }
  return { byAddress, issues };
}

const MOST_NAMES = 10;

function shared(address: string, names: readonly string[]): Issue {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  const message = `${names.slice(0, MOST_NAMES).join(', ')}${more} have ${address}: none of them gets an answer`;
  return serverIssue('guests-share-address', [address], message);
}
