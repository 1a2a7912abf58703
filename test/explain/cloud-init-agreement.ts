/** In what an explanation and the real cloud-init differ: an empty list where they agree. */
import type { Explanation, GuestNetwork, GuestNic } from '@configdrive/guests';
import type { AcceptedVerdict, CloudInitVerdict, NetplanRendering } from '../support/cloud-init.ts';
import { stanzasOf } from './interfaces-file.ts';
import type { NetplanSections } from './netplan-cards.ts';

type Differences = readonly string[];

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** MAC address → name, of the cards the judge lets exist. */
type Names = Readonly<Record<string, string>>;

export function differences(explained: Explanation, verdict: CloudInitVerdict, names: Names): Differences {
  const accepts = explained.verdict === 'taken' || explained.verdict === 'partly';
  if (accepts !== verdict.accepted) return [`explained as ${explained.verdict}, cloud-init ${said(verdict)}`];
  return verdict.accepted
    ? [...dataDifferences(explained, verdict), ...networkDifferences(explained, verdict, names)]
    : [];
}

const said = (verdict: CloudInitVerdict): string =>
  verdict.accepted ? 'accepts' : `refuses: ${verdict.error.slice(0, 200)}`;

function differ(what: string, explained: unknown, real: unknown): Differences {
  const [ours, theirs] = [JSON.stringify(explained) ?? 'nothing', JSON.stringify(real) ?? 'nothing'];
  return ours === theirs ? [] : [`${what}: explained as ${ours}, cloud-init says ${theirs}`];
}

function dataDifferences({ view: sees }: Explanation, real: AcceptedVerdict): Differences {
  const keyLengths = real.publicKeys.filter((key) => typeof key === 'string').map((key) => Buffer.byteLength(key));
  const vendorLength = (sees.vendorData ?? []).filter(({ path }) => path.endsWith('vendor_data.json'));
  const vendorSeparators = Math.max(vendorLength.length - 1, 0);
  return [
    ...differ('instance id', sees.instanceId, real.instanceId),
    ...differ('host name', sees.hostname ?? null, real.hostname),
    ...differ('zone', sees.availabilityZone ?? null, real.availabilityZone || null),
    ...differ(
      'keys',
      (sees.keys ?? []).map(({ byteLength }) => byteLength),
      keyLengths,
    ),
    ...differ('user data', sees.userData?.byteLength ?? 0, real.userData?.byteLength ?? 0),
    ...differ('files', (sees.files ?? []).map(({ path }) => path).sort(), real.injectedFiles),
    ...differ(
      'vendor data',
      vendorLength.reduce((sum, { byteLength }) => sum + byteLength, vendorSeparators),
      real.vendorData?.byteLength ?? 0,
    ),
  ];
}

/** Where every renderer stops, there is no network state at all. */
function networkDifferences(
  { view: { network }, issues: because }: Explanation,
  real: AcceptedVerdict,
  names: Names,
): Differences {
  const { rendered, networkConfig, networkError } = real;
  const errors = Object.values(rendered).map(({ error }) => error);
  const isLost = networkError !== null || (errors.length > 0 && errors.every((error) => error !== null));
  if (network === undefined || network.nics.some((nic) => isAbsent(nic, names)) || isLost) {
    const isExplainedLost = network === undefined || network.nics.some((nic) => isAbsent(nic, names));
    return differ('network is lost', isExplainedLost, isLost).map((text) => `${text} (${networkError ?? errors[0]})`);
  }
  if (networkConfig === null) return differ('network', network.source, 'dhcp');
  const hasMoreRoutes = because.some(({ code }) => code === 'routes-ignored');
  return [
    ...stopDifferences(network, rendered),
    ...network.nics.flatMap((nic) => nicDifferences(nic, network, real, { name: nameOf(nic, names), hasMoreRoutes })),
  ];
}

/** The machine must have a card of this address. */
const isAbsent = ({ macMustExist, mac }: GuestNic, names: Names): boolean =>
  macMustExist && names[mac ?? ''] === undefined;

type Rendered = AcceptedVerdict['rendered'];

function stopDifferences({ stops }: GuestNetwork, { netplan, eni, sysconfig }: Rendered): Differences {
  const theirs = [
    ...(isLostOnNetplan(netplan) ? ['netplan'] : []),
    ...(eni?.error === null ? [] : ['ifupdown']),
    ...(sysconfig?.error === null ? [] : ['sysconfig']),
  ];
  return differ('stops', [...stops].sort(), theirs.sort()).map(
    (text) => `${text} ${netplan?.error ?? netplan?.refusal} ${eni?.error} ${sysconfig?.error}`,
  );
}

