/**
 * network_data.json: links, networks, services (OpenStack's format; the forms that all readers take).
 */
import { dottedMask, type Family } from './addresses.ts';
import { isProvided, isStatic, type Nic, type Route, type StaticAddress } from './nics.ts';
import { type JsonText, jsonArray, jsonNull, jsonNumber, jsonRecord, jsonString } from './ordered-json.ts';
import type { Profile } from './profiles.ts';
import type { Report } from './report.ts';

const DEFAULT_MTU = 1500;

/** The objects of the file, keys in CloudStack's order. */
const fileText = jsonRecord('links', 'networks', 'services');
const linkText = jsonRecord('ethernet_mac_address', 'id', 'mtu', 'type');
const networkText = jsonRecord('id', 'ip_address', 'link', 'netmask', 'network_id', 'type', 'routes');
const routeText = jsonRecord('gateway', 'netmask', 'network');
const serviceText = jsonRecord('address', 'type');

const phy = jsonString('phy');
const dns = jsonString('dns');

/** What every part of the file depends on. */
interface Writing {
  readonly profile: Profile;
  readonly report: Report;
  readonly defaults: DefaultRouteHolders;
}

/** Per family the NIC that gets the default route; with CloudStack every NIC. */
type DefaultRouteHolders = Readonly<Record<Family, Nic | 'every-nic' | undefined>>;

/** The file's text, or undefined where there is to be none. */
export function networkDataText(nics: readonly Nic[], profile: Profile, report: Report): string | undefined {
  if (nics.length === 0) return textWithoutNetwork('no NICs', profile, report);
  // The cards are described together or not at all: one that is not in the file is one that cloud-init leaves down.
  if (!isProvided(nics, 'Dhcp', 'Dns')) {
    return textWithoutNetwork('no NIC has Dhcp or Dns from the config drive', profile, report);
  }
  const writing: Writing = { profile, report, defaults: defaultRouteHolders(nics, profile, report) };
  // nova's schema wants all three; CloudStack leaves out what is empty.
  const listed = (items: readonly JsonText[]): JsonText | undefined =>
    items.length === 0 && profile.services === 'merged' ? undefined : jsonArray(items);
  return fileText({
    links: listed(nics.map((nic) => linkOf(nic, profile))),
    networks: listed(networksOf(nics, writing)),
    services: listed(servicesOf(nics, writing)),
  });
}

function textWithoutNetwork(why: string, { emptyNetworkData }: Profile, report: Report): string | undefined {
  if (emptyNetworkData === 'omit') {
    report.add('network-data-absent', ['nics'], `${why}, so no network_data.json: guests use DHCP`);
    return undefined;
  }
  const cost = 'with {} in network_data.json cloud-init sets up no network at all';
  report.add('network-data-empty', ['nics'], `${why}: ${cost}`);
  return '{}';
}

const idOf = ({ deviceId }: Nic): string => `eth${deviceId}`;

function linkOf(nic: Nic, { defaultMtu }: Profile): JsonText {
  const wantsMtu = defaultMtu === 'every-nic' || isStatic(nic.ipv4) || isStatic(nic.ipv6);
  const mtu = nic.mtu ?? (wantsMtu ? DEFAULT_MTU : undefined);
  return linkText({
    ethernet_mac_address: jsonString(nic.mac),
    id: jsonString(idOf(nic)),
    mtu: mtu === undefined ? undefined : jsonNumber(mtu),
    type: phy,
  });
}

function defaultRouteHolders(nics: readonly Nic[], { defaultRoutes }: Profile, report: Report): DefaultRouteHolders {
  if (defaultRoutes === 'every-nic') return { ipv4: 'every-nic', ipv6: 'every-nic' };
  const holderOf = (family: Family): Nic | undefined => {
    const holders = nics.filter((nic) => gatewayOf(nic, family) !== undefined);
    const holder = holders.find(({ isDefault }) => isDefault) ?? holders[0];
    for (const { place } of holders.filter((nic) => nic !== holder)) {
      report.add('gateway-unused', [...place, family, 'gateway'], 'not written: another NIC has the default route');
    }
    return holder;
  };
  return { ipv4: holderOf('ipv4'), ipv6: holderOf('ipv6') };
}

const gatewayOf = (nic: Nic, family: Family): string | undefined => {
  const addressing = nic[family];
  return isStatic(addressing) ? addressing.gateway : undefined;
};

const ipv4Dhcp = jsonString('ipv4_dhcp');
const ipv6Types = { dhcp: jsonString('ipv6_dhcpv6-stateful'), slaac: jsonString('ipv6_slaac') };

const dynamicTypeOf = (family: Family, addressing: 'dhcp' | 'slaac'): JsonText =>
  family === 'ipv4' ? ipv4Dhcp : ipv6Types[addressing];

