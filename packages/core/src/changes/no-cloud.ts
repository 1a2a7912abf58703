/**
 * NoCloud's files at the top of a drive, as far as they are simple: the password where vendor-data is nothing else, single
 * lines of meta-data. What is not simple is reported and left.
 */
import { passwordDocument, passwordDocumentOf } from '../vendor-data.ts';
import type { Change } from './change.ts';
import { hasYamlMember, withoutYamlMember, withYamlMember } from './yaml-lines.ts';

const META_DATA = 'meta-data';
const VENDOR_DATA = 'vendor-data';

export function noCloudPasswords({ files, places }: Change): readonly string[] {
  const document = places.noCloud ? passwordDocumentOf(files.textAt(VENDOR_DATA) ?? '') : undefined;
  return document === undefined ? [] : [document.password];
}

export function putNoCloudPassword(password: string, isNew: boolean, change: Change): void {
  const { files, places, setting, options, report } = change;
  if (!places.noCloud || !(isNew || files.has(VENDOR_DATA))) return;
  const old = files.textAt(VENDOR_DATA) ?? '';
  const document = passwordDocumentOf(old);
  if (document === undefined && old.trim() !== '') {
    report.add('file-unchangeable', [VENDOR_DATA], 'is not only about the password: not changed');
    return;
  }
  const sshPwauth = options.sshPwauth ?? document?.sshPwauth ?? setting.profile.sshPwauth;
  files.write(VENDOR_DATA, passwordDocument(password, { ...setting.profile, sshPwauth }));
}

export function removeNoCloudPassword(change: Change): void {
  if (noCloudPasswords(change).length > 0) change.files.remove(VENDOR_DATA);
}

export const hasNoCloudValue = ({ files, places }: Change, key: string): boolean =>
  places.noCloud && hasYamlMember(files.textAt(META_DATA) ?? '', key);

/** Sets a key of meta-data to a YAML value on one line; undefined takes it out. */
export function putNoCloudValue(key: string, value: string | undefined, { files, report }: Change): void {
  const old = files.has(META_DATA) ? files.textAt(META_DATA) : '';
  const text =
    old === undefined ? undefined : value === undefined ? withoutYamlMember(old, key) : withYamlMember(old, key, value);
  if (text === undefined) report.add('file-unchangeable', [META_DATA], `${key} is not on one line: not changed`);
  else if (text !== old) files.write(META_DATA, text);
}
