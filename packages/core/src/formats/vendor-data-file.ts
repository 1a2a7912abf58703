/** vendor_data.json: the caller's own, the password put in as a later change of it would be. */

import type { MachineData } from '../machine/machine-data.ts';
import type { Profile } from '../profiles.ts';
import { vendorData as place } from './password-places.ts';
import { EMPTY_VENDOR_DATA } from './vendor-data.ts';

export function vendorDataFile({ password, vendorData }: MachineData, profile: Profile): string {
  if (password === undefined) return vendorData ?? EMPTY_VENDOR_DATA;
  const text = place.put(vendorData ?? '', { password, profile, sshPwauth: profile.sshPwauth || undefined });
  if (text === undefined) throw new Error('internal: vendor data that was read takes no password');
  return text;
}
