/**
 * network_data.json: links, networks, services (OpenStack's format; the forms that all readers take).
 */
import { dottedMask, type Family } from './addresses.ts';
import { type Addressing, isStatic, type Nic, type Route, type StaticAddress } from './nics.ts';
import { type JsonText, jsonArray, jsonNull, jsonNumber, jsonObject, jsonString } from './ordered-json.ts';
import type { Profile } from './profiles.ts';
import type { Report } from './report.ts';

const DEFAULT_MTU = 1500;

type Member = readonly [key: string, value: JsonText];

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
  if (nics.length === 0) return textWithoutNics(profile, report);
  const writing: Writing = { profile, report, defaults: defaultRouteHolders(nics, profile, report) };
  const members: Member[] = [
    ['links', jsonArray(nics.map((nic) => linkOf(nic, profile)))],
    ['networks', jsonArray(nics.flatMap((nic) => networksOf(nic, writing)))],
    ['services', jsonArray(servicesOf(nics, writing))],
  ];
  // nova's schema wants all three; CloudStack leaves out what is empty.
  return jsonObject(profile.services === 'merged' ? members.filter(([, items]) => items !== '[]') : members);
}

function textWithoutNics({ emptyNetworkData }: Profile, report: Report): string | undefined {
  if (emptyNetworkData === 'omit') {
    report.add('network-data-absent', ['nics'], 'no NICs, so no network_data.json: guests use DHCP');
    return undefined;
  }
  report.add(
    'network-data-empty',
    ['nics'],
    'no NICs: with {} in network_data.json cloud-init sets up no network at all',
  );
  return '{}';
}

const idOf = ({ deviceId }: Nic): string => `eth${deviceId}`;

function linkOf(nic: Nic, { defaultMtu }: Profile): JsonText {
  const wantsMtu = defaultMtu === 'every-nic' || isStatic(nic.ipv4) || isStatic(nic.ipv6);
  const mtu = nic.mtu ?? (wantsMtu ? DEFAULT_MTU : undefined);
  const members: Member[] = [
    ['ethernet_mac_address', jsonString(nic.mac)],
    ['id', jsonString(idOf(nic))],
  ];
  if (mtu !== undefined) members.push(['mtu', jsonNumber(mtu)]);
  members.push(['type', jsonString('phy')]);
  return jsonObject(members);
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

const dynamicTypes = {
  ipv4: { dhcp: 'ipv4_dhcp' },
  ipv6: { dhcp: 'ipv6_dhcpv6-stateful', slaac: 'ipv6_slaac' },
} as const;

function networksOf(nic: Nic, writing: Writing): JsonText[] {
  const { ipv4, ipv6 } = nic;
  if (ipv4 === undefined && ipv6 === undefined) {
    return writing.profile.silentNic === 'dhcp' ? [dynamicNetwork(nic, dynamicTypes.ipv4.dhcp, writing)] : [];
  }
  return [
    ...networkOf(nic, 'ipv4', ipv4, dynamicTypes.ipv4.dhcp, writing),
    ...networkOf(nic, 'ipv6', ipv6, ipv6 === 'slaac' ? dynamicTypes.ipv6.slaac : dynamicTypes.ipv6.dhcp, writing),
  ];
}

function networkOf(
  nic: Nic,
  family: Family,
  addressing: Addressing<string>,
  dynamicType: string,
  writing: Writing,
): JsonText[] {
  if (isStatic(addressing)) return [staticNetwork(nic, family, addressing, writing)];
  if (addressing == null) return [];
  if (writing.profile.dynamicNetworks === 'write') return [dynamicNetwork(nic, dynamicType, writing)];
  writing.report.add('network-part-dropped', [...nic.place, family], 'CloudStack writes static addresses only');
  return [];
}

function dynamicNetwork(nic: Nic, type: string, { profile }: Writing): JsonText {
  const id = jsonString(idOf(nic));
  return jsonObject([
    ['id', id],
    ['link', id],
    ['network_id', networkIdOf(nic, profile)],
    ['type', jsonString(type)],
  ]);
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
  return jsonObject([
    ['id', id],
    ['ip_address', jsonString(inAddress ? `${address}/${prefixLength}` : address)],
    ['link', id],
    ...(inAddress ? [] : [['netmask', jsonString(maskText(family, prefixLength))] as const]),
    ['network_id', networkIdOf(nic, writing.profile)],
    ['type', jsonString(family)],
    ['routes', jsonArray(routesOf(nic, family, given, writing))],
  ]);
}

/** IPv4 masks dotted; IPv6 ones as prefix length: VyOS takes no other, and all others take this one. */
const maskText = (family: Family, prefixLength: number): string =>
  family === 'ipv4' ? dottedMask(prefixLength) : String(prefixLength);

const everything = { ipv4: '0.0.0.0', ipv6: '::' } as const;

function routesOf(nic: Nic, family: Family, { gateway, routes }: StaticAddress, writing: Writing): JsonText[] {
  const holder = writing.defaults[family];
  const written: JsonText[] = [];
  if (holder === 'every-nic' || (holder === nic && gateway !== undefined)) {
    written.push(routeText(family, { network: everything[family], prefixLength: 0, gateway: gateway ?? null }));
  }
  if (writing.profile.dynamicNetworks === 'write') {
    for (const route of routes) written.push(routeText(family, route));
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

const routeText = (family: Family, { gateway, network, prefixLength }: WrittenRoute): JsonText =>
  jsonObject([
    ['gateway', gateway === null ? jsonNull : jsonString(gateway)],
    ['netmask', jsonString(maskText(family, prefixLength))],
    ['network', jsonString(network)],
  ]);

/** Name servers; guests ask the first one first. */
function servicesOf(nics: readonly Nic[], { profile, defaults }: Writing): JsonText[] {
  const merged = profile.services === 'merged';
  const addresses = new Set<string>();
  const written: string[] = [];
  for (const nic of merged ? nics : defaultFirst(nics, defaults)) {
    const own = [nic.ipv4, nic.ipv6].flatMap((addressing) => (isStatic(addressing) ? addressing.dns : []));
    // CloudStack drops what an earlier NIC had; what one NIC has twice stays twice.
    const fresh = own.filter((address) => !addresses.has(address));
    written.push(...(merged ? fresh : new Set(fresh)));
    for (const address of own) addresses.add(address);
  }
  return written.map(serviceText);
}

const serviceText = (address: string): JsonText =>
  jsonObject([
    ['address', jsonString(address)],
    ['type', jsonString('dns')],
  ]);

function defaultFirst(nics: readonly Nic[], { ipv4, ipv6 }: DefaultRouteHolders): readonly Nic[] {
  const first = nics.find(({ isDefault }) => isDefault) ?? [ipv4, ipv6].find((holder) => typeof holder === 'object');
  return first === undefined ? nics : [first, ...nics.filter((nic) => nic !== first)];
}
