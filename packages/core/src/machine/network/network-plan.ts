/**
 * What a network is to be, before any format: which card gets which addresses, who has the default routes, which name
 * server comes first. network_data.json and NoCloud's network-config say the same plan in their own words.
 */

import type { CoreIssues } from '../../issues.ts';
import type { Profile } from '../../profiles.ts';
import type { Family } from './addresses.ts';
import { DEFAULT_MTU, isProvided, isStatic, type Nic, type Route, type StaticAddress } from './nic.ts';

/** How one family of a link gets its address. */
export type Subnet = StaticSubnet | DynamicSubnet;

export interface DynamicSubnet {
  readonly dynamic: 'dhcp4' | 'dhcp6' | 'slaac';
}

export interface StaticSubnet {
  readonly family: Family;
  readonly address: string;
  readonly prefixLength: number;
  /** Undefined: another link has the default route, or none. Null: CloudStack's route to nowhere. */
  readonly gateway: string | null | undefined;
  /** Beside the default one. */
  readonly routes: readonly Route[];
}

export interface PlannedLink {
  readonly nic: Nic;
  /** `eth0` */
  readonly id: string;
  readonly mtu: number | undefined;
  readonly subnets: readonly Subnet[];
}

export interface NetworkPlan {
  readonly links: readonly PlannedLink[];
  /** Best first. */
  readonly nameServers: readonly string[];
}

/** The file that says nothing; undefined: there is to be none. */
export type NetworkDecision = NetworkPlan | 'empty' | undefined;

interface Planning {
  readonly profile: Profile;
  readonly report: CoreIssues;
  /** Cards that are in a bond, and have no addresses. */
  readonly bonded: ReadonlySet<string>;
  readonly defaults: DefaultRouteHolders;
}

/** Per family the NIC that gets the default route; with CloudStack every NIC. */
type DefaultRouteHolders = Readonly<Record<Family, Nic | 'every-nic' | undefined>>;

/** `file`: the name of what is written, for messages. */
export function planNetwork(nics: readonly Nic[], profile: Profile, file: string, report: CoreIssues): NetworkDecision {
  if (nics.length === 0) return withoutNetwork('no NICs', profile, file, report);
  // The cards are described together or not at all: one that is not in the file is one that cloud-init leaves down.
  if (!isProvided(nics, 'Dhcp', 'Dns')) {
    return withoutNetwork('no NIC has Dhcp or Dns from the config drive', profile, file, report);
  }
  const written = writtenLinks(nics, profile, report);
  const bonded = new Set(written.flatMap(({ kind }) => (kind.name === 'bond' ? kind.links : [])));
  const planning: Planning = { profile, report, bonded, defaults: defaultRouteHolders(written, profile, report) };
  return { links: written.map((nic) => linkOf(nic, planning)), nameServers: nameServersOf(written, planning) };
}

/** Cards, then bonds, then VLANs: cloud-init forgets the bond of a card that comes behind it. */
function writtenLinks(nics: readonly Nic[], { dynamicNetworks }: Profile, report: CoreIssues): readonly Nic[] {
  const ofKind = (name: Nic['kind']['name']): readonly Nic[] => nics.filter(({ kind }) => kind.name === name);
  const made = [...ofKind('bond'), ...ofKind('vlan')];
  if (made.length === 0) return nics;
  if (dynamicNetworks === 'write') return [...ofKind('card'), ...made];
  for (const { place } of made) report.add('network-part-dropped', place, 'CloudStack writes cards only');
  return ofKind('card');
}

function withoutNetwork(
  why: string,
  { emptyNetworkData }: Profile,
  file: string,
  report: CoreIssues,
): 'empty' | undefined {
  if (emptyNetworkData === 'omit') {
    report.add('network-data-absent', ['nics'], `${why}, so no ${file}: guests use DHCP`);
    return undefined;
  }
  const cost = `with nothing in ${file} cloud-init sets up no network at all`;
  report.add('network-data-empty', ['nics'], `${why}: ${cost}`);
  return 'empty';
}

function linkOf(nic: Nic, planning: Planning): PlannedLink {
  return { nic, id: nic.id, mtu: mtuOf(nic, planning.profile), subnets: subnetsOf(nic, planning) };
}

function mtuOf(nic: Nic, { defaultMtu }: Profile): number | undefined {
  // What is made of cards has theirs.
  const isCard = nic.kind.name === 'card';
  const wantsMtu = isCard && (defaultMtu === 'every-nic' || isStatic(nic.ipv4) || isStatic(nic.ipv6));
  return nic.mtu ?? (wantsMtu ? DEFAULT_MTU : undefined);
}

function subnetsOf(nic: Nic, planning: Planning): readonly Subnet[] {
  const { ipv4, ipv6 } = nic;
  if (planning.bonded.has(nic.id)) return [];
  const isSilent = ipv4 === undefined && ipv6 === undefined;
  const silentDhcp = isSilent && planning.profile.unspecifiedNic === 'dhcp';
  const subnets: Subnet[] = [];
  addSubnet(subnets, nic, 'ipv4', silentDhcp ? 'dhcp' : ipv4, planning);
  addSubnet(subnets, nic, 'ipv6', ipv6, planning);
  return subnets;
}

function addSubnet(
  subnets: Subnet[],
  nic: Nic,
  family: Family,
  addressing: Nic['ipv4'] | Nic['ipv6'],
  planning: Planning,
): void {
  if (isStatic(addressing)) subnets.push(staticSubnet(nic, family, addressing, planning));
  else if (addressing == null) return;
  else if (planning.profile.dynamicNetworks === 'leave-out') {
    planning.report.add('network-part-dropped', [...nic.place, family], 'CloudStack writes static addresses only');
  } else subnets.push({ dynamic: addressing === 'slaac' ? addressing : family === 'ipv4' ? 'dhcp4' : 'dhcp6' });
}

function staticSubnet(nic: Nic, family: Family, given: StaticAddress, planning: Planning): StaticSubnet {
  const { address, prefixLength, gateway } = given;
  const holder = planning.defaults[family];
  return {
    family,
    address,
    prefixLength,
    gateway: holder === 'every-nic' ? (gateway ?? null) : holder === nic ? gateway : undefined,
    routes: routesOf(nic, family, given, planning),
  };
}

function routesOf(
  nic: Nic,
  family: Family,
  { routes }: StaticAddress,
  { profile, report }: Planning,
): readonly Route[] {
  if (profile.dynamicNetworks === 'write' || routes.length === 0) return routes;
  report.add('network-part-dropped', [...nic.place, family, 'routes'], 'CloudStack writes default routes only');
  return [];
}

function defaultRouteHolders(
  nics: readonly Nic[],
  { defaultRoutes }: Profile,
  report: CoreIssues,
): DefaultRouteHolders {
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

/** Guests ask the first one first. */
function nameServersOf(nics: readonly Nic[], { profile, defaults }: Planning): readonly string[] {
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
  return addresses;
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
