/** NoCloud's meta-data at the top of a drive, as far as it is simple: single lines. What is not simple is reported and left. */

import { noCloudFiles } from '../cloudstack-names.ts';
import { hasYamlMember, withoutYamlMember, withYamlMember, yamlValue } from '../encoding/yaml-edit.ts';
import { type Change, reportUnchangeable } from './change.ts';

const META_DATA = noCloudFiles.metaData;

export const hasNoCloudValue = ({ files, places }: Change, key: string): boolean =>
  places.noCloud && hasYamlMember(files.documentAt(META_DATA) ?? '', key);

/** Whether two keys of meta-data have the same value. */
export function isSameInNoCloud({ files, places }: Change, one: string, other: string): boolean {
  const text = places.noCloud ? (files.documentAt(META_DATA) ?? '') : '';
  const value = yamlValue(text, one);
  return value !== undefined && value === yamlValue(text, other);
}

/** Sets a key of meta-data to a YAML value on one line; undefined takes it out. */
export function putNoCloudValue(key: string, value: string | undefined, change: Change): void {
  const { files } = change;
  const old = files.has(META_DATA) ? files.documentAt(META_DATA) : '';
  const text =
    old === undefined ? undefined : value === undefined ? withoutYamlMember(old, key) : withYamlMember(old, key, value);
  if (text === undefined) reportUnchangeable(META_DATA, `${key} is not on one line: not changed`, change);
  else if (text !== old) files.write(META_DATA, text);
}
