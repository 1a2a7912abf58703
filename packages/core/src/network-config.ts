/**
 * NoCloud's network-config, version 1: one item for each link, and one for all name servers. JSON is YAML, too.
 */
import { dottedMask } from './addresses.ts';
import {
  type DynamicSubnet,
  type NetworkPlan,
  type PlannedLink,
  planNetwork,
  type StaticSubnet,
  type Subnet,
} from './network-plan.ts';
import type { Nic, Route } from './nics.ts';
import { type JsonText, jsonArray, jsonNumber, jsonRecord, jsonString } from './ordered-json.ts';
import type { Profile } from './profiles.ts';
import type { Report } from './report.ts';

const fileText = jsonRecord('version', 'config');
const physicalText = jsonRecord('type', 'name', 'mac_address', 'mtu', 'subnets');
const nameServerText = jsonRecord('type', 'address');
const subnetText = jsonRecord('type', 'address', 'netmask', 'gateway', 'routes');
const routeText = jsonRecord('destination', 'gateway');

/** The file's text, or undefined where there is to be none. */
export function networkConfigText(nics: readonly Nic[], profile: Profile, report: Report): string | undefined {
  const plan = planNetwork(nics, profile, 'network-config', report);
  if (plan === undefined) return undefined;
  return fileText({ version: jsonNumber(1), config: jsonArray(plan === 'empty' ? [] : itemsOf(plan)) });
}

function itemsOf({ links, nameServers }: NetworkPlan): readonly JsonText[] {
  const items = links.map(linkOf);
  if (nameServers.length > 0) {
    items.push(nameServerText({ type: jsonString('nameserver'), address: jsonArray(nameServers.map(jsonString)) }));
  }
  return items;
}

const linkOf = ({ nic, id, mtu, subnets }: PlannedLink): JsonText =>
  physicalText({
    type: jsonString('physical'),
    name: jsonString(id),
    mac_address: jsonString(nic.mac),
    mtu: mtu === undefined ? undefined : jsonNumber(mtu),
    subnets: subnets.length === 0 ? undefined : jsonArray(subnets.map(subnetOf)),
  });

const dynamicTypes: Readonly<Record<DynamicSubnet['dynamic'], JsonText>> = {
  dhcp4: jsonString('dhcp4'),
  dhcp6: jsonString('ipv6_dhcpv6-stateful'),
  slaac: jsonString('ipv6_slaac'),
};

const subnetOf = (subnet: Subnet): JsonText =>
  subnetText('dynamic' in subnet ? dynamicMembers(subnet) : staticMembers(subnet));

const dynamicMembers = ({ dynamic }: DynamicSubnet) => ({
  type: dynamicTypes[dynamic],
  address: undefined,
  netmask: undefined,
  gateway: undefined,
  routes: undefined,
});

/** The masks in the forms that VyOS takes, too: dotted beside the address, or a prefix length in it. */
function staticMembers({ family, address, prefixLength, gateway, routes }: StaticSubnet) {
  const isIpv4 = family === 'ipv4';
  return {
    type: jsonString(isIpv4 ? 'static' : 'static6'),
    address: jsonString(isIpv4 ? address : `${address}/${prefixLength}`),
    netmask: isIpv4 ? jsonString(dottedMask(prefixLength)) : undefined,
    gateway: gateway == null ? undefined : jsonString(gateway),
    routes: routes.length === 0 ? undefined : jsonArray(routes.map(routeOf)),
  };
}

const routeOf = ({ network, prefixLength, gateway }: Route): JsonText =>
  routeText({ destination: jsonString(`${network}/${prefixLength}`), gateway: jsonString(gateway) });
