/**
 * NoCloud's tree: four files at the top. meta-data and user-data must be there, whatever they hold.
 */
import { printable } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import {
  METADATA,
  metadataKeyOf,
  NO_CLOUD_ADMIN_PASSWORD,
  NO_CLOUD_NUAGEINIT_KEYS,
  noCloudFiles,
  PUBLIC_KEYS_FILE,
  readerOwnedNoCloudKeys,
  USER_DATA_PATH,
} from '../cloudstack-names.ts';
import { quotedForYaml, yamlList } from '../encoding/yaml-scalars.ts';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import { type Datum, partOf } from '../machine/data.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { publicKeyLines } from '../machine/public-keys.ts';
import { INSTANCE_ID_KEY, PUBLIC_KEYS_KEY } from './ec2-meta-data.ts';
import { instanceIdOf } from './meta-data.ts';
import { networkConfigText } from './network-config.ts';
import { noCloudVendorData } from './no-cloud-vendor-data.ts';
import { noCloudAdminPassword } from './password-places.ts';
import { reportUnplaced } from './unsupported-data.ts';

export function noCloudEntries(vm: MachineData, setting: Setting, report: CoreIssues): Entry[] {
  reportUnplaced(vm, report);
  const entries: Entry[] = [
    { path: noCloudFiles.metaData, content: metaDataText(vm, setting, report) },
    { path: noCloudFiles.userData, content: vm.userData.get(USER_DATA_PATH) ?? '' },
  ];
  const vendorData = noCloudVendorData(vm, setting.profile, report);
  if (vendorData !== undefined) entries.push({ path: noCloudFiles.vendorData, content: vendorData });
  const networkConfig = networkConfigText(vm.nics, setting, report);
  if (networkConfig !== undefined) entries.push({ path: noCloudFiles.networkConfig, content: networkConfig });
  return entries;
}

/** What the keys are called in meta-data: FreeBSD's nuageinit looks for a name of its own. */
export const noCloudKeyNames = ({ freebsd }: Pick<Setting, 'freebsd'>): readonly string[] =>
  freebsd ? [PUBLIC_KEYS_KEY, NO_CLOUD_NUAGEINIT_KEYS] : [PUBLIC_KEYS_KEY];

/**
 * One member a line, in JSON: YAML to those who read YAML, and CirrOS knows nothing else. CloudStack's names are those of NoCloud
 * where it has one.
 */
function metaDataText(vm: MachineData, setting: Setting, report: CoreIssues): string {
  const members = new Map<string, string>();
  const instanceId = instanceIdOf(vm);
  if (instanceId === undefined)
    report.add('instance-id-missing', ['vmData'], 'cloud-init calls every such machine nocloud');
  else members.set(INSTANCE_ID_KEY, quotedForYaml(instanceId));
  for (const statement of vm.data.values()) {
    const { directory, name, content, blank } = statement;
    if (directory !== METADATA || blank || name === INSTANCE_ID_KEY) continue;
    if (name === PUBLIC_KEYS_FILE)
      for (const key of noCloudKeyNames(setting)) members.set(key, yamlList(publicKeyLines(content)));
    else if (mayBeInNoCloud(statement, report)) members.set(name, quotedForYaml(content));
  }
  const hasPassword = noCloudAdminPassword.isWritten({ ...setting, trees: { cloudStack: false } });
  if (vm.password !== undefined && hasPassword) members.set(NO_CLOUD_ADMIN_PASSWORD, quotedForYaml(vm.password));
  const lines = Array.from(members, ([key, value]) => `  ${quotedForYaml(key)}: ${value}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/** cloud-init fetches, merges and configures by some keys: no name of a custom parameter. */
export function mayBeInNoCloud({ name, place }: Pick<Datum, 'name' | 'place'>, report: CoreIssues): boolean {
  if (metadataKeyOf(name) !== undefined || !readerOwnedNoCloudKeys.has(name)) return true;
  const why = 'is not in meta-data, where guests have their own use for this key';
  report.add('reader-owned-name', partOf(place, 1), `${printable(name)} ${why}`);
  return false;
}
