/** Who would get what, without contents: `configdrive serve --dry-run`. */

import { printable } from '@configdrive/issues';
import { DEFAULT_NETWORK, type DriveSource, type GuestFacts, loadGuests } from '@configdrive/metadata-server';
import type { serve as words } from '../../commands/serve.ts';
import type { OptionsOf } from '../../framework/action.ts';
import { printIssues, printJson, printLines } from '../../framework/output.ts';

/** Field names are API: adding one is minor, renaming one makes it `configdrive.serve/2`. */
export async function printGuests(drives: DriveSource, options: OptionsOf<typeof words>): Promise<void> {
  const { form = 'cloudstack', network = DEFAULT_NETWORK, as: addresses, json } = options;
  const { guests, issues } = await loadGuests(drives, { form, addresses });
  if (json) {
    const told = guests.map(({ name, addresses: at, paths, userDataBytes, hasPassword }) => ({
      name,
      addresses: at,
      paths,
      userDataBytes,
      hasPassword,
    }));
    return printJson('configdrive.serve/1', { form, network, guests: told, issues });
  }
  await printIssues(issues);
  await printLines(guests.map(lineOf));
}

function lineOf({ name, addresses, paths, userDataBytes, hasPassword }: GuestFacts): string {
  const who = addresses.length === 0 ? 'nobody' : addresses.join(', ');
  const password = hasPassword ? ', a password' : '';
  return `${who}: ${printable(name)}, ${paths} paths, ${userDataBytes} bytes of user data${password}`;
}
