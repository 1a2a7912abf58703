/** SSH keys: CloudStack's file and its alias, the metadata of every version, EC2's, NoCloud's. */

import { PUBLIC_KEYS_PATH } from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { yamlList } from '../encoding/yaml-scalars.ts';
import { ec2PublicKeys, PUBLIC_KEYS_KEY } from '../formats/ec2-meta-data.ts';
import { publicKeyMembers } from '../formats/meta-data.ts';
import { noCloudKeyNames } from '../formats/nocloud.ts';
import { publicKeysIn } from '../machine/machine-data.ts';
import { publicKeyLines } from '../machine/public-keys.ts';
import { type Change, type ChangeOptions, changedDrive, putFile } from './change.ts';
import type { JsonFiles } from './json-files.ts';
import { addMissingMetaData, ec2MetaDataOf, metaDataOf } from './meta-data-files.ts';
import { hasNoCloudValue, putNoCloudValue } from './no-cloud.ts';

/**
 * The drive with other SSH keys: one text as CloudStack passes it, or a list of lines; none at all take them off.
 *
 * @throws InvalidInputError as planning refuses keys
 */
export const withPublicKeys = (
  drive: ConfigDrive,
  keys: string | readonly string[],
  options: ChangeOptions,
): ConfigDrive =>
  changedDrive(drive, options, [], (change) => {
    const text = textOf(keys, change);
    if (text !== undefined) putPublicKeys(text, change);
  });

function textOf(keys: unknown, { report }: Change): string | undefined {
  const isList = Array.isArray(keys) && keys.every((key) => typeof key === 'string');
  const text: unknown = isList ? keys.join('\n') : keys;
  if (typeof text !== 'string') report.add('wrong-type', ['publicKeys'], 'must be a text, or a list of texts');
  else if (!text.isWellFormed()) {
    report.add('text-ill-formed', ['publicKeys'], 'the text holds half of a surrogate pair');
  } else return text;
  return undefined;
}

/** The keys of a text, wherever the drive has keys; blank: none. */
export function putPublicKeys(text: string, change: Change): void {
  const { setting, report } = change;
  if (text.trim() === '') {
    removePublicKeys(change);
    return;
  }
  const keys = publicKeysIn(text, ['publicKeys'], setting, report);
  if (report.refused) return;
  const members = publicKeyMembers(text, keys, setting.profile);
  const metaData = metaDataOf(change);
  const ec2 = ec2MetaDataOf(change);
  if (hasPublicKeys(metaData, ec2, change)) replacePublicKeys(text, { metaData, ec2, members }, change);
  else addPublicKeys(text, { metaData, ec2, members }, change);
  metaData.save(change);
  ec2.save(change);
}

const hasPublicKeys = (metaData: JsonFiles, ec2: JsonFiles, change: Change): boolean =>
  change.files.has(PUBLIC_KEYS_PATH) ||
  metaData.has(['keys']) ||
  metaData.has(['public_keys']) ||
  ec2.has([PUBLIC_KEYS_KEY]) ||
  noCloudKeys.some((key) => hasNoCloudValue(change, key));

/** Names of the keys in NoCloud's meta-data. */
const noCloudKeys = noCloudKeyNames({ freebsd: true });

interface Forms {
  readonly metaData: JsonFiles;
  readonly ec2: JsonFiles;
  readonly members: ReturnType<typeof publicKeyMembers>;
}

function replacePublicKeys(text: string, { metaData, ec2, members }: Forms, change: Change): void {
  if (change.files.has(PUBLIC_KEYS_PATH)) putFile(PUBLIC_KEYS_PATH, text, change);
  for (const [key, value] of members) metaData.replace([key], value);
  ec2.replace([PUBLIC_KEYS_KEY], ec2PublicKeys(text));
  if (noCloudKeys.some((key) => hasNoCloudValue(change, key))) putNoCloudKeys(text, change);
}

/** Under the names that are there, and under those that this guest looks for. */
function putNoCloudKeys(text: string, change: Change): void {
  const wanted = noCloudKeyNames(change.setting);
  for (const key of noCloudKeys) {
    if (wanted.includes(key) || hasNoCloudValue(change, key)) putNoCloudValue(key, noCloudForm(text), change);
  }
}

function addPublicKeys(text: string, { metaData, members }: Forms, change: Change): void {
  const { places } = change;
  if (places.cloudStack) putFile(PUBLIC_KEYS_PATH, text, change);
  addMissingMetaData(metaData, change);
  for (const [key, value] of members) metaData.put([key], value);
  if (places.noCloud) putNoCloudKeys(text, change);
}

function removePublicKeys(change: Change): void {
  const metaData = metaDataOf(change);
  const ec2 = ec2MetaDataOf(change);
  change.files.remove(PUBLIC_KEYS_PATH);
  for (const key of ['keys', 'public_keys']) metaData.remove([key]);
  ec2.remove([PUBLIC_KEYS_KEY]);
  for (const key of noCloudKeys) if (hasNoCloudValue(change, key)) putNoCloudValue(key, undefined, change);
  metaData.save(change);
  ec2.save(change);
}

const noCloudForm = (text: string): string => yamlList(publicKeyLines(text));
