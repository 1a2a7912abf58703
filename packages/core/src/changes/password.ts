/**
 * The password: CloudStack's file, the md5 beside it, the vendor data that cloud-init reads, the metadata that
 * cloudbase-init reads, and NoCloud's vendor data.
 */
import type { Place } from '@configdrive/issues';
import { PASSWORD_MD5_PATH, PASSWORD_PATH, SAVED_PASSWORD } from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { passwordMd5, passwordMd5AsNumber } from '../encoding/md5.ts';
import { jsonString } from '../encoding/ordered-json.ts';
import { checkPassword } from '../machine/passwords.ts';
import { type Change, type ChangeOptions, changedDrive, putFile } from './change.ts';
import type { JsonFiles } from './json-files.ts';
import { reportLeftoverPasswords } from './leftover-passwords.ts';
import { metaDataOf } from './meta-data-files.ts';
import { noCloudPasswords, putNoCloudPassword, removeNoCloudPassword } from './no-cloud.ts';
import { putVendorPassword, removeVendorPassword, vendorPasswordsOf } from './vendor-data-files.ts';

/** Codes that speak of a drive's password. */
const about = [
  'password-special',
  'password-controls',
  'password-md5-mismatch',
  'password-remains',
  'vendor-data-broken',
  'vendor-data-altered',
] as const;

/** cloudbase-init takes the first of these that is there. */
const adminPassPaths = [['meta', 'admin_pass'], ['admin_pass']] as const;

/**
 * The drive with another password, in every place that carries one: `cloudstack/password/`, the md5, aliases, the vendor
 * data of every version, `admin_pass`. A drive without one gets it where the profile would write it. Where the old one
 * still stands in some other file, an issue names the path.
 *
 * @throws InvalidInputError as planning refuses passwords
 */
export const withPassword = (drive: ConfigDrive, password: string, options: ChangeOptions): ConfigDrive =>
  changedDrive(drive, options, about, (change) => {
    if (!isPassword(password, change)) return;
    const metaData = metaDataOf(change);
    const before = passwordsOf(change, metaData);
    const isNew = before.size === 0;
    putPasswordFile(password, isNew, change);
    putAdminPass(password, isNew, metaData, change);
    putVendorPassword(password, isNew, change);
    putNoCloudPassword(password, isNew, change);
    // What is part of the new one stands wherever that does.
    reportLeftoverPasswords(
      Array.from(before).filter((old) => !password.includes(old)),
      change,
    );
  });

/**
 * The drive without a password: no file, no md5, no aliases of it, not our part of the vendor data, no `admin_pass`.
 * Where the password still stands in some other file, an issue names the path.
 */
export const withoutPassword = (drive: ConfigDrive, options: ChangeOptions): ConfigDrive =>
  changedDrive(drive, options, about, (change) => {
    const metaData = metaDataOf(change);
    const passwords = passwordsOf(change, metaData);
    change.files.remove(PASSWORD_PATH);
    change.files.remove(PASSWORD_MD5_PATH);
    for (const path of adminPassPaths) metaData.remove(path);
    metaData.save(change);
    removeVendorPassword(change);
    removeNoCloudPassword(change);
    reportLeftoverPasswords(passwords, change);
  });

function isPassword(password: unknown, { setting, report }: Change): password is string {
  const place: Place = ['password'];
  if (typeof password !== 'string') report.add('wrong-type', place, 'must be a text');
  else if (!password.isWellFormed()) report.add('text-ill-formed', place, 'the text holds half of a surrogate pair');
  else if (password.trim() === '' || password === SAVED_PASSWORD) {
    report.add('password-empty', place, 'is no password; withoutPassword takes one off');
  } else if (setting.profile.passwordRules === 'check') checkPassword(password, place, report);
  return !report.refused;
}

/** Passwords that stand where guests look for one. */
function passwordsOf(change: Change, metaData: JsonFiles): ReadonlySet<string> {
  const inFile = change.files.textAt(PASSWORD_PATH)?.trim() ?? '';
  const passwords = new Set([
    inFile,
    ...adminPassPaths.flatMap((path) => metaData.textsAt(path)),
    ...vendorPasswordsOf(change),
    ...noCloudPasswords(change),
  ]);
  for (const none of ['', SAVED_PASSWORD]) passwords.delete(none);
  return passwords;
}

function putPasswordFile(password: string, isNew: boolean, change: Change): void {
  const { files, places, setting } = change;
  const adds = isNew && places.cloudStack;
  if (adds || files.has(PASSWORD_PATH)) putFile(PASSWORD_PATH, password, change);
  const isNumber = setting.profile.passwordMd5 === 'triples';
  const addsMd5 = adds && (!isNumber || setting.windows);
  if (!addsMd5 && !files.has(PASSWORD_MD5_PATH)) return;
  putFile(PASSWORD_MD5_PATH, isNumber ? passwordMd5AsNumber(password) : passwordMd5(password), change);
}

function putAdminPass(password: string, isNew: boolean, metaData: JsonFiles, change: Change): void {
  const { profile, windows } = change.setting;
  // As planning: with CloudStack's tree for Windows guests, with OpenStack's always.
  const adds = profile.adminPass === 'windows' && (windows || !change.places.cloudStack);
  const value = jsonString(password);
  for (const path of adminPassPaths) metaData.replace(path, value);
  if (isNew && adds) metaData.put(['admin_pass'], value);
  metaData.save(change);
}
