/** The network: network_data.json of every version. What the addresses say elsewhere (local-ipv4 …) is metadata. */
import { shapedInput } from '../input.ts';
import { networkDataText } from '../network-data.ts';
import { readNics } from '../nics.ts';
import type { ConfigDrive } from '../plan.ts';
import type { NicInput } from '../shape.ts';
import { type Change, type ChangeOptions, changedDrive } from './change.ts';
import { metaDataOf } from './meta-data-files.ts';
import { inOpenStack } from './places.ts';

/** Codes that speak of a drive's network. */
const about = ['network-data-absent', 'network-data-empty', 'network-part-dropped', 'gateway-unused'] as const;

/** NoCloud's own form, which is not written here. */
const NO_CLOUD_PATH = 'network-config';

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
    putNetworkData(networkDataText(checked, setting.profile, report), change);
    reportOtherNetworks(change);
  });

function putNetworkData(text: string | undefined, { files, places }: Change): void {
  const paths = inOpenStack(places, 'networkData');
  const present = paths.filter((path) => files.has(path));
  if (text === undefined) for (const path of present) files.remove(path);
  else for (const path of present.length > 0 ? present : paths) files.write(path, text);
}

/** Places in which a guest may find another network. */
function reportOtherNetworks(change: Change): void {
  const { files, places, report } = change;
  for (const path of metaDataOf(change).filesWith(['network_config'])) {
    report.add('file-unchangeable', [path], 'names an older network file by network_config, which stays as it is');
  }
  if (files.has(NO_CLOUD_PATH) && places.noCloud) {
    report.add('file-unchangeable', [NO_CLOUD_PATH], 'is of a form that is not written here: not changed');
  } else if (places.openStack.length === 0) {
    report.add('place-missing', ['nics'], 'there is no openstack/ for network_data.json: not written');
  }
}
