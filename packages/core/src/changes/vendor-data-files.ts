/** The vendor data of every version of a drive: vendor_data.json, and vendor_data2.json where the password is in it. */
import { reportRawPassword } from '../formats/vendor-data.ts';
import { vendorPasswordsIn, withoutVendorPassword, withVendorPassword } from '../formats/vendor-password.ts';
import type { Change } from './change.ts';
import { inOpenStack } from './datasources.ts';

type VendorDataFile = 'vendorData' | 'vendorData2';

const presentIn = ({ files, places }: Change, file: VendorDataFile): readonly string[] =>
  inOpenStack(places, file).filter((path) => files.has(path));

const passwordsAt = (path: string, { files }: Change): readonly string[] => vendorPasswordsIn(files.textAt(path) ?? '');

export const vendorPasswordsOf = (change: Change): readonly string[] =>
  [...presentIn(change, 'vendorData'), ...presentIn(change, 'vendorData2')].flatMap((path) =>
    passwordsAt(path, change),
  );

/** A drive without any password and without any vendor_data.json gets one in every version. */
export function putVendorPassword(password: string, isNew: boolean, change: Change): void {
  const present = presentIn(change, 'vendorData');
  const isAdded = isNew && present.length === 0;
  for (const path of isAdded ? inOpenStack(change.places, 'vendorData') : present) putInto(path, password, change);
  for (const path of presentIn(change, 'vendorData2')) {
    if (passwordsAt(path, change).length > 0) putInto(path, password, change);
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
  for (const path of [...presentIn(change, 'vendorData'), ...presentIn(change, 'vendorData2')]) {
    const text = files.textAt(path);
    if (text !== undefined) files.write(path, withoutVendorPassword(text));
  }
}
