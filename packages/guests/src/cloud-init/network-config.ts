/**
 * Network config, versions 1 and 2 (stages.py, net/network_state.py): which NICs it describes, and what stops cloud-init. It is
 * NoCloud's `network-config`, and what a Debian interfaces file is converted to.
 */
import type { Place } from '@configdrive/issues';
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork, GuestNic } from '../guest-view.ts';
import { type Item, itemsOf, required, Stopped } from '../items.ts';
import { isObject, JsonNumber, type JsonValue, textsIn } from '../json.ts';
import { mtuOf, type NicDraft, nicDraft } from '../nic-draft.ts';
import { isTruthy, textOf } from '../python.ts';
import { addressOf } from '../python-addresses.ts';
import { configOfInterfaces } from './interfaces-file.ts';
import { netplanNics } from './netplan-nics.ts';
import { type NetworkReading, refuseByNetplan } from './network-reading.ts';
import type { Release } from './releases.ts';
import { checkRouter, gatewayOf, isDefaultRoute, readRoutes } from './routes.ts';
import { withPrefix } from './static-address.ts';

const DHCP = 'cloud-init uses DHCP on one NIC';

/** A text that holds a network config, and what it says. */
export interface NetworkConfig {
  readonly path: string;
  /** Where it begins in the file. */
  readonly place: Place;
  readonly source: GuestNetwork['source'];
  readonly value: JsonValue;
}

/** What `Init._find_networking_config` takes of a config, and what the renderers make of that. */
export function readNetworkConfig(reading: GuestReading, config: NetworkConfig, release: Release): void {
  const { place, value } = withoutTopKey(config);
  if (isObject(value) && value.get('config') === 'disabled') {
    reading.view.network = { source: 'disabled', nics: [], dns: [], stops: [] };
  } else if (isTruthy(value)) readConfig(reading, { ...config, place, value }, release);
  else {
    reading.view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
    reading.findings.add('nothing', 'network-data-absent', place, `nothing in it: ${DHCP}`);
  }
}

/** netplan has a key `network` around everything, and cloud-init takes it off. */
function withoutTopKey({ place, value }: NetworkConfig): Pick<NetworkConfig, 'place' | 'value'> {
  const inner = isObject(value) ? value.get('network') : undefined;
  return inner === undefined ? { place, value } : { place: [...place, 'network'], value: inner };
}