function networksOf(nics: readonly Nic[], writing: Writing): JsonText[] {
  const networks: JsonText[] = [];
  for (const nic of nics) {
    const { ipv4, ipv6 } = nic;
    const isSilent = ipv4 === undefined && ipv6 === undefined;
    const silentDhcp = isSilent && writing.profile.silentNic === 'dhcp';
    addNetwork(networks, nic, 'ipv4', silentDhcp ? 'dhcp' : ipv4, writing);
    addNetwork(networks, nic, 'ipv6', ipv6, writing);
  }
  return networks;
}

function addNetwork(
  networks: JsonText[],
  nic: Nic,
  family: Family,
  addressing: Nic['ipv4'] | Nic['ipv6'],
  writing: Writing,
): void {
  if (isStatic(addressing)) networks.push(staticNetwork(nic, family, addressing, writing));
  else if (addressing == null) return;
  else if (writing.profile.dynamicNetworks === 'leave-out') {
    writing.report.add('network-part-dropped', [...nic.place, family], 'CloudStack writes static addresses only');
  } else networks.push(dynamicNetwork(nic, dynamicTypeOf(family, addressing), writing));
}

function dynamicNetwork(nic: Nic, type: JsonText, { profile }: Writing): JsonText {
  const id = jsonString(idOf(nic));
  const network_id = networkIdOf(nic, profile);
  return networkText({ id, ip_address: undefined, link: id, netmask: undefined, network_id, type, routes: undefined });
}

/** OpenStack readers want an identity; CloudStack writes null where a NIC has no uuid. */
function networkIdOf(nic: Nic, { networkId }: Profile): JsonText {
  if (nic.uuid !== undefined) return jsonString(nic.uuid);
  return networkId === 'uuid' ? jsonNull : jsonString(idOf(nic));
}

function staticNetwork(nic: Nic, family: Family, given: StaticAddress, writing: Writing): JsonText {
  const { address, prefixLength } = given;
  const id = jsonString(idOf(nic));
  const inAddress = family === 'ipv6' && writing.profile.ipv6Prefix === 'in-address';
  return networkText({
    id,
    ip_address: jsonString(inAddress ? `${address}/${prefixLength}` : address),
    link: id,
    netmask: inAddress ? undefined : jsonString(maskText(family, prefixLength)),
    network_id: networkIdOf(nic, writing.profile),
    type: jsonString(family),
    routes: jsonArray(routesOf(nic, family, given, writing)),
  });
}

/** IPv4 masks dotted; IPv6 ones as prefix length: VyOS takes no other, and all others take this one. */
const maskText = (family: Family, prefixLength: number): string =>
  family === 'ipv4' ? dottedMask(prefixLength) : String(prefixLength);

const everything = { ipv4: '0.0.0.0', ipv6: '::' } as const;

function routesOf(nic: Nic, family: Family, { gateway, routes }: StaticAddress, writing: Writing): JsonText[] {
  const holder = writing.defaults[family];
  const written: JsonText[] = [];
  if (holder === 'every-nic' || (holder === nic && gateway !== undefined)) {
    written.push(routeOf(family, { network: everything[family], prefixLength: 0, gateway: gateway ?? null }));
  }
  if (writing.profile.dynamicNetworks === 'write') {
    for (const route of routes) written.push(routeOf(family, route));
  } else if (routes.length > 0) {
    writing.report.add(
      'network-part-dropped',
      [...nic.place, family, 'routes'],
      'CloudStack writes default routes only',
    );
  }
  return written;
}

type WrittenRoute = Omit<Route, 'gateway'> & { readonly gateway: string | null };

const routeOf = (family: Family, { gateway, network, prefixLength }: WrittenRoute): JsonText =>
  routeText({
    gateway: gateway === null ? jsonNull : jsonString(gateway),
    netmask: jsonString(maskText(family, prefixLength)),
    network: jsonString(network),
  });

/** Name servers; guests ask the first one first. */
function servicesOf(nics: readonly Nic[], { profile, defaults }: Writing): JsonText[] {
  const merged = profile.services === 'merged';
  const addresses: string[] = [];
  for (const nic of merged ? nics : defaultFirst(nics, defaults)) {
    const own = dnsOf(nic);
    // CloudStack drops what an earlier NIC had; what one NIC has twice stays twice.
    const earlier = merged ? addresses.length : Number.POSITIVE_INFINITY;
    for (const address of own) {
      const at = addresses.indexOf(address);
      if (at === -1 || at >= earlier) addresses.push(address);
    }
  }
  return addresses.map((address) => serviceText({ address: jsonString(address), type: dns }));
}

const dnsOf = ({ ipv4, ipv6 }: Nic): readonly string[] => [
  ...(isStatic(ipv4) ? ipv4.dns : []),
  ...(isStatic(ipv6) ? ipv6.dns : []),
];

function defaultFirst(nics: readonly Nic[], { ipv4, ipv6 }: DefaultRouteHolders): readonly Nic[] {
  if (nics.length === 1) return nics;
  const first = nics.find(({ isDefault }) => isDefault) ?? [ipv4, ipv6].find((holder) => typeof holder === 'object');
  return first === undefined ? nics : [first, ...nics.filter((nic) => nic !== first)];
}
