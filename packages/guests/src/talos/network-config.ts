/**
 * NoCloud's network-config as Talos takes it (platform/nocloud/metadata.go): below a key `network` or not, of version 1 or 2.
 * The first value that it cannot parse costs all of it, and the host name.
 */
import { bondModes, hashPolicies } from '../bonds.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork, GuestNic } from '../guest-view.ts';
import { type Item, Stopped } from '../items.ts';
import { isObject, type JsonValue } from '../json.ts';
import { type NicDraft, nicDraft } from '../nic-draft.ts';
import { addressOf, networkOf, prefixOf } from '../python-addresses.ts';
import { typedCount, typedMap, typedStruct, typedStructs, typedText, typedTexts, typedTruth } from './typed.ts';

type Network = Pick<GuestNetwork, 'nics' | 'dns'>;

export function talosNetworkConfig(reading: GuestReading, value: JsonValue, path: string): Network {
  if (!isObject(value)) throw new Stopped([path], 'no mapping');
  const file: Item = { place: [path], members: value };
  const config = value.has('network') ? typedStruct(file, 'network') : file;
  const version = typedCount(config, 'version');
  if (version === 1) return readVersion1(reading, config);
  if (version === 2) return readVersion2(reading, config);
  throw new Stopped([...config.place, 'version'], version === undefined ? 'missing' : 'neither 1 nor 2');
}

function wantAddress(text: string, place: Item['place']): string {
  if (addressOf(text) === undefined) throw new Stopped(place, text === '' ? 'missing' : 'not an IP address');
  return text;
}

/** `netip.ParsePrefix`: a length in digits behind the slash. */
function prefixed(text: string): string | undefined {
  const [, behind = ''] = text.split(/\/(.*)/s);
  return /^[0-9]+$/.test(behind) && networkOf(text)?.prefixLength !== undefined ? text : undefined;
}

function wantPrefix(text: string, place: Item['place']): string {
  const found = prefixed(text);
  if (found === undefined) throw new Stopped(place, 'no IP address with a prefix length behind a slash');
  return found;
}

type Kind = GuestNic['kind'];

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['physical', 'physical'],
  ['bond', 'bond'],
  ['vlan', 'vlan'],
]);

function readVersion1(reading: GuestReading, config: Item): Network {
  const nics: NicDraft[] = [];
  const dns: string[] = [];
  for (const item of typedStructs(config, 'config')) {
    const type = typedText(item, 'type');
    const kind = kinds.get(type);
    if (kind !== undefined) nics.push(cardOf(reading, item, kind));
    else if (type === 'nameserver') {
      dns.push(...typedTexts(item, 'address').map((text) => wantAddress(text, [...item.place, 'address'])));
    } else {
      const why = 'Talos leaves out items of this type';
      reading.findings.add('minor', 'link-type-unknown', [...item.place, 'type'], why);
    }
  }
  return { nics, dns };
}

function cardOf(reading: GuestReading, item: Item, kind: Kind): NicDraft {
  if (kind === 'bond') checkBond(typedStruct(item, 'params'), 'bond-mode', 'bond-xmit-hash-policy', 'bond-lacp-rate');
  const mac = kind === 'physical' ? typedText(item, 'mac_address') : '';
  const nic = draftOf(item, kind, typedText(item, 'name'), mac);
  for (const subnet of typedStructs(item, 'subnets')) readSubnet(reading, subnet, nic);
  return nic;
}

/** A card of that MAC address is called as the machine calls it. */
const draftOf = (item: Item, kind: Kind, name: string, mac: string): NicDraft =>
  nicDraft({
    kind,
    name: mac === '' ? name : undefined,
    mac: mac === '' ? undefined : mac.toLowerCase(),
    macMustExist: false,
    mtu: typedCount(item, 'mtu'),
  });

function checkBond(parameters: Item, mode: string, policy: string, rate: string): void {
  if (!bondModes.has(typedText(parameters, mode)))
    throw new Stopped([...parameters.place, mode], 'not a mode it knows');
  const hashPolicy = typedText(parameters, policy);
  if (hashPolicy !== '' && !hashPolicies.has(hashPolicy)) {
    throw new Stopped([...parameters.place, policy], 'not a policy it knows');
  }
  if (!['', 'slow', 'fast'].includes(typedText(parameters, rate))) {
    throw new Stopped([...parameters.place, rate], 'neither slow nor fast');
  }
}

