/** The vendor data of every version of a drive: vendor_data.json, and vendor_data2.json where the password is in it. */
import { reportRawPassword } from '../vendor-data.ts';
import type { Change } from './change.ts';
import { inOpenStack } from './places.ts';
import { vendorPasswordsIn, withoutVendorPassword, withVendorPassword } from './vendor-password.ts';

const pathsIn = ({ files, places }: Change): readonly string[] =>
  [...inOpenStack(places, 'vendorData'), ...inOpenStack(places, 'vendorData2')].filter((path) => files.has(path));

export const vendorPasswordsOf = (change: Change): readonly string[] =>
  pathsIn(change).flatMap((path) => vendorPasswordsIn(change.files.textAt(path) ?? ''));

/** A drive without any password and without any vendor_data.json gets one in every version. */
export function putVendorPassword(password: string, isNew: boolean, change: Change): void {
  const { files, places } = change;
  const all = inOpenStack(places, 'vendorData');
  const present = all.filter((path) => files.has(path));
  for (const path of isNew && present.length === 0 ? all : present) putInto(path, password, change);
  for (const path of inOpenStack(places, 'vendorData2')) {
    if (vendorPasswordsIn(files.textAt(path) ?? '').length > 0) putInto(path, password, change);
  }
}

function putInto(path: string, password: string, { files, setting, options, report }: Change): void {
  const old = files.has(path) ? files.textAt(path) : '';
  const { profile } = setting;
  const text =
    old === undefined ? undefined : withVendorPassword(old, { password, profile, sshPwauth: options.sshPwauth });
  if (text === undefined) {
    report.add('file-unchangeable', [path], 'is nothing that a password can be added to: not changed');
    return;
  }
  files.write(path, text);
  if (profile.vendorPassword === 'raw') reportRawPassword(password, path, text, report);
}

export function removeVendorPassword(change: Change): void {
  const { files } = change;
  for (const path of pathsIn(change)) {
    const text = files.textAt(path);
    if (text !== undefined) files.write(path, withoutVendorPassword(text));
  }
}
