/**
 * network_data.json as cloudbase-init takes it (metadata/services/baseopenstackservice.py, plugins/common/networkconfig.py).
 * First the whole file is read, then links and networks are set up one by one until one of them fails.
 */
import { bondModes, hashPolicies } from '../bonds.ts';
import type { GuestReading, InterfacesPointer } from '../guest-reading.ts';
import type { GuestNetwork, GuestNic } from '../guest-view.ts';
import { groupedBy, type Item, itemsOf, Stopped } from '../items.ts';
import { type JsonObject, pythonJson } from '../json.ts';
import { type Loss, readNetworkFile } from '../network-file.ts';
import { mtuOf } from '../nic-draft.ts';
import { addressesOf, type CloudbaseNetwork } from './addresses.ts';
import { nicsOfInterfaces } from './interfaces-file.ts';
import { nameServersOf } from './services.ts';

/** network_data.json; where there is none, the Debian interfaces file that meta_data.json points to. */
export function readCloudbaseNetwork(reading: GuestReading, path: string): void {
  const { tree, interfaces } = reading;
  if (interfaces !== undefined && tree.file(path) === undefined) readInterfaces(reading, interfaces);
  else readNetworkData(reading, path);
}

function readInterfaces(reading: GuestReading, pointer: InterfacesPointer): void {
  const text = reading.textOfInterfaces(pointer);
  if (text === undefined) return;
  try {
    const nics = nicsOfInterfaces(reading, text, pointer.place);
    reading.view.network = { source: 'debian-interfaces', nics, dns: [], stops: [] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    reading.findings.add('major', 'network-unreadable', error.place, `${error.why}: ${NONE_SET_UP[1]}`);
  }
}

const readNetworkData = (reading: GuestReading, path: string): void =>
  readNetworkFile(reading, path, {
    dialect: pythonJson,
    absent: ['unchanged', 'without it cloudbase-init leaves the NICs as they are'],
    unreadable: NONE_SET_UP,
    stopped: NONE_SET_UP,
    read: readFile,
  });

const NONE_SET_UP: Loss = ['major', 'cloudbase-init sets up no NIC'];

function readFile(reading: GuestReading, data: JsonObject, path: string): Pick<GuestNetwork, 'nics' | 'dns'> {
  const links = itemsOf(data, 'links', [path]);
  for (const link of links) checkBond(link);
  const networks = addressesOf(reading, data, path);
  const dns = nameServersOf(reading, { members: data, place: [path] });
  reportUnlinked(reading, networks, links);
  const networksByLink = groupedBy(networks, ({ link }) => link);
  return { nics: links.map((link) => nicOf(link, networksByLink.get(link.members.get('id')) ?? [])), dns };
}

function checkBond({ members, place }: Item): void {
  if (members.get('type') !== 'bond') return;
  if (!bondModes.has(members.get('bond_mode') ?? null))
    throw new Stopped([...place, 'bond_mode'], 'not a mode it knows');
  const policy = members.get('bond_xmit_hash_policy') ?? null;
  if (policy !== null && !hashPolicies.has(policy)) {
    throw new Stopped([...place, 'bond_xmit_hash_policy'], 'not a policy it knows');
  }
}

/** `own`: the networks of this link. */
function nicOf({ members }: Item, own: readonly CloudbaseNetwork[]): GuestNic {
  const id = members.get('id');
  const type = members.get('type');
  const kind = type === 'bond' || type === 'vlan' ? type : 'physical';
  const mac = (kind === 'vlan' ? members.get('vlan_mac_address') : undefined) ?? members.get('ethernet_mac_address');
  return {
    kind,
    // The id becomes the adapter's new name.
    name: typeof id === 'string' ? id : undefined,
    mac: typeof mac === 'string' ? mac : undefined,
    macMustExist: kind === 'physical',
    mtu: mtuOf(members.get('mtu')),
    addresses: own.map(({ address }) => address).filter((address) => address !== ''),
    dynamic: [],
    gateways: own.flatMap(({ gateway }) => gateway ?? []),
    routes: [],
    dns: own.flatMap(({ dns }) => dns),
  };
}

function reportUnlinked(reading: GuestReading, networks: readonly CloudbaseNetwork[], links: readonly Item[]): void {
  const ids = new Set(links.map(({ members }) => members.get('id')));
  for (const { link, place } of networks) {
    if (ids.has(link)) continue;
    const why = 'no link has this id: setting up the networks ends here';
    reading.findings.add('major', 'network-link-unknown', [...place, 'link'], why);
  }
}