/** What it does with a subnet, by type; of others nothing. */
const dynamic: ReadonlyMap<string, string> = new Map([
  ['dhcp', 'dhcp4'],
  ['dhcp4', 'dhcp4'],
  ['ipv6_dhcpv6-stateful', 'dhcp6'],
]);
const harmless = new Set(['manual', 'ipv6_slaac']);

function readSubnet({ findings }: GuestReading, subnet: Item, nic: NicDraft): void {
  const type = typedText(subnet, 'type');
  const how = dynamic.get(type);
  if (how !== undefined) nic.dynamic.push(how);
  else if (type === 'static' || type === 'static6') {
    nic.addresses.push(addressIn(subnet));
    const gateway = typedText(subnet, 'gateway');
    if (gateway !== '') nic.gateways.push(wantAddress(gateway, [...subnet.place, 'gateway']));
  } else if (!harmless.has(type)) {
    findings.add('minor', 'network-type-unknown', [...subnet.place, 'type'], 'Talos does nothing for this type');
  }
  for (const [key, code] of [
    ['routes', 'routes-ignored'],
    ['dns_nameservers', 'service-skipped'],
  ] as const) {
    if (subnet.members.has(key)) findings.add('minor', code, [...subnet.place, key], 'Talos does not read it here');
  }
}

function addressIn(subnet: Item): string {
  const address = typedText(subnet, 'address');
  const found = prefixed(address);
  if (found !== undefined) return found;
  const { family } = addressOf(wantAddress(address, [...subnet.place, 'address'])) ?? { family: 'ipv4' as const };
  const netmask = typedText(subnet, 'netmask');
  // A prefix length is no address to it.
  const length = addressOf(netmask) === undefined ? undefined : prefixOf(netmask, family);
  if (length === undefined) throw new Stopped([...subnet.place, 'netmask'], 'no mask, and no prefix in the address');
  return `${address}/${length}`;
}

function readVersion2(reading: GuestReading, config: Item): Network {
  const dns: string[] = [];
  const groups = [
    ['ethernets', 'physical'],
    ['bonds', 'bond'],
    ['vlans', 'vlan'],
  ] as const;
  const nics = groups.flatMap(([key, kind]) =>
    typedMap(config, key).map(([name, item]) => definitionOf(item, kind, name, dns)),
  );
  if (config.members.has('bridges')) {
    const why = 'Talos leaves out bridges';
    reading.findings.add('minor', 'link-type-unknown', [...config.place, 'bridges'], why);
  }
  return { nics, dns };
}

function definitionOf(item: Item, kind: Kind, name: string, dns: string[]): NicDraft {
  const mac = typedText(typedStruct(item, 'match'), 'macaddress');
  const nic = draftOf(item, kind, name, kind === 'physical' ? mac : '');
  nic.dynamic.push(...['dhcp4', 'dhcp6'].filter((key) => typedTruth(item, key)));
  for (const [index, address] of typedTexts(item, 'addresses').entries()) {
    nic.addresses.push(wantPrefix(address, [...item.place, 'addresses', index]));
  }
  for (const key of ['gateway4', 'gateway6']) {
    const gateway = typedText(item, key);
    if (gateway !== '') nic.gateways.push(wantAddress(gateway, [...item.place, key]));
  }
  const servers = typedStruct(item, 'nameservers');
  for (const server of typedTexts(servers, 'addresses')) {
    dns.push(wantAddress(server, [...servers.place, 'addresses']));
  }
  for (const route of typedStructs(item, 'routes')) readRoute(route, nic);
  if (kind === 'bond') checkBond(typedStruct(item, 'parameters'), 'mode', 'transmit-hash-policy', 'lacp-rate');
  return nic;
}

/** Both must parse; `default` does not. */
function readRoute(route: Item, nic: NicDraft): void {
  const via = wantAddress(typedText(route, 'via'), [...route.place, 'via']);
  const to = wantPrefix(typedText(route, 'to'), [...route.place, 'to']);
  if (to.endsWith('/0')) nic.gateways.push(via);
  else nic.routes.push({ to, via });
}
