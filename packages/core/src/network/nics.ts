/**
 * The network cards of an input: checked, canonical, each problem at its place.
 */
import { type Place, printable } from '@configdrive/issues';
import type { AddressInput, GappyInput, NicInput } from '../input/shape.ts';
import type { CoreIssues } from '../issues.ts';
import {
  type Address,
  type Family,
  families,
  hostBitsOf,
  isLinkLocal,
  isSameNetwork,
  splitPrefix,
} from './addresses.ts';
import { type BondKind, checkedLinks, type Identity, readKinds, type VlanKind } from './links.ts';

export interface Route {
  readonly network: string;
  readonly prefixLength: number;
  readonly gateway: string;
}

/** One family of a card with an address of its own; all texts canonical. */
export interface StaticAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string | undefined;
  readonly dns: readonly string[];
  readonly routes: readonly Route[];
}

/** How one family of a card gets its address; null: not at all; undefined: the input says nothing. */
export type Addressing<Dynamic extends string> = StaticAddress | Dynamic | null | undefined;

export interface Nic {
  /** What guests call it, as far as it is up to the drive: `eth0`, `bond0`, `bond0.101`. */
  readonly id: string;
  readonly kind: Kind;
  /** Lower case, colons. */
  readonly mac: string;
  readonly mtu: number | undefined;
  readonly uuid: string | undefined;
  readonly isDefault: boolean;
  readonly ipv4: Addressing<'dhcp'>;
  readonly ipv6: Addressing<'dhcp' | 'slaac'>;
  /** What the config drive provides on its network; undefined: everything. */
  readonly services: NicInput['services'];
  /** `nics[1]`, for what is found later. */
  readonly place: Place;
}

export const isStatic = (addressing: Addressing<string>): addressing is StaticAddress =>
  typeof addressing === 'object' && addressing !== null;

/** A card, or what is made of cards. */
export type Kind = { readonly name: 'card'; readonly deviceId: number } | BondKind | VlanKind;

/** The cards, bonds and VLANs in the order of the input, without those that are refused. */
export function readNics(input: GappyInput, report: CoreIssues): readonly Nic[] {
  const given: [NicInput, number][] = [];
  for (const [index, nic] of (input.nics ?? []).entries()) {
    if (nic !== undefined) given.push([nic, index]);
  }
  const kinds = readKinds(given, report);
  const nics = given.map(([nic, index], at) => readNic(nic, kinds[at]!, ['nics', index], report));
  if (nics.length > 1) checkTogether(nics, report);
  return checkedLinks(nics, report);
}

/** A link before it is checked together with the others: without a MAC it has that of what it is on. */
function readNic(nic: NicInput, { id, kind }: Identity, place: Place, report: CoreIssues): Nic {
  return {
    id,
    kind,
    mac: nic.mac === undefined ? absentMac(kind, place, report) : macOf(nic.mac, place, report),
    mtu: nic.mtu == null ? undefined : wholeNumber(nic.mtu, 68, 'mtu-invalid', place, 'mtu', report),
    uuid: nic.uuid == null ? undefined : uuidOf(nic.uuid, place, report),
    isDefault: nic.default ?? false,
    ipv4: isGiven(nic.ipv4) ? readAddress(nic.ipv4, 'ipv4', [...place, 'ipv4'], report) : nic.ipv4,
    ipv6: isGiven(nic.ipv6) ? readAddress(nic.ipv6, 'ipv6', [...place, 'ipv6'], report) : nic.ipv6,
    services: nic.services,
    place,
  };
}

/** Found later, from the cards. */
const NO_MAC = '';

function absentMac(kind: Kind, place: Place, report: CoreIssues): string {
  if (kind.name === 'card') report.add('wrong-type', [...place, 'mac'], 'must be a text: a card has a MAC address');
  return NO_MAC;
}

export type Service = NonNullable<NicInput['services']>[number];

/**
 * Whether the config drive provides one of these on the network of any card. CloudStack asks all cards together: one is
 * enough for the whole drive. A machine without cards has not been asked.
 */
