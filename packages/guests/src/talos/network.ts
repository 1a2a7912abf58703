/**
 * network_data.json as Talos takes it: name servers, bonds, NICs and VLANs, then networks. The first value it cannot parse
 * ends it, and nothing of it is kept.
 */
import { bondModes, hashPolicies } from '../bonds.ts';
import { goInteger, goItems, goText, goTexts } from '../go.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestNetwork } from '../guest-view.ts';
import { type Item, Stopped } from '../items.ts';
import { type NicDraft, nicDraft } from '../nic-draft.ts';
import { addressOf, prefixOf } from '../python-addresses.ts';
import type { TalosMachine } from './hostname.ts';

const nicTypes = new Set(['phy', 'vif', 'ovs', 'bridge', 'tap', 'vhostuser', 'hw_veb']);

const dynamicTypes: ReadonlyMap<string, string> = new Map([
  ['ipv4_dhcp', 'dhcp4'],
  ['ipv6_dhcp', 'dhcp6'],
  ['ipv6_dhcpv6-stateless', 'dhcp6'],
  ['ipv6_dhcpv6-stateful', 'dhcp6'],
]);
const otherTypes = new Set(['ipv4', 'ipv6', 'ipv6_slaac']);

export function talosNetwork(
  reading: GuestReading,
  data: Item,
  { fault }: TalosMachine,
): Pick<GuestNetwork, 'nics' | 'dns'> {
  if (fault !== undefined) throw fault;
  const dns = nameServers(reading, data);
  const nics = linksOf(reading, goItems(reading, data, 'links'));
  for (const network of goItems(reading, data, 'networks')) readNetwork(reading, network, nics);
  return { nics: [...nics.values()], dns };
}

function nameServers(reading: GuestReading, data: Item): readonly string[] {
  return goItems(reading, data, 'services').flatMap((service) => {
    if (goText(reading, service, 'type') !== 'dns') {
      reading.findings.add('minor', 'service-skipped', [...service.place, 'type'], 'Talos takes dns only');
      return [];
    }
    const address = goText(reading, service, 'address');
    if (address === '') return [];
    if (addressOf(address) === undefined) throw new Stopped([...service.place, 'address'], 'not an IP address');
    return [address];
  });
}

/** Bonds come first, whatever the order in the file; NICs are called as the machine calls the card of their address. */
function linksOf(reading: GuestReading, links: readonly Item[]): Map<string, NicDraft> {
  const nics = new Map<string, NicDraft>();
  const typed = links.map((link) => ({ link, type: goText(reading, link, 'type') }));
  for (const { link, type } of typed) {
    if (type === 'bond') nics.set(goText(reading, link, 'id'), bondOf(reading, link, nics.size));
  }
  for (const { link, type } of typed) {
    if (nicTypes.has(type)) nics.set(goText(reading, link, 'id'), nicOf(reading, link));
    else if (type !== 'bond' && type !== 'vlan') {
      const why = 'Talos leaves out links of this type, and the networks on them';
      reading.findings.add('minor', 'link-type-unknown', [...link.place, 'type'], why);
    }
  }
  for (const { link, type } of typed) {
    if (type === 'vlan') addVlan(reading, link, nics);
  }
  return nics;
}

const mtuOf = (reading: GuestReading, link: Item): number | undefined => goInteger(reading, link, 'mtu') || undefined;

function bondOf(reading: GuestReading, link: Item, index: number): NicDraft {
  if (!bondModes.has(goText(reading, link, 'bond_mode'))) {
    throw new Stopped([...link.place, 'bond_mode'], 'not a mode it knows');
  }
  const policy = goText(reading, link, 'bond_xmit_hash_policy');
  if (policy !== '' && !hashPolicies.has(policy)) {
    throw new Stopped([...link.place, 'bond_xmit_hash_policy'], 'not a policy it knows');
  }
  // A number that must stand in quotation marks.
  goText(reading, link, 'bond_miimon');
  goTexts(reading, link, 'bond_links');
  const mac = goText(reading, link, 'ethernet_mac_address') || undefined;
  return nicDraft({ kind: 'bond', name: `bond${index}`, mac, macMustExist: false, mtu: mtuOf(reading, link) });
}

