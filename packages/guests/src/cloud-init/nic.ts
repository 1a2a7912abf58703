/**
 * One NIC of network_data.json: addresses, routes and what the renderers cannot write (net/network_state.py,
 * net/{netplan,eni,sysconfig}.py).
 */
import { type Address, type Family, isLinkLocal, isSameNetwork } from '@configdrive/core/internal';
import type { GuestNic } from '../guest-view.ts';
import { type Item, required, Stopped } from '../items.ts';
import { mtuOf, type NicDraft, nicDraft } from '../nic-draft.ts';
import type { Link } from './links.ts';
import { type NetworkReading, refuseByNetplan } from './network-reading.ts';
import { checkRouter, type GivenRouter, type GuestStaticRoute, gatewayOf, readRoutes } from './routes.ts';
import { ownNameServers } from './services.ts';
import { type GuestStaticAddress, prefixedAddress } from './static-address.ts';

/** Network types and what they are to the renderers; the word itself where it is the same. */
const types: ReadonlyMap<string, string> = new Map([
  ['ipv4', 'static'],
  ['static', 'static'],
  ['ipv6', 'static6'],
  ['static6', 'static6'],
  ['ipv4_dhcp', 'dhcp4'],
  ['ipv6_dhcp', 'dhcp6'],
]);

/** Types that all renderers know, beside the static ones; the last two set up no address. */
const dynamicTypes = new Set(['dhcp', 'dhcp4', 'dhcp6', 'ipv6_slaac', 'ipv6_dhcpv6-stateless', 'ipv6_dhcpv6-stateful']);

export function readNic(network: NetworkReading, link: Link): GuestNic {
  const { kind, name, mac, macMustExist, members } = link;
  const draft = nicDraft({ kind, name, mac, macMustExist, mtu: mtuOf(members.get('mtu')) });
  const defaults: GuestStaticRoute[] = [];
  for (const item of link.networks) {
    for (const route of readSubnet(network, item, draft)) if (route.isDefault) defaults.push(route);
  }
  reportRepeatedDefaults(network, defaults);
  checkMtu(network, link);
  return draft;
}

function checkMtu(network: NetworkReading, link: Link): void {
  const mtu = link.members.get('mtu') ?? null;
  if (mtu === null || /^[0-9]+$/.test(String(mtuOf(mtu) ?? ''))) return;
  refuseByNetplan(network, 'json-value-unusable', [...link.place, 'mtu'], 'not a whole number');
}

/** Adds what one network gives a NIC, and returns its routes. */
function readSubnet(network: NetworkReading, item: Item, draft: NicDraft): readonly GuestStaticRoute[] {
  const given = required(item, 'type');
  if (typeof given !== 'string' || given === '') throw new Stopped([...item.place, 'type'], 'not a text');
  const type = types.get(given) ?? given;
  const isStatic = type === 'static' || type === 'static6';
  const address = isStatic ? prefixedAddress(network, item) : undefined;
  const routes = readRoutes(network, item, isStatic);
  if (address !== undefined) {
    draft.addresses.push(address.text);
    checkAddress(network, item, address);
    addRoutes(network, item, address, routes, draft);
  } else if (dynamicTypes.has(type)) draft.dynamic.push(type);
  else reportUnknownType(network, item, type);
  for (const server of ownNameServers(network, item)) draft.dns.push(server);
  return address === undefined ? [] : routes;
}

function checkAddress(network: NetworkReading, item: Item, { prefixLength, bare }: GuestStaticAddress): void {
  const place = [...item.place, 'ip_address'];
  if (prefixLength === 0) refuseByNetplan(network, 'address-unusable', place, 'a prefix of no bits');
  if (bare.includes('%')) refuseByNetplan(network, 'address-unusable', place, 'an address with a zone');
}

function reportUnknownType({ reading, stops }: NetworkReading, item: Item, type: string): void {
  if (type !== 'manual') stops.add('sysconfig');
  const why = 'cloud-init knows no such type: no address, and no network at all where it writes ifcfg files';
  reading.findings.add('minor', 'network-type-unknown', [...item.place, 'type'], why);
}

function addRoutes(
  network: NetworkReading,
  item: Item,
  address: GuestStaticAddress,
  routes: readonly GuestStaticRoute[],
  draft: NicDraft,
): void {
  const gateway = gatewayOf(item);
  if (gateway !== undefined) {
    draft.gateways.push(gateway);
    const place = [...item.place, 'gateway'];
    checkGateway(network, { gateway, place, isOnLink: network.release.onLinkGateways }, address);
  }
  if (gateway !== undefined && routes.some(({ isDefault, family }) => isDefault && family === address.family)) {
    const why = 'a default route beside the gateway: the NIC gets two';
    network.reading.findings.add('minor', 'default-route-repeated', [...item.place, 'gateway'], why);
  }
  for (const route of routes) {
    if (route.isDefault && route.via !== undefined) draft.gateways.push(route.via);
    else draft.routes.push({ to: route.to, via: route.via });
    if (route.via !== undefined) {
      const place = [...route.place, 'gateway'];
      checkGateway(network, { gateway: route.via, place, isOnLink: false, family: route.family }, address);
    }
  }
}

interface GivenGateway extends GivenRouter {
  readonly isOnLink: boolean;
}

function checkGateway(network: NetworkReading, given: GivenGateway, own: GuestStaticAddress): void {
  const { place, isOnLink } = given;
  const { reading } = network;
  const address = checkRouter(network, given);
  if (address === undefined) return;
  if (isLinkLocal(address)) {
    const why = 'a link-local gateway: guests with ifupdown lose this route, netplan and networkd take it';
    reading.findings.add('nothing', 'gateway-link-local', place, why);
  } else if (!isReachable(address, own) && !isOnLink) {
    reading.findings.add('minor', 'gateway-not-reachable', place, 'not in the network of the address it belongs to');
  }
}

const isReachable = (gateway: Address, { address, prefixLength }: GuestStaticAddress): boolean =>
  gateway.family === address.family && isSameNetwork(gateway, address, prefixLength);

/** The ifcfg renderer counts default routes of networks whose type says their family. */
function reportRepeatedDefaults({ reading, stops }: NetworkReading, defaults: readonly GuestStaticRoute[]): void {
  const seen = new Set<Family>();
  for (const { place, family, typeSaysFamily } of defaults) {
    if (!seen.has(family)) {
      seen.add(family);
      continue;
    }
    if (typeSaysFamily) stops.add('sysconfig');
    const why = 'a second default route of this family on one NIC: the ifcfg renderer stops, others set both';
    reading.findings.add('minor', 'default-route-repeated', place, why);
  }
}