export const isProvided = (nics: readonly Nic[], ...wanted: readonly Service[]): boolean =>
  nics.length === 0 || nics.some(({ services }) => wanted.some((service) => services?.includes(service) ?? true));

const isGiven = (value: AddressInput | string | null | undefined): value is AddressInput =>
  typeof value === 'object' && value !== null;

/** From `least` to 65535: what 16 bits hold. */
export function wholeNumber(
  value: number,
  least: number,
  code: 'device-id-invalid' | 'mtu-invalid',
  place: Place,
  key: string,
  report: CoreIssues,
): number {
  const fits = Number.isInteger(value) && value >= least && value <= 0xffff;
  if (!fits) report.add(code, [...place, key], `must be a whole number from ${least} to 65535`);
  return value;
}

const canonicalMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const otherMacForms = /^(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/;

/** The MAC address in its canonical form; problems are reported at `mac` of the place. */
export function macOf(given: string, place: Place, report: CoreIssues): string {
  const refuse = (why: string): void => report.add('mac-invalid', [...place, 'mac'], why);
  const lower = given.toLowerCase();
  const mac = canonicalMac.test(lower) ? lower : withColons(lower);
  if (mac === undefined) refuse('must be six bytes in hexadecimal, like 02:00:4c:5e:00:05');
  else if (isMulticast(mac)) refuse(`${mac} is a multicast address, not that of a card`);
  else if (mac === '00:00:00:00:00:00') refuse('all bytes are zero');
  return mac ?? given;
}

/** Windows writes dashes, Cisco dots. */
const withColons = (lower: string): string | undefined =>
  otherMacForms.test(lower) ? lower.replaceAll(/[-.]/g, '').match(/../g)?.join(':') : undefined;

/** The lowest bit of the first byte. */
const isMulticast = (mac: string): boolean => '13579bdf'.includes(mac.charAt(1));

const uuidForm = /^[!-~]{1,255}$/;

function uuidOf(uuid: string, place: Place, report: CoreIssues): string {
  if (!uuidForm.test(uuid)) report.add('uuid-invalid', [...place, 'uuid'], 'must be 1 to 255 visible ASCII characters');
  return uuid;
}

function readAddress(given: AddressInput, family: Family, place: Place, report: CoreIssues): StaticAddress {
  const { address, prefixLength } = ownAddress(given.address, family, place, report);
  const gateway = given.gateway == null ? undefined : hostAddress(given.gateway, family, place, 'gateway', report);
  if (gateway !== undefined && address !== undefined) checkGateway(gateway, address, prefixLength, place, report);
  return {
    address: address?.text ?? '',
    prefixLength,
    gateway: gateway?.text,
    dns: given.dns === undefined ? [] : readDns(given.dns, family, [...place, 'dns'], report),
    routes: (given.routes ?? []).map((route, index) => readRoute(route, family, [...place, 'routes', index], report)),
  };
}

const readDns = (servers: readonly string[], family: Family, place: Place, report: CoreIssues): readonly string[] =>
  servers.map((server, index) => hostAddress(server, family, place, index, report)?.text ?? '');

/** An address a host may have; problems are reported. */
function hostAddress(
  text: string,
  family: Family,
  place: Place,
  key: string | number,
  report: CoreIssues,
): Address | undefined {
  const { label, parse, unfitFor } = families[family];
  const address = parse(text);
  const unfit = address === undefined ? undefined : unfitFor(address.parts);
  if (address !== undefined && unfit === undefined) return address;
  const why = address === undefined ? `"${shown(text)}" is not an ${label} address` : `${address.text} is ${unfit}`;
  report.add('address-invalid', [...place, key], why);
  return undefined;
}

/** Values of `nics` may be quoted, but not at any length. */
const shown = (text: string): string => printable(text.length > 64 ? `${text.slice(0, 64)}…` : text);

interface OwnAddress {
  readonly address: Address | undefined;
  readonly prefixLength: number;
}

function ownAddress(text: string, family: Family, place: Place, report: CoreIssues): OwnAddress {
  const { address: addressText, prefixLength } = splitPrefix(text, family);
  const address = hostAddress(addressText, family, place, 'address', report);
  const { bitLength } = families[family];
  if (prefixLength === undefined || prefixLength === 0) {
    const why = `must end with a prefix length from /1 to /${bitLength}`;
    report.add('prefix-invalid', [...place, 'address'], why);
    return { address: undefined, prefixLength: bitLength };
  }
  if (address !== undefined && bitLength - prefixLength > 1) checkHostBits(address, prefixLength, place, report);
  return { address, prefixLength };
}

/** The first address of a network names it (IPv4) or its routers (IPv6); the last IPv4 one is the broadcast address. */
function checkHostBits(address: Address, prefixLength: number, place: Place, report: CoreIssues): void {
  const hostBits = hostBitsOf(address, prefixLength);
  const isBroadcast = hostBits === 'ones' && address.family === 'ipv4';
  if (hostBits !== 'zeros' && !isBroadcast) return;
  const what = isBroadcast ? 'the broadcast address of its network' : 'its network itself, not a host in it';
  report.add('address-invalid', [...place, 'address'], `${address.text}/${prefixLength} is ${what}`);
}

function checkGateway(
  gateway: Address,
  address: Address,
  prefixLength: number,
  place: Place,
  report: CoreIssues,
): void {
  if (gateway.text === address.text) {
    report.add('address-invalid', [...place, 'gateway'], 'the gateway is the address of the NIC itself');
  } else if (!isLinkLocal(gateway) && !isSameNetwork(gateway, address, prefixLength)) {
    const why = `${gateway.text} is not in the network of ${address.text}/${prefixLength}`;
    report.add('gateway-outside-network', [...place, 'gateway'], why);
  }
}

type RouteInput = NonNullable<AddressInput['routes']>[number];

function readRoute(route: RouteInput, family: Family, place: Place, report: CoreIssues): Route {
  const gateway = hostAddress(route.gateway, family, place, 'gateway', report)?.text ?? '';
  const refuse = (code: 'address-invalid' | 'prefix-invalid' | 'route-host-bits', why: string): void =>
    report.add(code, [...place, 'network'], why);
  const { address: text, prefixLength } = splitPrefix(route.network, family);
  const { parse, label, bitLength } = families[family];
  const network = parse(text);
  if (network === undefined) refuse('address-invalid', `"${shown(text)}" is not an ${label} network`);
  else if (prefixLength === undefined || prefixLength === 0) {
    // A second default route would stop the ifcfg renderer; the first one is `gateway`.
    refuse('prefix-invalid', `must end with a prefix length from /1 to /${bitLength}; a default route is "gateway"`);
  } else if (hasHostBits(network, prefixLength)) {
    refuse('route-host-bits', `${network.text} has bits behind the prefix /${prefixLength}`);
  }
  return { network: network?.text ?? '', prefixLength: prefixLength ?? bitLength, gateway };
}

const hasHostBits = (network: Address, prefixLength: number): boolean => {
  const hostBits = hostBitsOf(network, prefixLength);
  return hostBits === 'ones' || hostBits === 'mixed';
};

/** What must differ between the cards of one machine. */
function checkTogether(nics: readonly Nic[], report: CoreIssues): void {
  const cards = nics.filter(({ kind }) => kind.name === 'card');
  reportRepeated(cards, 'device-id-duplicate', 'deviceId', ({ kind }) => 'deviceId' in kind && kind.deviceId, report);
  reportRepeated(cards, 'mac-duplicate', 'mac', ({ mac }) => mac, report);
  const [, ...others] = nics.filter(({ isDefault }) => isDefault);
  for (const { place } of others)
    report.add('default-nic-duplicate', [...place, 'default'], 'another NIC is the default one');
}

function reportRepeated(
  nics: readonly Nic[],
  code: 'device-id-duplicate' | 'mac-duplicate',
  key: string,
  read: (nic: Nic) => string | number | false,
  report: CoreIssues,
): void {
  const seen = new Set<string | number | false>();
  for (const nic of nics) {
    const value = read(nic);
    if (seen.has(value)) report.add(code, [...nic.place, key], `another NIC has ${printable(String(value))}, too`);
    seen.add(value);
  }
}
