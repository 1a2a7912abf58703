/**
 * NoCloud's network-config, version 1: one item for each link, and one for all name servers. JSON is YAML, too.
 */
import { unreachable } from '@configdrive/issues';
import { type JsonText, jsonArray, jsonNumber, jsonRecord, jsonString } from '../encoding/ordered-json.ts';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import { dottedMask } from '../machine/network/addresses.ts';
import {
  type DynamicSubnet,
  type NetworkPlan,
  type PlannedLink,
  planNetwork,
  type StaticSubnet,
  type Subnet,
} from '../machine/network/network-plan.ts';
import type { BondKind, Nic, Route } from '../machine/network/nic.ts';

const fileText = jsonRecord('version', 'config');
const physicalText = jsonRecord('type', 'name', 'mac_address', 'mtu', 'subnets');
const bondText = jsonRecord('type', 'name', 'mac_address', 'mtu', 'bond_interfaces', 'params', 'subnets');
const vlanText = jsonRecord('type', 'name', 'mac_address', 'mtu', 'vlan_link', 'vlan_id', 'subnets');
/** With hyphens throughout: the ifcfg renderer of cloud-init 22.4 knows no mixed spelling. */
const paramsText = jsonRecord(
  'bond-mode',
  'bond-miimon',
  'bond-updelay',
  'bond-downdelay',
  'bond-lacp-rate',
  'bond-xmit-hash-policy',
);
const nameServerText = jsonRecord('type', 'address');
const subnetText = jsonRecord('type', 'address', 'netmask', 'gateway', 'routes');
const routeText = jsonRecord('destination', 'gateway');

/** The file's text, or undefined where there is to be none. */
export function networkConfigText(
  nics: readonly Nic[],
  { profile, windows }: Pick<Setting, 'profile' | 'windows'>,
  report: CoreIssues,
): string | undefined {
  const plan = planNetwork(nics, profile, 'network-config', report);
  if (plan === undefined) return undefined;
  const types = windows ? dynamicTypesForWindows : dynamicTypes;
  return fileText({ version: jsonNumber(1), config: jsonArray(plan === 'empty' ? [] : itemsOf(plan, types)) });
}

function itemsOf({ links, nameServers }: NetworkPlan, types: DynamicTypes): readonly JsonText[] {
  const items = links.map((link) => linkOf(link, types));
  if (nameServers.length > 0) {
    items.push(nameServerText({ type: jsonString('nameserver'), address: jsonArray(nameServers.map(jsonString)) }));
  }
  return items;
}

function linkOf({ nic: { kind, mac }, id, mtu, subnets }: PlannedLink, types: DynamicTypes): JsonText {
  const texts = subnets.flatMap((subnet) => subnetOf(subnet, types) ?? []);
  const members = {
    name: jsonString(id),
    mac_address: jsonString(mac),
    mtu: mtu === undefined ? undefined : jsonNumber(mtu),
    subnets: texts.length === 0 ? undefined : jsonArray(texts),
  };
  switch (kind.name) {
    case 'card':
      return physicalText({ type: jsonString('physical'), ...members });
    case 'bond':
      return bondText({
        type: jsonString('bond'),
        ...members,
        bond_interfaces: jsonArray(kind.links.map(jsonString)),
        params: paramsOf(kind),
      });
    case 'vlan': {
      const on = { vlan_link: jsonString(kind.link), vlan_id: jsonNumber(kind.vlanId) };
      return vlanText({ type: jsonString('vlan'), ...members, ...on });
    }
    default:
      return unreachable(kind);
  }
}

const paramsOf = (bond: BondKind): JsonText =>
  paramsText({
    'bond-mode': jsonString(bond.mode),
    'bond-miimon': optionalNumber(bond.miimon),
    'bond-updelay': optionalNumber(bond.upDelay),
    'bond-downdelay': optionalNumber(bond.downDelay),
    'bond-lacp-rate': bond.lacpRate && jsonString(bond.lacpRate),
    'bond-xmit-hash-policy': bond.xmitHashPolicy && jsonString(bond.xmitHashPolicy),
  });

const optionalNumber = (value: number | undefined): JsonText | undefined =>
  value === undefined ? undefined : jsonNumber(value);

/** cloudbase-init takes `dhcp4` for a subnet without its address, and `dhcp` for what it is to all others, too. */
const dynamicTypes: DynamicTypes = {
  dhcp4: jsonString('dhcp'),
  dhcp6: jsonString('ipv6_dhcpv6-stateful'),
  slaac: jsonString('ipv6_slaac'),
};

/**
 * cloudbase-init sets up nothing at all where a subnet has another type without an address; Talos, which knows `dhcp6` not, is no
 * Windows. Windows takes what a router announces without being told.
 */
const dynamicTypesForWindows: DynamicTypes = {
  dhcp4: jsonString('dhcp'),
  dhcp6: jsonString('dhcp6'),
  slaac: undefined,
};

type DynamicTypes = Readonly<Record<DynamicSubnet['dynamic'], JsonText | undefined>>;

function subnetOf(subnet: Subnet, types: DynamicTypes): JsonText | undefined {
  if (!('dynamic' in subnet)) return subnetText(staticMembers(subnet));
  const type = types[subnet.dynamic];
  return type && subnetText({ type, address: undefined, netmask: undefined, gateway: undefined, routes: undefined });
}

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
