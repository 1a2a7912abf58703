/**
 * NoCloud's network-config as cloudbase-init takes it (NoCloudNetworkConfigV1Parser, NoCloudNetworkConfigV2Parser). What it
 * parses is then set up card by card, found by its MAC address, until one fails.
 */
import { bondModes } from '../bonds.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork, GuestNic } from '../guest-view.ts';
import { type Item, Stopped } from '../items.ts';
import { isArray, isObject, JsonNumber, type JsonObject, type JsonValue, textsIn } from '../json.ts';
import { mtuOf, type NicDraft, nicDraft } from '../nic-draft.ts';
import { isTruthy, textOf } from '../python.ts';
import { addressOf, networkOf, prefixOf } from '../python-addresses.ts';

type Network = Pick<GuestNetwork, 'nics' | 'dns'>;

export function cloudbaseNetworkConfig(reading: GuestReading, value: JsonValue, path: string): Network {
  if (!isObject(value)) throw new Stopped([path], 'no mapping');
  const inner = value.get('network');
  const config: Item =
    isObject(inner) && isTruthy(inner)
      ? { place: [path, 'network'], members: inner }
      : { place: [path], members: value };
  const version = config.members.get('version');
  const number = version instanceof JsonNumber ? Number(version.text) : undefined;
  if (number === 1) return readVersion1(reading, config);
  if (number === 2) return readVersion2(reading, config);
  throw new Stopped([...config.place, 'version'], version === undefined ? 'missing' : 'neither 1 nor 2');
}

type Kind = GuestNic['kind'];

/** The mappings of a list; what is none is skipped. */
function mappingsIn({ members, place }: Item, key: string): readonly Item[] {
  const value = members.get(key) ?? null;
  const items = isArray(value) ? value : [];
  return items.flatMap((item, index) => (isObject(item) ? [{ place: [...place, key, index], members: item }] : []));
}

const v1Kinds: ReadonlyMap<string, Kind> = new Map([
  ['physical', 'physical'],
  ['bond', 'bond'],
  ['vlan', 'vlan'],
]);

function readVersion1(reading: GuestReading, config: Item): Network {
  const nics: GuestNic[] = [];
  const dns: string[] = [];
  for (const item of mappingsIn(config, 'config')) {
    const type = textOf(item.members.get('type') ?? null) ?? '';
    const kind = v1Kinds.get(type);
    if (type === 'nameserver') dns.push(...textsIn(item.members.get('address')));
    else if (kind === undefined) {
      const why = 'cloudbase-init skips items of this type';
      reading.findings.add('minor', 'link-type-unknown', [...item.place, 'type'], why);
    } else if (!isTruthy(item.members.get('name'))) {
      const why = 'missing: cloudbase-init skips this item';
      reading.findings.add('minor', 'networks-skipped', [...item.place, 'name'], why);
    } else nics.push(cardOf(reading, item, kind));
  }
  return { nics, dns };
}

function cardOf(reading: GuestReading, item: Item, kind: Kind): NicDraft {
  if (kind === 'bond') checkBond(item, 'params', 'bond-mode');
  const nic = draftOf(item, kind, item.members.get('mac_address'), textOf(item.members.get('name') ?? null));
  for (const subnet of mappingsIn(item, 'subnets')) readSubnet(reading, subnet, nic);
  return nic;
}

function draftOf({ members, place }: Item, kind: Kind, mac: JsonValue | undefined, name: string | undefined): NicDraft {
  if (kind === 'physical' && typeof mac !== 'string') {
    throw new Stopped(place, 'a card without a MAC address, by which cloudbase-init finds it');
  }
  return nicDraft({
    kind,
    name,
    mac: typeof mac === 'string' ? mac : undefined,
    macMustExist: kind === 'physical',
    mtu: mtuOf(members.get('mtu')),
  });
}

function checkBond({ members, place }: Item, key: string, mode: string): void {
  const parameters = members.get(key);
  if (isObject(parameters) && bondModes.has(parameters.get(mode) ?? null)) return;
  throw new Stopped([...place, key, mode], 'not a mode it knows');
}

/** These it knows for no addresses; of others it wants one. */
const skipped = new Set<JsonValue>(['dhcp', 'dhcp6']);

