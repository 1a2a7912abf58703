/** vendor_data.json: the caller's own, the password put in as a later change of it would be. */

import type { Machine } from '../machine/machine.ts';
import type { Profile } from '../profiles.ts';
import { EMPTY_VENDOR_DATA, vendorDataText } from './vendor-data.ts';
import { withVendorPassword } from './vendor-password.ts';

export function vendorDataFile({ password, vendorData }: Machine, profile: Profile): string {
  if (password === undefined) return vendorData ?? EMPTY_VENDOR_DATA;
  if (vendorData === undefined) return vendorDataText(password, profile);
  const text = withVendorPassword(vendorData, { password, profile, sshPwauth: profile.sshPwauth || undefined });
  if (text === undefined) throw new Error('internal: vendor data that was read takes no password');
  return text;
}
