/**
 * network_data.json: links, networks, services (OpenStack's format; the forms that all readers take).
 */

import { type JsonText, jsonArray, jsonNull, jsonNumber, jsonRecord, jsonString } from '../encoding/ordered-json.ts';
import type { CoreIssues } from '../issues.ts';
import { dottedMask, type Family, groupedMask } from '../machine/network/addresses.ts';
import {
  type DynamicSubnet,
  type NetworkPlan,
  type PlannedLink,
  planNetwork,
  type StaticSubnet,
  type Subnet,
} from '../machine/network/network-plan.ts';
import type { BondKind, Nic, Route, VlanKind } from '../machine/network/nic.ts';
import type { Profile } from '../profiles.ts';

/** The objects of the file, keys in CloudStack's order. */
const fileText = jsonRecord('links', 'networks', 'services');
const linkKeys = ['ethernet_mac_address', 'id', 'mtu', 'type'] as const;
const cardText = jsonRecord(...linkKeys);
const bondText = jsonRecord(
  ...linkKeys,
  'bond_links',
  'bond_mode',
  'bond_miimon',
  'bond_updelay',
  'bond_downdelay',
  'bond_lacp_rate',
  'bond_xmit_hash_policy',
);
const vlanText = jsonRecord(...linkKeys, 'vlan_id', 'vlan_link', 'vlan_mac_address');
const staticText = jsonRecord('id', 'ip_address', 'link', 'netmask', 'network_id', 'type', 'routes');
const dynamicText = jsonRecord('id', 'link', 'network_id', 'type');
const routeText = jsonRecord('gateway', 'netmask', 'network');
const serviceText = jsonRecord('address', 'type');

const dns = jsonString('dns');

/**
 * How the mask of an IPv6 route is written. VyOS takes a prefix length and nothing else, nova's schema an address and nothing
 * else; all other readers take both.
 */
export type Ipv6RouteMask = 'prefix-length' | 'address';

interface Writing {
  readonly profile: Profile;
  readonly ipv6RouteMask: Ipv6RouteMask;
}

/** The file's text, or undefined where there is to be none. */
export function networkDataText(
  nics: readonly Nic[],
  profile: Profile,
  ipv6RouteMask: Ipv6RouteMask,
  report: CoreIssues,
): string | undefined {
  const plan = planNetwork(nics, profile, 'network_data.json', report);
  return plan === undefined || plan === 'empty' ? plan && '{}' : textOf(plan, { profile, ipv6RouteMask });
}

function textOf({ links, nameServers }: NetworkPlan, writing: Writing): string {
  // nova's schema wants all three; CloudStack leaves out what is empty.
  const listed = (items: readonly JsonText[]): JsonText | undefined =>
    items.length === 0 && writing.profile.services === 'merged' ? undefined : jsonArray(items);
  return fileText({
    links: listed(links.map(linkOf)),
    networks: listed(links.flatMap((link) => link.subnets.map((subnet) => networkOf(link, subnet, writing)))),
    services: listed(nameServers.map((address) => serviceText({ address: jsonString(address), type: dns }))),
  });
}

// A writer for each kind, and no member that is undefined everywhere: spreading objects costs more than their texts.
function linkOf({ nic, id, mtu }: PlannedLink): JsonText {
  const { kind, mac } = nic;
  const members = {
    ethernet_mac_address: jsonString(mac),
    id: jsonString(id),
    mtu: mtu === undefined ? undefined : jsonNumber(mtu),
    type: linkTypes[kind.name],
  };
  if (kind.name === 'bond') return bondText({ ...members, ...bondMembers(kind) });
  return kind.name === 'vlan' ? vlanText({ ...members, ...vlanMembers(kind, mac) }) : cardText(members);
}

const linkTypes = { card: jsonString('phy'), bond: jsonString('bond'), vlan: jsonString('vlan') };

/** Numbers as texts: Talos takes no others, and cloud-init hands them on as they are. */
const bondMembers = (bond: BondKind) => ({
  bond_links: jsonArray(bond.links.map(jsonString)),
  bond_mode: jsonString(bond.mode),
  bond_miimon: optional(bond.miimon),
  bond_updelay: optional(bond.upDelay),
  bond_downdelay: optional(bond.downDelay),
  bond_lacp_rate: optional(bond.lacpRate),
  bond_xmit_hash_policy: optional(bond.xmitHashPolicy),
});

const optional = (value: string | number | undefined): JsonText | undefined =>
  value === undefined ? undefined : jsonString(String(value));

const vlanMembers = ({ vlanId, link }: VlanKind, mac: string) => ({
  vlan_id: jsonNumber(vlanId),
  vlan_link: jsonString(link),
  vlan_mac_address: jsonString(mac),
});

const dynamicTypes: Readonly<Record<DynamicSubnet['dynamic'], JsonText>> = {
  dhcp4: jsonString('ipv4_dhcp'),
  dhcp6: jsonString('ipv6_dhcpv6-stateful'),
  slaac: jsonString('ipv6_slaac'),
};

function networkOf(link: PlannedLink, subnet: Subnet, writing: Writing): JsonText {
  const id = jsonString(link.id);
  const networkId = networkIdOf(link, writing.profile);
  if ('dynamic' in subnet) {
    return dynamicText({ id, link: id, network_id: networkId, type: dynamicTypes[subnet.dynamic] });
  }
  const { family, address, prefixLength } = subnet;
  const inAddress = family === 'ipv6' && writing.profile.ipv6Prefix === 'in-address';
  return staticText({
    id,
    ip_address: jsonString(inAddress ? `${address}/${prefixLength}` : address),
    link: id,
    netmask: inAddress ? undefined : jsonString(maskText(family, prefixLength, 'prefix-length')),
    network_id: networkId,
    type: jsonString(family),
    routes: jsonArray(routesOf(subnet, writing)),
  });
}

/** OpenStack readers want an identity; CloudStack writes null where a NIC has no uuid. */
function networkIdOf({ nic, id }: PlannedLink, { networkId }: Profile): JsonText {
  if (nic.uuid !== undefined) return jsonString(nic.uuid);
  return networkId === 'uuid' ? jsonNull : jsonString(id);
}

/** IPv4 masks are dotted. */
function maskText(family: Family, prefixLength: number, ipv6Mask: Ipv6RouteMask): string {
  if (family === 'ipv4') return dottedMask(prefixLength);
  return ipv6Mask === 'address' ? groupedMask(prefixLength) : String(prefixLength);
}

const everything = { ipv4: '0.0.0.0', ipv6: '::' } as const;

function routesOf({ family, gateway, routes }: StaticSubnet, { ipv6RouteMask }: Writing): JsonText[] {
  const defaultRoutes = gateway === undefined ? [] : [{ network: everything[family], prefixLength: 0, gateway }];
  return [...defaultRoutes, ...routes].map((route: WrittenRoute) =>
    routeText({
      gateway: route.gateway === null ? jsonNull : jsonString(route.gateway),
      netmask: jsonString(maskText(family, route.prefixLength, ipv6RouteMask)),
      network: jsonString(route.network),
    }),
  );
}

type WrittenRoute = Omit<Route, 'gateway'> & { readonly gateway: string | null };
