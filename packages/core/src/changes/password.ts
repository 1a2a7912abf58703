/** The password of a drive that is there: put into every place of it, taken out of all. */
import type { Place } from '@configdrive/issues';
import { SAVED_PASSWORD } from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { type PasswordPlace, passwordPlaces } from '../formats/password-places.ts';
import { checkPassword } from '../machine/passwords.ts';
import { type Change, type ChangeOptions, changedDrive, putFile, reportUnchangeable } from './change.ts';
import { reportLeftoverPasswords } from './leftover-passwords.ts';

/** Codes that speak of a drive's password. */
const about = [
  'password-special',
  'password-controls',
  'password-md5-mismatch',
  'password-remains',
  'vendor-data-broken',
  'vendor-data-altered',
] as const;

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
    const before = passwordsOf(change);
    const targets = passwordPlaces.flatMap((place) => targetsOf(place, before.size === 0, change));
    for (const [place, path] of targets) putInto(place, path, password, change);
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
    const passwords = passwordsOf(change);
    for (const [place, path] of passwordPlaces.flatMap((each) => presentIn(each, change))) {
      takeOut(place, path, change);
    }
    reportLeftoverPasswords(passwords, change);
  });

function isPassword(password: unknown, { setting, report }: Change): password is string {
  const place: Place = ['password'];
  if (typeof password !== 'string') report.add('wrong-type', place, 'must be a text');
  else if (!password.isWellFormed()) report.add('text-ill-formed', place, 'the text holds half of a surrogate pair');
  else if (password.trim() === '' || password === SAVED_PASSWORD) {
    report.add('password-empty', place, 'is empty, or the word that CloudStack writes for no password');
  } else if (setting.profile.passwordRules === 'check') checkPassword(password, place, report);
  return !report.refused;
}

type Target = readonly [place: PasswordPlace, path: string];

const presentIn = (place: PasswordPlace, { files, places }: Change): readonly Target[] =>
  place.paths(places).flatMap((path) => (files.has(path) ? [[place, path] as const] : []));

/** Passwords that stand where guests look for one. */
function passwordsOf(change: Change): ReadonlySet<string> {
  const present = passwordPlaces.flatMap((place) => presentIn(place, change));
  const passwords = new Set(present.flatMap(([place, path]) => place.read(change.files.documentAt(path) ?? '') ?? []));
  for (const none of ['', SAVED_PASSWORD]) passwords.delete(none);
  return passwords;
}

/** Where the password goes: where one is, and on a drive that has none where planning would write it. */
function targetsOf(place: PasswordPlace, isNew: boolean, change: Change): readonly Target[] {
  const { files, places, setting } = change;
  const present = presentIn(place, change);
  const adds = isNew && place.isWritten({ ...setting, trees: places });
  if (place.kind === 'holder') {
    const mayHaveOne = ([, path]: Target): boolean =>
      files.isTooLong(path) || place.read(files.documentAt(path) ?? '')?.length !== 0;
    return adds ? present : present.filter(mayHaveOne);
  }
  return present.length > 0 || !adds ? present : place.paths(places).map((path) => [place, path]);
}

function putInto(place: PasswordPlace, path: string, password: string, change: Change): void {
  const { files, setting, options, report } = change;
  const { profile } = setting;
  const old = place.kind === 'own' || !files.has(path) ? '' : files.documentAt(path);
  const text = old === undefined ? undefined : place.put(old, { password, profile, sshPwauth: options.sshPwauth });
  if (text === undefined) reportUnchangeable(path, place.refusal, change);
  else {
    putFile(path, text, change);
    if (profile.vendorPassword === 'raw') place.reportRaw?.(password, path, text, report);
  }
}

function takeOut(place: PasswordPlace, path: string, change: Change): void {
  const { files } = change;
  const text = place.kind === 'own' ? '' : files.documentAt(path);
  if (text === undefined && files.isTooLong(path)) reportUnchangeable(path, place.refusal, change);
  if (text === undefined) return;
  if (place.read(text) === undefined) reportUnchangeable(path, place.refusal, change);
  const rest = place.without(text);
  if (rest === undefined) files.remove(path);
  else files.write(path, rest);
}
