/**
 * NoCloud's files at the top of a drive, as far as they are simple: the password where vendor-data is nothing else, single
 * lines of meta-data. What is not simple is reported and left.
 */

import { noCloudFiles } from '../cloudstack-names.ts';
import { hasYamlMember, withoutYamlMember, withYamlMember, yamlValue } from '../encoding/yaml-edit.ts';
import { noCloudPasswordsIn, withNoCloudPassword, withoutNoCloudPassword } from '../formats/no-cloud-vendor-data.ts';
import type { Change } from './change.ts';

const { metaData: META_DATA, vendorData: VENDOR_DATA } = noCloudFiles;

export const noCloudPasswords = ({ files, places }: Change): readonly string[] =>
  places.noCloud ? noCloudPasswordsIn(files.textAt(VENDOR_DATA) ?? '') : [];

export function putNoCloudPassword(password: string, isNew: boolean, change: Change): void {
  const { files, places, setting, options, report } = change;
  if (!places.noCloud || !(isNew || files.has(VENDOR_DATA))) return;
  const old = files.has(VENDOR_DATA) ? files.textAt(VENDOR_DATA) : '';
  const wanted = { password, profile: setting.profile, sshPwauth: options.sshPwauth };
  const text = old === undefined ? undefined : withNoCloudPassword(old, wanted);
  if (text !== undefined) files.write(VENDOR_DATA, text);
  else report.add('file-unchangeable', [VENDOR_DATA], 'is nothing that a password can be added to: not changed');
}

export function removeNoCloudPassword(change: Change): void {
  if (noCloudPasswords(change).length === 0) return;
  const text = withoutNoCloudPassword(change.files.textAt(VENDOR_DATA) ?? '');
  if (text === undefined) change.files.remove(VENDOR_DATA);
  else change.files.write(VENDOR_DATA, text);
}

export const hasNoCloudValue = ({ files, places }: Change, key: string): boolean =>
  places.noCloud && hasYamlMember(files.textAt(META_DATA) ?? '', key);

/** Whether two keys of meta-data have the same value. */
export function isSameInNoCloud({ files, places }: Change, one: string, other: string): boolean {
  const text = places.noCloud ? (files.textAt(META_DATA) ?? '') : '';
  const value = yamlValue(text, one);
  return value !== undefined && value === yamlValue(text, other);
}

/** Sets a key of meta-data to a YAML value on one line; undefined takes it out. */
export function putNoCloudValue(key: string, value: string | undefined, { files, report }: Change): void {
  const old = files.has(META_DATA) ? files.textAt(META_DATA) : '';
  const text =
    old === undefined ? undefined : value === undefined ? withoutYamlMember(old, key) : withYamlMember(old, key, value);
  if (text === undefined) report.add('file-unchangeable', [META_DATA], `${key} is not on one line: not changed`);
  else if (text !== old) files.write(META_DATA, text);
}