function readConfig(reading: GuestReading, { path, place, source, value }: NetworkConfig, release: Release): void {
  const { findings, view } = reading;
  try {
    if (!isObject(value)) throw new Stopped(place, `${typeNameOf(value)}, not a mapping`);
    const network: NetworkReading = { reading, release, path, data: value, stops: new Set() };
    const { nics, dns } = readVersion(network, place);
    if (nics.length === 0) {
      const why = 'no NIC in it: cloud-init sets up none, not even by DHCP';
      findings.add('major', 'network-data-empty', place, why);
    }
    view.network = { source, nics, dns, stops: [...network.stops] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    findings.add('major', 'network-unreadable', error.place, `${error.why}: cloud-init sets up no network`);
    delete view.network;
  }
}

/** The Debian interfaces file at a place of a file, converted and read as a network config. */
export function readInterfacesFile(
  reading: GuestReading,
  { path, place, value }: Omit<NetworkConfig, 'source'>,
  release: Release,
): void {
  if (typeof value !== 'string') {
    // Python's AttributeError, which Init takes for a source without a network.
    reading.view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
    reading.findings.add('major', 'network-unreadable', place, `${typeNameOf(value)}, not a text: ${DHCP}`);
    return;
  }
  try {
    const config = configOfInterfaces(value, place);
    readNetworkConfig(reading, { path, place, source: 'debian-interfaces', value: config }, release);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    reading.findings.add('major', 'network-unreadable', error.place, `${error.why}: cloud-init sets up no network`);
    delete reading.view.network;
  }
}

interface Found {
  readonly nics: readonly GuestNic[];
  readonly dns: readonly string[];
}

function readVersion(network: NetworkReading, place: Place): Found {
  const version = network.data.get('version');
  const number = version instanceof JsonNumber ? Number(version.text) : undefined;
  if (number === 1) return readVersion1(network, place);
  if (number === 2) return { nics: netplanNics(network, place), dns: [] };
  throw new Stopped([...place, 'version'], version === undefined ? 'missing' : 'neither 1 nor 2');
}

type Kind = GuestNic['kind'];

interface NicType {
  readonly kind: Kind;
  /** Without one of them cloud-init skips the item (network_state.py, ensure_command_keys). */
  readonly needs: readonly string[];
}

/** Types of items that are NICs, and what is seen of them. */
const nicTypes: ReadonlyMap<JsonValue, NicType> = new Map<JsonValue, NicType>([
  ['physical', { kind: 'physical', needs: ['name'] }],
  ['infiniband', { kind: 'physical', needs: ['name'] }],
  ['bridge', { kind: 'physical', needs: ['name', 'bridge_interfaces'] }],
  ['bond', { kind: 'bond', needs: ['name', 'bond_interfaces', 'params'] }],
  ['vlan', { kind: 'vlan', needs: ['name', 'vlan_id', 'vlan_link'] }],
]);
const others = new Set(['nameserver', 'route', 'loopback']);

function readVersion1(network: NetworkReading, place: Place): Found {
  const { data } = network;
  if ((data.get('config') ?? null) === null) throw new Stopped([...place, 'config'], 'missing');
  const items = itemsOf(data, 'config', place).filter((item) => isWhole(network, item));
  const cards: Cards = { nics: new Map(), untyped: new Map(), usesIpv6: false };
  const { nics } = cards;
  const last = new Map(items.filter(isCard).map((item) => [textOf(item.members.get('name') ?? null), item]));
  for (const item of items) {
    const found = nicTypes.get(required(item, 'type'));
    const isReplaced = last.get(textOf(item.members.get('name') ?? null)) !== item;
    if (found !== undefined) readItem({ ...network, isReplaced }, item, found.kind, cards);
  }
  refuseUntyped(cards);
  addMembers(network, items, nics);
  reportParents(network, items, nics);
  return { nics: [...nics.values()], dns: nameServers(network, items, nics) };
}

const isCard = ({ members }: Item): boolean => nicTypes.has(members.get('type') ?? null);

/** Whether an item has what its type needs; one of a type that cloud-init does not know ends it. */
function isWhole({ reading }: NetworkReading, item: Item): boolean {
  const type = required(item, 'type');
  const found = nicTypes.get(type);
  if (found === undefined && (typeof type !== 'string' || !others.has(type))) {
    throw new Stopped([...item.place, 'type'], 'a type cloud-init does not know');
  }
  const missing = found?.needs.find((key) => !item.members.has(key));
  if (missing === undefined) return true;
  reading.findings.add('minor', 'networks-skipped', [...item.place, missing], 'missing: cloud-init skips it');
  return false;
}

/** Of a member of a bond that no item describes, cloud-init makes a bond of no members, which is no card. */
function addMembers({ reading }: NetworkReading, items: readonly Item[], nics: Map<string, NicDraft>): void {
  for (const { members, place } of items) {
    if (members.get('type') !== 'bond') continue;
    for (const name of textsIn(members.get('bond_interfaces'))) {
      if (nics.has(name)) continue;
      nics.set(name, nicDraft({ kind: 'bond', name, mac: undefined, macMustExist: false, mtu: undefined }));
      const why = 'no item describes a card of this name: cloud-init makes an empty bond of it';
      reading.findings.add('minor', 'network-link-unknown', [...place, 'bond_interfaces'], why);
    }
  }
}

/** netplan wants the card of a VLAN in the same file. */
function reportParents(network: NetworkReading, items: readonly Item[], nics: ReadonlyMap<string, NicDraft>): void {
  for (const { members, place } of items) {
    const link = members.get('vlan_link');
    if (members.get('type') !== 'vlan' || typeof link !== 'string' || nics.has(link)) continue;
    refuseByNetplan(network, 'network-link-unknown', [...place, 'vlan_link'], 'no item describes a card of this name');
  }
}

/** The items so far: a later one takes the place of another of its name. */
interface Cards {
  readonly nics: Map<string, NicDraft>;
  /** Subnets without a type, by the name of their item. */
  readonly untyped: Map<string, Place>;
  /** Set by the first subnet of IPv6, after which types are not looked at before cloud-init writes them. */
  usesIpv6: boolean;
}

/** The writing ends at such a subnet, if it still is one of the items that count. */
function refuseUntyped({ untyped }: Cards): void {
  for (const place of untyped.values()) throw new Stopped(place, 'missing, or not a text');
}

function readItem(network: NetworkReading, item: Item, kind: Kind, cards: Cards): void {
  const name = textOf(item.members.get('name') ?? null);
  if (name === undefined) {
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
  const subnets = isTruthy(item.members.get('subnets')) ? itemsOf(item.members, 'subnets', item.place) : [];
  cards.untyped.delete(name);
  for (const subnet of subnets) readSubnet(network, subnet, nic);
  for (const subnet of subnets) lookAtType(subnet, name, cards);
  cards.nics.set(name, nic);
}

/** NetworkStateInterpreter.handle_physical, which looks for the first subnet of IPv6. */
function lookAtType(subnet: Item, name: string, cards: Cards): void {
  const place = [...subnet.place, 'type'];
  const type = subnet.members.get('type') ?? null;
  if (typeof type === 'string' && type !== '') {
    cards.usesIpv6 ||= type.endsWith('6') || isIpv6(subnet, type);
    return;
  }
  if (!cards.usesIpv6) throw new Stopped(place, 'missing, or not a text');
  if (!cards.untyped.has(name)) cards.untyped.set(name, place);
}

/** Of a static one the prefix has been taken off. */
function isIpv6({ members }: Item, type: string): boolean {
  const address = textOf(members.get('address') ?? null) ?? '';
  const bare = staticTypes.has(type) ? address.split('/', 1)[0] : address;
  return addressOf(bare ?? '')?.family === 'ipv6';
}

const staticTypes = new Set<JsonValue>(['static', 'static4', 'static6']);

function readSubnet(network: NetworkReading, subnet: Item, nic: NicDraft): void {
  const type = subnet.members.get('type') ?? null;
  const isStatic = staticTypes.has(type);
  const routes = readRoutes(network, subnet, isStatic);
  if (!isStatic) {
    if (typeof type === 'string' && type !== '' && type !== 'manual') nic.dynamic.push(type);
    return;
  }
  nic.addresses.push(withPrefix(network, subnet, 'address', subnet.members.get('prefix')).text);
  const gateway = gatewayOf(subnet);
  if (gateway !== undefined) addGateway(nic, gateway);
  for (const { family, place, via, to } of routes) {
    if (via !== undefined) checkRouter(network, { gateway: via, place: [...place, 'gateway'], family });
    if (via !== undefined && isDefaultRoute(to)) addGateway(nic, via);
    else nic.routes.push({ to, via });
  }
  for (const server of textsIn(subnet.members.get('dns_nameservers'))) nic.dns.push(server);
}

/** Subnets that share a router name it each. */
function addGateway({ gateways }: NicDraft, gateway: string): void {
  if (!gateways.includes(gateway)) gateways.push(gateway);
}

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