/** cloud-init writes nothing, or what it writes is refused. */
export const isLostOnNetplan = (netplan: NetplanRendering | undefined): boolean =>
  netplan?.error !== null || (netplan.refusal ?? null) !== null;

const sectionsOf = (rendering: NetplanRendering | undefined): NetplanSections =>
  (rendering?.netplan?.network as NetplanSections | undefined) ?? {};

/** VLANs are named after the card they are on. */
const nameOf = (nic: GuestNic, names: Names): string | undefined =>
  nic.name ?? (nic.kind === 'physical' ? names[nic.mac ?? ''] : undefined);

interface Card {
  readonly name: string | undefined;
  /** Routes beside DHCP, which only the ifupdown renderer writes. */
  readonly hasMoreRoutes: boolean;
}

function nicDifferences(nic: GuestNic, network: GuestNetwork, { rendered }: AcceptedVerdict, card: Card): Differences {
  const { netplan, eni } = rendered;
  const interfaces = eni?.files['etc/network/interfaces'] ?? '';
  return [
    ...(netplan?.error === null ? netplanDifferences(nic, network, netplan, card.name) : []),
    ...(eni?.error === null ? interfacesDifferences(nic, interfaces, card) : []),
  ];
}

const SECTIONS = { physical: 'ethernets', bond: 'bonds', vlan: 'vlans' } as const;

const isDefault = ({ to, via }: { readonly to?: string; readonly via?: unknown }): boolean =>
  via !== null && (to === '0.0.0.0/0' || to === '::/0');

function netplanDifferences(
  nic: GuestNic,
  network: GuestNetwork,
  rendering: NetplanRendering,
  name: string | undefined,
): Differences {
  const section = sectionsOf(rendering)[SECTIONS[nic.kind]] ?? {};
  const byMac = Object.values(section).find(({ macaddress }) => macaddress === nic.mac);
  const card = name === undefined ? byMac : section[name];
  if (card === undefined) return [`netplan has no ${nic.kind} ${name}`];
  const { addresses = [], routes = [], dhcp4 = false, dhcp6 = false, mtu, nameservers, gateway4, gateway6 } = card;
  const keyed = [gateway4, gateway6].filter((gateway) => gateway !== undefined);
  const servers = nic.dns.length > 0 ? nic.dns : nic.addresses.length > 0 ? network.dns : [];
  return [
    ...differ('addresses', nic.addresses, addresses),
    ...differ(
      'gateways',
      nic.gateways.toSorted(byText),
      [...keyed, ...routes.filter(isDefault).map(({ via }) => via ?? '')].toSorted(byText),
    ),
    ...differ(
      'routes',
      nic.routes,
      routes.filter((route) => !isDefault(route)).map(({ to, via }) => ({ to, via: via ?? undefined })),
    ),
    ...differ(
      'dhcp4',
      nic.dynamic.some((type) => type === 'dhcp4' || type === 'dhcp'),
      dhcp4,
    ),
    ...differ(
      'dhcp6',
      nic.dynamic.some((type) => type !== 'dhcp4' && type !== 'dhcp'),
      dhcp6,
    ),
    ...differ('mtu', nic.mtu, mtu),
    ...differ('name servers', servers, (nameservers?.addresses ?? []).filter(isText)),
    ...differ('MAC', nic.macMustExist ? nic.mac : undefined, nic.macMustExist ? card.match?.macaddress : undefined),
  ].map((text) => `netplan ${name}: ${text}`);
}

/** The judge says what cloud-init hands to netplan, whatever type it is. */
const isText = (value: unknown): value is string => typeof value === 'string';

function interfacesDifferences(nic: GuestNic, text: string, { name, hasMoreRoutes }: Card): Differences {
  if (name === undefined) return [];
  const stanzas = stanzasOf(text, name);
  const gateways = stanzas.flatMap((stanza) => stanza.gateways);
  const dynamic = stanzas.filter(({ mode }) => mode === 'dhcp' || mode === 'auto');
  return [
    ...differ(
      'addresses',
      nic.addresses,
      stanzas.flatMap(({ addresses }) => addresses),
    ),
    ...(hasMoreRoutes ? [] : differ('gateways', nic.gateways.toSorted(), gateways.toSorted())),
    ...differ('dynamic stanzas', nic.dynamic.length, dynamic.length),
  ].map((line) => `ifupdown ${name}: ${line}`);
}