function nicOf(reading: GuestReading, link: Item): NicDraft {
  const mac = goText(reading, link, 'ethernet_mac_address') || undefined;
  // Without a card of this address it is eth and its position, which may be another card.
  return nicDraft({ kind: 'physical', name: undefined, mac, macMustExist: false, mtu: mtuOf(reading, link) });
}

function addVlan(reading: GuestReading, link: Item, nics: Map<string, NicDraft>): void {
  const parent = nics.get(goText(reading, link, 'vlan_link'));
  const id = goInteger(reading, link, 'vlan_id');
  if (parent === undefined) {
    const why = 'no link that Talos takes has this id: the VLAN is left out';
    reading.findings.add('minor', 'network-link-unknown', [...link.place, 'vlan_link'], why);
    return;
  }
  const name = parent.name === undefined ? undefined : `${parent.name}.${id}`;
  const mac = goText(reading, link, 'vlan_mac_address') || undefined;
  const vlan = nicDraft({ kind: 'vlan', name, mac, macMustExist: false, mtu: mtuOf(reading, link) });
  nics.set(goText(reading, link, 'id'), vlan);
}

function readNetwork(reading: GuestReading, network: Item, nics: ReadonlyMap<string, NicDraft>): void {
  const { findings } = reading;
  const nic = nics.get(goText(reading, network, 'link'));
  const type = goText(reading, network, 'type');
  if (goText(reading, network, 'id') === '') {
    findings.add('minor', 'networks-skipped', [...network.place, 'id'], 'Talos leaves out a network without an id');
  } else if (nic === undefined) {
    findings.add('minor', 'network-link-unknown', [...network.place, 'link'], 'no link that Talos takes has this id');
  } else if (dynamicTypes.has(type) || otherTypes.has(type)) addNetwork(reading, network, type, nic);
  else findings.add('minor', 'network-type-unknown', [...network.place, 'type'], 'Talos knows no such type');
}

function addNetwork(reading: GuestReading, network: Item, type: string, nic: NicDraft): void {
  const dynamic = dynamicTypes.get(type);
  if (dynamic !== undefined) nic.dynamic.push(dynamic);
  const address = goText(reading, network, 'ip_address');
  if (address !== '') {
    nic.addresses.push(prefixed(reading, network, 'ip_address'));
    const gateway = goText(reading, network, 'gateway');
    if (gateway !== '') nic.gateways.push(wantAddress(gateway, [...network.place, 'gateway']));
  }
  for (const route of goItems(reading, network, 'routes')) {
    const via = wantAddress(goText(reading, route, 'gateway'), [...route.place, 'gateway']);
    const to = prefixed(reading, route, 'network');
    if (to.endsWith('/0')) nic.gateways.push(via);
    else nic.routes.push({ to, via });
  }
}

function wantAddress(text: string, place: Item['place']): string {
  if (addressOf(text) === undefined) throw new Stopped(place, text === '' ? 'missing' : 'not an IP address');
  return text;
}

/** The address at `key` with the mask behind its slash, else with `netmask`, else as that of one host. */
function prefixed(reading: GuestReading, item: Item, key: string): string {
  const [text = '', behind] = goText(reading, item, key).split(/\/(.*)/s);
  const address = addressOf(text);
  if (address === undefined) throw new Stopped([...item.place, key], 'not an IP address');
  const mask = behind ?? goText(reading, item, 'netmask');
  if (mask === '') {
    const length = address.family === 'ipv4' ? 32 : 128;
    const why = `no prefix length: Talos takes /${length}`;
    reading.findings.add('minor', 'netmask-missing', [...item.place, key], why);
    return `${text}/${length}`;
  }
  const length = prefixOf(mask, address.family);
  if (length === undefined) throw new Stopped([...item.place, 'netmask'], 'neither a prefix length nor a mask');
  return `${text}/${length}`;
}
