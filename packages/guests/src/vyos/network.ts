/**
 * Network configuration version 1, as cloud-init makes it of network_data.json, turned into commands of VyOS.
 */
import { type Address, isSameNetwork } from '@configdrive/core/internal';
import { convertLinks, type Link } from '../cloud-init/links.ts';
import { releaseOfVyos } from '../cloud-init/releases.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork } from '../guest-view.ts';
import { type Item, itemsOf, Stopped } from '../items.ts';
import { isArray, type JsonObject, type JsonValue } from '../json.ts';
import { mtuOf, type NicDraft, nicDraft, reportLastDefaults } from '../nic-draft.ts';
import { textOf } from '../python.ts';
import { addressOf, networkOf } from '../python-addresses.ts';

export function vyosNetwork(reading: GuestReading, data: JsonObject, path: string): Pick<GuestNetwork, 'nics' | 'dns'> {
  const links = convertLinks({ reading, release: releaseOfVyos, path, data, stops: new Set() });
  const nics = links.filter((link) => isPhysical(reading, link)).map((link) => nicOf(reading, link));
  reportLastDefaults(reading, path, nics);
  const dns = nameServers(reading, data, path);
  if (nics.length === 0) {
    reading.findings.add('major', 'network-data-empty', [path], 'no NIC in it: VyOS sets up none, not even by DHCP');
  }
  return { nics, dns };
}

function isPhysical({ findings }: GuestReading, { kind, place }: Link): boolean {
  if (kind === 'physical') return true;
  findings.add('minor', 'networks-skipped', [...place, 'type'], 'VyOS sets up physical NICs only');
  return false;
}

const dynamicTypes: ReadonlyMap<JsonValue, string> = new Map([
  ['ipv4_dhcp', 'dhcp4'],
  ['ipv6_dhcp', 'dhcp6'],
]);
const staticTypes: ReadonlySet<JsonValue> = new Set(['ipv4', 'static', 'ipv6', 'static6']);

function nicOf(reading: GuestReading, { kind, name, mac, macMustExist, members, networks }: Link): NicDraft {
  const nic = nicDraft({ kind, name, mac, macMustExist, mtu: mtuOf(members.get('mtu')) });
  for (const network of networks) {
    const type = network.members.get('type') ?? null;
    const dynamic = dynamicTypes.get(type);
    if (dynamic !== undefined) nic.dynamic.push(dynamic);
    else if (staticTypes.has(type)) readStatic(reading, network, nic);
    else {
      const why = 'VyOS takes ipv4, ipv6, ipv4_dhcp and ipv6_dhcp only';
      reading.findings.add('minor', 'networks-skipped', [...network.place, 'type'], why);
    }
  }
  return nic;
}

function readStatic(reading: GuestReading, network: Item, nic: NicDraft): void {
  const address = addressFor(reading, network);
  if (address !== undefined) nic.addresses.push(address);
  const gateway = textOf(network.members.get('gateway') ?? null) ?? '';
  if (network.members.has('gateway')) {
    nic.gateways.push(gateway);
    if (addressOf(gateway)?.family !== 'ipv4') {
      const why = 'VyOS makes an IPv4 default route of it, whatever it is';
      reading.findings.add('minor', 'gateway-ignored', [...network.place, 'gateway'], why);
    }
  }
  for (const route of itemsOf(network.members, 'routes', network.place)) readRoute(reading, route, nic);
  const servers = network.members.get('dns_nameservers') ?? null;
  for (const server of isArray(servers) ? servers : []) if (typeof server === 'string') nic.dns.push(server);
}

/** Undefined where VyOS logs a fault and sets none. */
function addressFor({ findings }: GuestReading, { members, place }: Item): string | undefined {
  const text = textOf(members.get('ip_address') ?? null) ?? '';
  const own = networkOf(text);
  if (own === undefined) {
    findings.add('minor', 'json-value-unusable', [...place, 'ip_address'], 'not an IP address: VyOS sets none');
    return undefined;
  }
  if (own.prefixLength !== undefined) return text;
  if (own.address.family === 'ipv6') {
    const why = 'no prefix length in the address, and VyOS looks at no netmask of IPv6: it takes /128';
    findings.add('minor', 'netmask-missing', [...place, 'ip_address'], why);
    return `${text}/128`;
  }
  const masked = networkOf(`${text}/${textOf(members.get('netmask') ?? null) ?? ''}`);
  if (masked?.prefixLength !== undefined) return `${text}/${masked.prefixLength}`;
  findings.add(
    'minor',
    'netmask-missing',
    [...place, 'netmask'],
    'neither a prefix length nor a mask: VyOS sets no address',
  );
  return undefined;
}

/** Python's ip_network, which wants no bits of the host, and for IPv6 no mask but a number. */
function readRoute({ findings }: GuestReading, { members, place }: Item, nic: NicDraft): void {
  const [to, mask] = ['network', 'netmask'].map((key) => textOf(members.get(key) ?? null) ?? '');
  const network = networkOf(`${to}/${mask}`);
  if (network?.prefixLength === undefined || hasHostBits(network.address, network.prefixLength)) {
    findings.add('minor', 'routes-ignored', place, 'not a network to Python: VyOS leaves this route out');
    return;
  }
  const via = members.get('gateway') ?? null;
  if (typeof via !== 'string') {
    findings.add('minor', 'gateway-missing', [...place, 'gateway'], 'VyOS leaves this route out');
  } else if (network.prefixLength === 0) nic.gateways.push(via);
  else nic.routes.push({ to: `${to}/${network.prefixLength}`, via });
}

function hasHostBits(address: Address, prefixLength: number): boolean {
  const zero = { ...address, parts: address.parts.map(() => 0) };
  const bits = address.parts.map((part) => part.toString(2).padStart(address.family === 'ipv4' ? 8 : 16, '0')).join('');
  return !isSameNetwork(address, zero, bits.length) && bits.includes('1', prefixLength);
}

/** cloud-init hands on what stands there; VyOS goes through it as through a list, a text character by character. */
function nameServers({ findings }: GuestReading, data: JsonObject, path: string): readonly string[] {
  return itemsOf(data, 'services', [path]).flatMap(({ members, place }) => {
    const address = members.get('address');
    if (address === undefined) throw new Stopped([...place, 'address'], 'missing');
    if (isArray(address)) return address.filter((one) => typeof one === 'string');
    const why = 'VyOS takes each character of this text for a name server';
    findings.add('minor', 'name-server-invalid', [...place, 'address'], why);
    return [];
  });
}
