/**
 * network_data.json as nuageinit takes it. Lua ends where a value is missing or is no text; a mask and an address are written
 * as they are, for ifconfig to read.
 */

import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork } from '../guest-view.ts';
import { type Item, Stopped } from '../items.ts';
import { isArray, isObject, JsonNumber, type JsonObject, type JsonValue } from '../json.ts';
import { mtuOf, type NicDraft, nicDraft, reportLastDefaults } from '../nic-draft.ts';

export function nuageinitNetwork(
  reading: GuestReading,
  data: JsonObject,
  path: string,
): Pick<GuestNetwork, 'nics' | 'dns'> {
  const nics = new Map<string, NicDraft>();
  for (const link of luaItems(data, 'links', [path])) {
    const nic = nicOf(reading, link);
    nics.set(luaText(link, 'id'), nic);
  }
  for (const network of luaItems(data, 'networks', [path])) readNetwork(reading, network, nics);
  reportLastDefaults(reading, path, [...nics.values()]);
  return { nics: [...nics.values()], dns: data.has('services') ? nameServers(reading, data, path) : [] };
}

/** `pairs(value)`: a list or an object, and there must be one. */
function luaItems(members: JsonObject, key: string, place: Item['place']): readonly Item[] {
  const value = members.get(key);
  if (value === undefined) throw new Stopped([...place, key], 'missing');
  if (!isArray(value) && !isObject(value)) throw new Stopped([...place, key], `${typeNameOf(value)}, not a list`);
  return [...(isArray(value) ? value : value.values())].map((item, index) => {
    const itemPlace = [...place, key, index];
    if (!isObject(item)) throw new Stopped(itemPlace, `${typeNameOf(item)}, not an object`);
    return { place: itemPlace, members: item };
  });
}

/** What `..` puts together: texts and numbers. */
function luaText({ members, place }: Item, key: string): string {
  const value = members.get(key);
  if (typeof value === 'string') return value;
  if (value instanceof JsonNumber) return value.text;
  throw new Stopped([...place, key], value === undefined ? 'missing' : `${typeNameOf(value)}, not a text`);
}

const given = ({ members }: Item, key: string): boolean => members.has(key);

function nicOf({ findings }: GuestReading, link: Item): NicDraft {
  const mac = luaText(link, 'ethernet_mac_address').toLowerCase();
  const type = link.members.get('type');
  if (type === 'bond' || type === 'vlan') {
    const why = 'nuageinit makes neither bonds nor VLANs: it looks for a card of this MAC address';
    findings.add('minor', 'link-type-unknown', [...link.place, 'type'], why);
  }
  const mtu = mtuOf(link.members.get('mtu'));
  if (mtu !== undefined && Number(mtu) !== USUAL_MTU) {
    findings.add('minor', 'mtu-ignored', [...link.place, 'mtu'], 'nuageinit leaves the MTU as it is');
  }
  return nicDraft({ kind: 'physical', name: undefined, mac, macMustExist: true, mtu: undefined });
}

const USUAL_MTU = 1500;

const families = ['ipv4', 'ipv6'] as const;

function readNetwork(reading: GuestReading, network: Item, nics: ReadonlyMap<string, NicDraft>): void {
  const type = network.members.get('type');
  const family = families.find((one) => one === type);
  if (family === undefined && type !== 'ipv4_dhcp') {
    const why = 'nuageinit takes ipv4, ipv4_dhcp and ipv6 only';
    reading.findings.add('minor', 'networks-skipped', [...network.place, 'type'], why);
    return;
  }
  const nic = nicWith(network, nics);
  if (family === undefined) nic.dynamic.push('dhcp4');
  else if (family === 'ipv4') readIpv4(reading, network, nic);
  else readIpv6(reading, network, nic);
}

function nicWith(network: Item, nics: ReadonlyMap<string, NicDraft>): NicDraft {
  const nic = nics.get(luaText(network, 'link'));
  if (nic === undefined) throw new Stopped([...network.place, 'link'], 'no link has this id');
  return nic;
}

const dotted = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$|^0x/i;

function readIpv4(reading: GuestReading, network: Item, nic: NicDraft): void {
  const [address, netmask] = [luaText(network, 'ip_address'), luaText(network, 'netmask')];
  nic.addresses.push(`${address}/${netmask}`);
  if (!dotted.test(netmask)) {
    const why = 'not a dotted mask: ifconfig reads a mere number as the mask itself';
    reading.findings.add('minor', 'netmask-misread', [...network.place, 'netmask'], why);
  }
  const gateway = given(network, 'gateway') ? luaText(network, 'gateway') : undefined;
  if (gateway !== undefined) nic.gateways.push(gateway);
  for (const route of given(network, 'routes') ? luaItems(network.members, 'routes', network.place) : []) {
    const via = luaText(route, 'gateway');
    if (via === gateway) continue;
    const to = luaText(route, 'network');
    if (to === '0.0.0.0') nic.gateways.push(via);
    else nic.routes.push({ to: `${to}/${luaText(route, 'netmask')}`, via });
  }
}

function readIpv6({ findings }: GuestReading, network: Item, nic: NicDraft): void {
  const address = luaText(network, 'ip_address');
  nic.addresses.push(address);
  if (!address.includes('/')) {
    const why = 'no prefix length in the address, and nuageinit looks at no netmask: ifconfig takes its own';
    findings.add('minor', 'netmask-missing', [...network.place, 'ip_address'], why);
  }
  if (given(network, 'gateway')) nic.gateways.push(luaText(network, 'gateway'));
  const routes = network.members.get('routes') ?? null;
  if (isArray(routes) && routes.length > 0) {
    const why = 'nuageinit takes the gateway of an IPv6 network, and none of its routes';
    findings.add('minor', 'routes-ignored', [...network.place, 'routes'], why);
  }
}

function nameServers({ findings }: GuestReading, data: JsonObject, path: string): readonly string[] {
  return luaItems(data, 'services', [path]).flatMap(({ members, place }) => {
    if (members.get('type') !== 'dns') {
      findings.add('minor', 'service-skipped', [...place, 'type'], 'nuageinit takes dns only');
      return [];
    }
    const address: JsonValue = members.get('address') ?? null;
    return typeof address === 'string' ? [address] : [];
  });
}
