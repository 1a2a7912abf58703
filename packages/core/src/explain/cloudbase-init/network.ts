/**
 * network_data.json as cloudbase-init takes it (metadata/services/baseopenstackservice.py, plugins/common/networkconfig.py).
 * First the whole file is read, then links and networks are set up one by one until one of them fails.
 */
import { bondModes } from '../bonds.ts';
import { readDocument } from '../documents.ts';
import { type Item, itemsOf, Stopped } from '../items.ts';
import { isObject, JsonNumber, type JsonObject, type JsonValue, pythonJson } from '../json.ts';
import type { Reading } from '../reading.ts';
import type { SeenNic } from '../sees.ts';
import { addressesOf, type CloudbaseNetwork } from './addresses.ts';
import { nameServersOf } from './services.ts';

/** AVAILABLE_BOND_LB_ALGORITHMS; null and missing are as good. */
const hashPolicies: ReadonlySet<JsonValue> = new Set([null, 'layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4']);

export function readCloudbaseNetwork(reading: Reading, path: string): void {
  const document = readDocument(reading.tree, path, pythonJson, ['object']);
  if (document.state === 'absent') readNone(reading, path);
  if (document.state === 'unseen') reading.notLookedAt(path);
  if (document.state === 'fault') stopped(reading, new Stopped([path], `the file ${document.why}`));
  if (document.state === 'read' && isObject(document.value)) readFile(reading, path, document.value);
}

function readNone({ sees, findings }: Reading, path: string): void {
  sees.network = { source: 'unchanged', nics: [], dns: [], stops: [] };
  findings.add('nothing', 'network-data-absent', [path], 'without it cloudbase-init leaves the NICs as they are');
}

function stopped({ findings }: Reading, { place, why }: Stopped): void {
  findings.add('most', 'network-unreadable', place, `${why}: cloudbase-init sets up no NIC`);
}

function readFile(reading: Reading, path: string, data: JsonObject): void {
  try {
    const links = itemsOf(data, 'links', [path]);
    for (const link of links) checkBond(link);
    const networks = addressesOf(reading, data, path);
    const dns = nameServersOf(reading, { members: data, place: [path] });
    reportUnlinked(reading, networks, links);
    const nics = links.map((link) => nicOf(link, networks));
    reading.sees.network = { source: 'network-data', nics, dns, stops: [] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped(reading, error);
  }
}

function checkBond({ members, place }: Item): void {
  if (members.get('type') !== 'bond') return;
  if (!bondModes.has(members.get('bond_mode') ?? null))
    throw new Stopped([...place, 'bond_mode'], 'not a mode it knows');
  if (!hashPolicies.has(members.get('bond_xmit_hash_policy') ?? null)) {
    throw new Stopped([...place, 'bond_xmit_hash_policy'], 'not a policy it knows');
  }
}

function nicOf({ members }: Item, networks: readonly CloudbaseNetwork[]): SeenNic {
  const id = members.get('id');
  const own = networks.filter(({ link }) => link === id);
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

function mtuOf(mtu: JsonValue | undefined): number | string | undefined {
  if (mtu instanceof JsonNumber) return Number(mtu.text);
  return typeof mtu === 'string' ? mtu : undefined;
}

function reportUnlinked(reading: Reading, networks: readonly CloudbaseNetwork[], links: readonly Item[]): void {
  const ids = new Set(links.map(({ members }) => members.get('id')));
  for (const { link, place } of networks) {
    if (ids.has(link)) continue;
    const why = 'no link has this id: setting up the networks ends here';
    reading.findings.add('most', 'network-link-unknown', [...place, 'link'], why);
  }
}
