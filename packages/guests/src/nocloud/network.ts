/**
 * NoCloud's network-config, versions 1 and 2 (net/network_state.py): which NICs it describes, and what stops cloud-init. What
 * renderers refuse is looked at for network_data.json only.
 */
import type { NetworkReading } from '../cloud-init/network-reading.ts';
import type { Release } from '../cloud-init/releases.ts';
import { gatewayOf, readRoutes } from '../cloud-init/routes.ts';
import { withPrefix } from '../cloud-init/static-address.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNic } from '../guest-view.ts';
import { type Item, itemsOf, required, Stopped } from '../items.ts';
import { isArray, isObject, JsonNumber, type JsonObject, type JsonValue } from '../json.ts';
import { mtuOf, type NicDraft, nicDraft } from '../nic-draft.ts';
import { textOf } from '../python.ts';

export function readNetworkConfig(reading: GuestReading, path: string, value: JsonValue, release: Release): void {
  const { findings, view } = reading;
  try {
    const data: JsonObject = isObject(value) ? value : new Map<string, JsonValue>();
    const network: NetworkReading = { reading, release, path, data, stops: new Set() };
    const { nics, dns } = readVersion(network);
    if (nics.length === 0) {
      const why = 'no NIC in it: cloud-init sets up none, not even by DHCP';
      findings.add('major', 'network-data-empty', [path], why);
    }
    view.network = { source: 'network-config', nics, dns, stops: [...network.stops] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    findings.add('major', 'network-unreadable', error.place, `${error.why}: cloud-init sets up no network`);
    delete view.network;
  }
}

interface Found {
  readonly nics: readonly GuestNic[];
  readonly dns: readonly string[];
}

function readVersion(network: NetworkReading): Found {
  const { data, path } = network;
  const version = data.get('version');
  const number = version instanceof JsonNumber ? version.text : undefined;
  if (number === '1') return readVersion1(network);
  if (number === '2') return readVersion2(network);
  throw new Stopped([path, 'version'], version === undefined ? 'missing' : 'neither 1 nor 2');
}

type Kind = GuestNic['kind'];

/** Types of items that are NICs, and what is seen of them. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['physical', 'physical'],
  ['infiniband', 'physical'],
  ['bridge', 'physical'],
  ['bond', 'bond'],
  ['vlan', 'vlan'],
]);
const others = new Set(['nameserver', 'route', 'loopback']);

function readVersion1(network: NetworkReading): Found {
  const { data, path } = network;
  if (!data.has('config')) throw new Stopped([path, 'config'], 'missing');
  const items = itemsOf(data, 'config', [path]);
  const nics = new Map<string, NicDraft>();
  for (const item of items) {
    const type = required(item, 'type');
    const kind = typeof type === 'string' ? kinds.get(type) : undefined;
    if (kind !== undefined) readItem(network, item, kind, nics);
    else if (typeof type !== 'string' || !others.has(type)) {
      throw new Stopped([...item.place, 'type'], 'a type cloud-init does not know');
    }
  }
  return { nics: [...nics.values()], dns: nameServers(network, items, nics) };
}

function readItem(network: NetworkReading, item: Item, kind: Kind, nics: Map<string, NicDraft>): void {
  const name = textOf(item.members.get('name') ?? null);
  if (!item.members.has('name') || name === undefined) {
    network.reading.findings.add('minor', 'networks-skipped', [...item.place, 'name'], 'missing: cloud-init skips it');
    return;
  }
  const mac = item.members.get('mac_address');
  const nic = nicDraft({
    kind,
    name,
    mac: typeof mac === 'string' ? mac.toLowerCase() : undefined,
    macMustExist: false,
    mtu: mtuOf(item.members.get('mtu')),
  });
  for (const subnet of itemsOf(item.members, 'subnets', item.place)) readSubnet(network, subnet, nic);
  nics.set(name, nic);
}

const staticTypes = new Set(['static', 'static4', 'static6']);

function readSubnet(network: NetworkReading, subnet: Item, nic: NicDraft): void {
  const type = required(subnet, 'type');
  if (typeof type !== 'string') throw new Stopped([...subnet.place, 'type'], 'not a text');
  const isStatic = staticTypes.has(type);
  const routes = readRoutes(network, subnet, isStatic);
  if (!isStatic) {
    nic.dynamic.push(type);
    return;
  }
  nic.addresses.push(withPrefix(network, subnet, 'address', subnet.members.get('prefix')).text);
  const gateway = gatewayOf(subnet);
  if (gateway !== undefined) nic.gateways.push(gateway);
  for (const { isDefault, via, to } of routes) {
    if (isDefault && via !== undefined) nic.gateways.push(via);
    else nic.routes.push({ to, via });
  }
  for (const server of textsIn(subnet.members.get('dns_nameservers'))) nic.dns.push(server);
}

/** A text or a list of texts. */
const textsIn = (value: JsonValue | undefined): readonly string[] =>
  (isArray(value) ? value : [value ?? null]).filter((one) => typeof one === 'string');

/** Those that name a NIC are that NIC's. */
function nameServers(
  { reading }: NetworkReading,
  items: readonly Item[],
  nics: ReadonlyMap<string, NicDraft>,
): readonly string[] {
  return items.flatMap((item) => {
    if (item.members.get('type') !== 'nameserver') return [];
    const servers = textsIn(item.members.get('address'));
    if (!item.members.has('address')) {
      reading.findings.add('minor', 'service-skipped', item.place, 'no address: cloud-init skips it');
    }
    const given = item.members.get('interface');
    if (given === undefined) return servers;
    const nic = nics.get(textOf(given) ?? '');
    if (nic === undefined) throw new Stopped([...item.place, 'interface'], 'no NIC has this name');
    for (const server of servers) nic.dns.push(server);
    return [];
  });
}

const groups: readonly (readonly [key: string, kind: Kind])[] = [
  ['ethernets', 'physical'],
  ['bonds', 'bond'],
  ['bridges', 'physical'],
  ['vlans', 'vlan'],
];

/** netplan's own form, which is handed on to netplan as it is. */
function readVersion2({ data, path }: NetworkReading): Found {
  const nics = groups.flatMap(([key, kind]) => {
    const group = data.get(key) ?? null;
    if (group === null) return [];
    if (!isObject(group)) throw new Stopped([path, key], 'not a mapping');
    return Array.from(group, ([name, value]) => {
      if (!isObject(value)) throw new Stopped([path, key, name], 'not a mapping');
      return netplanNic(kind, name, value);
    });
  });
  return { nics, dns: [] };
}

function netplanNic(kind: Kind, id: string, members: JsonObject): GuestNic {
  const match = members.get('match');
  const mac = (isObject(match) ? match.get('macaddress') : undefined) ?? members.get('macaddress');
  const servers = members.get('nameservers');
  const routes = members.get('routes');
  const found = (isArray(routes) ? routes : []).filter(isObject).map((route) => ({
    to: textOf(route.get('to') ?? null) ?? '',
    via: textOf(route.get('via') ?? null),
  }));
  const isDefault = ({ to }: { readonly to: string }): boolean => to === 'default' || to.endsWith('/0');
  return {
    kind,
    name: textOf(members.get('set-name') ?? null) ?? id,
    mac: typeof mac === 'string' ? mac.toLowerCase() : undefined,
    macMustExist: false,
    mtu: mtuOf(members.get('mtu')),
    addresses: textsIn(members.get('addresses')),
    dynamic: ['dhcp4', 'dhcp6'].filter((key) => members.get(key) === true),
    gateways: [
      ...['gateway4', 'gateway6'].flatMap((key) => textsIn(members.get(key))),
      ...found.filter(isDefault).flatMap(({ via }) => via ?? []),
    ],
    routes: found.filter((route) => !isDefault(route)),
    dns: isObject(servers) ? textsIn(servers.get('addresses')) : [],
  };
}
