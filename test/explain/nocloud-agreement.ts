/** What an explanation of a NoCloud seed and the real DataSourceNoCloud see of it, in one form. */
import type { Explanation, GuestNetwork } from '@configdrive/guests';
import type { CloudInitVerdict } from '../support/cloud-init.ts';
import { isLostOnNetplan } from './cloud-init-agreement.ts';
import type { NetplanCard, NetplanSections } from './netplan-cards.ts';

/** What is seen, by both. */
export interface Seen {
  readonly accepts: boolean;
  readonly instanceId?: string | undefined;
  readonly hostname?: string | null;
  readonly keys?: readonly number[];
  readonly userData?: number;
  readonly vendorData?: number;
  /**
   * A line of each NIC: name, addresses, routers, DHCP. `lost` where there is no network, `dhcp` where cloud-init falls back to
   * it, `off` where it is switched off.
   */
  readonly network?: readonly string[] | 'lost' | 'dhcp' | 'off';
}

export function seenByExplain({ verdict, view: sees }: Explanation): Seen {
  if (verdict !== 'taken' && verdict !== 'partly') return { accepts: false };
  return {
    accepts: true,
    instanceId: sees.instanceId,
    hostname: sees.hostname ?? null,
    keys: (sees.keys ?? []).map(({ byteLength }) => byteLength),
    userData: sees.userData?.byteLength ?? 0,
    vendorData: sees.vendorData?.[0]?.byteLength ?? 0,
    network: networkSeen(sees.network),
  };
}

function networkSeen(network: GuestNetwork | undefined): NonNullable<Seen['network']> {
  if (network?.source === 'dhcp') return 'dhcp';
  if (network?.source === 'disabled') return 'off';
  if (network === undefined || network.nics.length === 0) return 'lost';
  if (network.stops.includes('netplan')) return 'lost';
  return network.nics
    .map(({ name = '', addresses, gateways, dynamic }) => {
      const isAsked = (family: string): boolean => dynamic.some((type) => typesOf[family]?.test(type));
      return lineOf(name, addresses, gateways, ['4', '6'].filter(isAsked));
    })
    .toSorted();
}

/** What DHCP of each family is called in the two versions; for netplan all ways of IPv6 are one. */
const typesOf: Readonly<Record<string, RegExp>> = {
  '4': /^dhcp4?$/,
  '6': /^(?:dhcp6|ipv6_slaac|ipv6_dhcpv6-state(?:ful|less))$/,
};

const lineOf = (
  name: string,
  addresses: readonly string[],
  gateways: readonly string[],
  families: readonly string[],
): string =>
  `${name}: ${addresses.toSorted().join(' ')} via ${gateways.toSorted().join(' ')} dhcp ${families.join(' ')}`;

export function seenByCloudInit(verdict: CloudInitVerdict): Seen {
  if (!verdict.accepted) return { accepts: false };
  return {
    accepts: true,
    instanceId: verdict.instanceId,
    hostname: verdict.hostname,
    keys: verdict.publicKeys.map((key) => Buffer.byteLength(key)),
    userData: verdict.userData?.byteLength ?? 0,
    vendorData: verdict.vendorData?.byteLength ?? 0,
    network: networkOf(verdict),
  };
}

function networkOf({
  networkConfig,
  networkError,
  networkSource,
  rendered,
}: Extract<CloudInitVerdict, { accepted: true }>): NonNullable<Seen['network']> {
  if (networkError !== null) return 'lost';
  if (networkConfig === null) return networkSource === 'fallback' ? 'dhcp' : 'off';
  const { netplan } = rendered;
  const sections = (netplan?.netplan?.network ?? {}) as NetplanSections;
  const cards = [sections.ethernets, sections.bonds, sections.bridges, sections.vlans].flatMap((group) =>
    Object.entries(group ?? {}),
  );
  if (isLostOnNetplan(netplan) || cards.length === 0) return 'lost';
  return cards
    .map(([id, card]) => {
      const families = ['4', '6'].filter((family) => card[`dhcp${family === '4' ? 4 : 6}`] === true);
      return lineOf(card['set-name'] ?? id, (card.addresses ?? []).map(textOfAddress), routersOf(card), families);
    })
    .toSorted();
}

/** A router that has two keys is one. */
const routersOf = ({ routes = [], gateway4, gateway6 }: NetplanCard): readonly string[] => [
  ...new Set(
    [
      ...routes.filter(({ to = '' }) => to === 'default' || to.endsWith('/0')).map(({ via }) => via),
      gateway4,
      gateway6,
    ].filter((gateway) => typeof gateway === 'string'),
  ),
];

/** An address may be the key of what is said of it. */
const textOfAddress = (address: unknown): string =>
  typeof address === 'object' && address !== null ? (Object.keys(address)[0] ?? '') : String(address);
