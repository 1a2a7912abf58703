/** The network: network_data.json of every version, and NoCloud's network-config. What the addresses say elsewhere (local-ipv4 …) is metadata. */

import { noCloudFiles } from '../cloudstack-names.ts';
import type { ConfigDrive } from '../drive.ts';
import { inOpenStack } from '../formats/datasources.ts';
import { networkConfigText } from '../formats/network-config.ts';
import { networkDataText } from '../formats/network-data.ts';
import type { NicInput } from '../input/drive-input.ts';
import { shapedInput } from '../input/shaped-input.ts';
import { readNics } from '../machine/network/nics.ts';
import { type Change, type ChangeOptions, changedDrive } from './change.ts';
import { metaDataOf } from './meta-data-files.ts';
import { hasNoCloudValue } from './no-cloud.ts';

/** Codes that speak of a drive's network. */
const about = ['network-data-absent', 'network-data-empty', 'network-part-dropped', 'gateway-unused'] as const;

/** Debian's interfaces file inside of NoCloud's meta-data; network-config goes first. */
const NO_CLOUD_INTERFACES = 'network-interfaces';

/**
 * The drive with these network cards instead of those it has. None: as the profile has it without NICs.
 *
 * @throws InvalidInputError as planning refuses NICs
 */
export const withNetwork = (drive: ConfigDrive, nics: readonly NicInput[], options: ChangeOptions): ConfigDrive =>
  changedDrive(drive, options, about, (change) => {
    const { setting, report } = change;
    const checked = readNics(shapedInput({ vmData: [], nics }, report), report);
    if (report.refused) return;
    const { noCloud, cloudStack, openStack } = change.places;
    if (openStack.length > 0 || !noCloud) {
      const mask = cloudStack ? 'prefix-length' : 'address';
      const paths = inOpenStack(change.places, 'networkData');
      putText(paths, networkDataText(checked, setting.profile, mask, report), change);
    }
    if (noCloud) putText([noCloudFiles.networkConfig], networkConfigText(checked, setting, report), change);
    reportOtherNetworks(change);
  });

/** In the files that are there, else in all; none: away with them. */
function putText(paths: readonly string[], text: string | undefined, { files }: Change): void {
  const present = paths.filter((path) => files.has(path));
  if (text === undefined) for (const path of present) files.remove(path);
  else for (const path of present.length > 0 ? present : paths) files.write(path, text);
}

/** Places in which a guest may find another network. */
function reportOtherNetworks(change: Change): void {
  const { places, report } = change;
  for (const path of metaDataOf(change).filesWith(['network_config'])) {
    report.add('file-unchangeable', [path], 'names an older network file by network_config, which stays as it is');
  }
  if (hasNoCloudValue(change, NO_CLOUD_INTERFACES)) {
    const why = 'has an older network in network-interfaces, which stays as it is';
    report.add('file-unchangeable', [noCloudFiles.metaData], why);
  }
  if (places.openStack.length === 0 && !places.noCloud) {
    report.add('place-missing', ['nics'], 'there is no openstack/ for network_data.json: not written');
  }
}