function readSubnet({ findings }: GuestReading, subnet: Item, nic: NicDraft): void {
  const { members, place } = subnet;
  if (skipped.has(members.get('type') ?? null)) {
    const why = 'cloudbase-init does not switch DHCP on, and leaves the card as it is';
    findings.add('minor', 'networks-skipped', [...place, 'type'], why);
    return;
  }
  nic.addresses.push(addressIn(subnet));
  const gateway = members.get('gateway') ?? null;
  if (isTruthy(gateway)) nic.gateways.push(textOf(gateway) ?? '');
  if (isTruthy(members.get('routes'))) {
    findings.add('minor', 'routes-ignored', [...place, 'routes'], 'cloudbase-init does not set them up');
  }
  nic.dns.push(...textsIn(members.get('dns_nameservers')));
}

/** An address with its prefix length, or a netmask beside it; without either the plug-in ends. */
function addressIn({ members, place }: Item): string {
  const text = textOf(members.get('address') ?? null) ?? '';
  if (!members.has('address')) throw new Stopped([...place, 'address'], 'missing, and no DHCP that it knows');
  const netmask = members.get('netmask') ?? null;
  const network = networkOf(text);
  if (!isTruthy(netmask)) {
    if (network?.prefixLength === undefined) throw new Stopped([...place, 'address'], 'no prefix length');
    return text;
  }
  if (network === undefined) throw new Stopped([...place, 'address'], 'not an IP address');
  if (network.prefixLength !== undefined) throw new Stopped([...place, 'address'], 'a prefix, and a netmask beside it');
  const length = prefixOf(textOf(netmask) ?? '', network.address.family);
  if (length === undefined) throw new Stopped([...place, 'netmask'], 'neither a prefix length nor a mask');
  return `${text}/${length}`;
}

const groups: readonly (readonly [key: string, kind: Kind])[] = [
  ['ethernets', 'physical'],
  ['bonds', 'bond'],
  ['vlans', 'vlan'],
];

function readVersion2(reading: GuestReading, config: Item): Network {
  const nics = groups.flatMap(([key, kind]) => {
    const group = config.members.get(key);
    return [...(isObject(group) ? group : [])].flatMap(([name, members]) =>
      isObject(members) ? [definitionOf(reading, { place: [...config.place, key, name], members }, kind, name)] : [],
    );
  });
  if (config.members.has('bridges')) {
    const why = 'cloudbase-init leaves out bridges';
    reading.findings.add('minor', 'link-type-unknown', [...config.place, 'bridges'], why);
  }
  return { nics, dns: [] };
}

function definitionOf(reading: GuestReading, item: Item, kind: Kind, name: string): NicDraft {
  const { members, place } = item;
  if (kind === 'bond') checkBond(item, 'parameters', 'mode');
  const match = members.get('match');
  const given = kind === 'physical' ? members.get('set-name') : undefined;
  const nic = draftOf(
    item,
    kind,
    isObject(match) ? match.get('macaddress') : undefined,
    given === undefined ? name : textOf(given),
  );
  for (const [index, address] of textsIn(members.get('addresses') ?? []).entries()) {
    if (networkOf(address)?.prefixLength === undefined) {
      throw new Stopped([...place, 'addresses', index], 'no IP address with a prefix length');
    }
    nic.addresses.push(address);
  }
  if (nic.addresses.length > 0) nic.gateways.push(...gatewaysOf(members));
  const servers = members.get('nameservers');
  nic.dns.push(...(isObject(servers) ? textsIn(servers.get('addresses') ?? []) : []));
  reportDynamic(reading, item);
  return nic;
}

function reportDynamic({ findings }: GuestReading, { members, place }: Item): void {
  for (const key of ['dhcp4', 'dhcp6']) {
    if (members.get(key) !== true) continue;
    const why = 'cloudbase-init does not switch DHCP on, and leaves the card as it is';
    findings.add('minor', 'networks-skipped', [...place, key], why);
  }
}

/** The first default route counts; `gateway6` hides `gateway4`. */
function gatewaysOf(members: JsonObject): readonly string[] {
  const keyed = textsIn(members.get('gateway6')).filter((text) => addressOf(text)?.family === 'ipv6');
  const older = keyed.length > 0 ? keyed : textsIn(members.get('gateway4'));
  const routes = mappingsIn({ place: [], members }, 'routes').filter(({ members: route }) => isDefault(route));
  return [...older, ...routes.flatMap(({ members: route }) => textsIn(route.get('via')))];
}

function isDefault(route: JsonObject): boolean {
  const to = textOf(route.get('to') ?? null) ?? '';
  return to.toLowerCase() === 'default' || networkOf(to)?.prefixLength === 0;
}
