/**
 * The network cards of an input: checked, canonical, each problem at its place.
 */
import { type Place, printable } from 'iso9660-format';
import {
  type Address,
  type Family,
  families,
  hostBitsOf,
  isLinkLocal,
  isSameNetwork,
  splitPrefix,
} from './addresses.ts';
import type { Report } from './report.ts';
import type { AddressInput, GappyInput, NicInput } from './shape.ts';

export interface Route {
  readonly network: string;
  readonly prefixLength: number;
  readonly gateway: string;
}

/** One family of a card with an address of its own; all texts canonical. */
export interface StaticAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway?: string;
  readonly dns: readonly string[];
  readonly routes: readonly Route[];
}

/** How one family of a card gets its address; null: not at all; undefined: the input says nothing. */
export type Addressing<Dynamic extends string> = StaticAddress | Dynamic | null | undefined;

export interface Nic {
  readonly deviceId: number;
  /** Lower case, colons. */
  readonly mac: string;
  readonly mtu: number | undefined;
  readonly uuid: string | undefined;
  readonly isDefault: boolean;
  readonly ipv4: Addressing<'dhcp'>;
  readonly ipv6: Addressing<'dhcp' | 'slaac'>;
  /** `nics[1]`, for what is found later. */
  readonly place: Place;
}

export const isStatic = (addressing: Addressing<string>): addressing is StaticAddress =>
  typeof addressing === 'object' && addressing !== null;

/** The cards in the order of the input, without those that are refused. */
export function readNics(input: GappyInput, report: Report): readonly Nic[] {
  const nics: Nic[] = [];
  for (const [index, nic] of (input.nics ?? []).entries()) {
    if (nic !== undefined) nics.push(readNic(nic, index, report));
  }
  if (nics.length > 1) checkTogether(nics, report);
  return nics;
}

function readNic(nic: NicInput, index: number, report: Report): Nic {
  const place = ['nics', index];
  return {
    deviceId: wholeNumber(nic.deviceId ?? index, 0, 'device-id-invalid', [...place, 'deviceId'], report),
    mac: macOf(nic.mac, [...place, 'mac'], report),
    mtu: nic.mtu == null ? undefined : wholeNumber(nic.mtu, 68, 'mtu-invalid', [...place, 'mtu'], report),
    uuid: nic.uuid == null ? undefined : uuidOf(nic.uuid, [...place, 'uuid'], report),
    isDefault: nic.default ?? false,
    ipv4: isGiven(nic.ipv4) ? readAddress(nic.ipv4, 'ipv4', [...place, 'ipv4'], report) : nic.ipv4,
    ipv6: isGiven(nic.ipv6) ? readAddress(nic.ipv6, 'ipv6', [...place, 'ipv6'], report) : nic.ipv6,
    place,
  };
}

const isGiven = (value: AddressInput | string | null | undefined): value is AddressInput =>
  typeof value === 'object' && value !== null;

/** From `least` to 65535: what 16 bits hold. */
function wholeNumber(
  value: number,
  least: number,
  code: 'device-id-invalid' | 'mtu-invalid',
  place: Place,
  report: Report,
): number {
  const fits = Number.isInteger(value) && value >= least && value <= 0xffff;
  if (!fits) report.add(code, place, `must be a whole number from ${least} to 65535`);
  return value;
}

const macForm = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/;
const canonicalMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

function macOf(given: string, place: Place, report: Report): string {
  const text = given.toLowerCase();
  if (!macForm.test(text)) {
    report.add('mac-invalid', place, 'must be six bytes in hexadecimal, like 02:00:4c:5e:00:05');
    return text;
  }
  const mac = canonicalMac.test(text) ? text : (text.replaceAll(/[^0-9a-f]/g, '').match(/../g) ?? []).join(':');
  const isMulticast = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  if (isMulticast) report.add('mac-invalid', place, `${mac} is a multicast address, not that of a card`);
  else if (mac === '00:00:00:00:00:00') report.add('mac-invalid', place, 'all bytes are zero');
  return mac;
}

const uuidForm = /^[!-~]{1,255}$/;

function uuidOf(uuid: string, place: Place, report: Report): string {
  if (!uuidForm.test(uuid)) report.add('uuid-invalid', place, 'must be 1 to 255 visible ASCII characters');
  return uuid;
}

function readAddress(given: AddressInput, family: Family, place: Place, report: Report): StaticAddress {
  const { address, prefixLength } = ownAddress(given.address, family, [...place, 'address'], report);
  const gateway = given.gateway == null ? undefined : hostAddress(given.gateway, family, [...place, 'gateway'], report);
  if (gateway !== undefined && address !== undefined) {
    checkGateway(gateway, address, prefixLength, [...place, 'gateway'], report);
  }
  return {
    address: address?.text ?? '',
    prefixLength,
    ...(gateway !== undefined && { gateway: gateway.text }),
    dns: (given.dns ?? []).map(
      (server, index) => hostAddress(server, family, [...place, 'dns', index], report)?.text ?? '',
    ),
    routes: (given.routes ?? []).map((route, index) => readRoute(route, family, [...place, 'routes', index], report)),
  };
}

/** An address a host may have; problems are reported. */
function hostAddress(text: string, family: Family, place: Place, report: Report): Address | undefined {
  const { label, parse, unfitFor } = families[family];
  const address = parse(text);
  if (address === undefined) {
    report.add('address-invalid', place, `"${shown(text)}" is not an ${label} address`);
    return undefined;
  }
  const unfit = unfitFor(address.parts);
  if (unfit === undefined) return address;
  report.add('address-invalid', place, `${address.text} is ${unfit}`);
  return undefined;
}

/** Values of `nics` may be quoted, but not at any length. */
const shown = (text: string): string => printable(text.length > 64 ? `${text.slice(0, 64)}…` : text);

interface OwnAddress {
  readonly address: Address | undefined;
  readonly prefixLength: number;
}

function ownAddress(text: string, family: Family, place: Place, report: Report): OwnAddress {
  const { address: addressText, prefixLength } = splitPrefix(text, family);
  const address = hostAddress(addressText, family, place, report);
  const { bitLength } = families[family];
  if (prefixLength === undefined || prefixLength === 0) {
    report.add('prefix-invalid', place, `must end with a prefix length from /1 to /${bitLength}`);
    return { address: undefined, prefixLength: bitLength };
  }
  if (address !== undefined && bitLength - prefixLength > 1) checkHostBits(address, prefixLength, place, report);
  return { address, prefixLength };
}

/** The first address of a network names it (IPv4) or its routers (IPv6); the last IPv4 one is the broadcast address. */
function checkHostBits(address: Address, prefixLength: number, place: Place, report: Report): void {
  const hostBits = hostBitsOf(address, prefixLength);
  if (hostBits === 'zeros') {
    report.add('address-invalid', place, `${address.text} is the network /${prefixLength} itself, not a host in it`);
  } else if (hostBits === 'ones' && address.family === 'ipv4') {
    report.add('address-invalid', place, `${address.text} is the broadcast address of its network /${prefixLength}`);
  }
}

function checkGateway(gateway: Address, address: Address, prefixLength: number, place: Place, report: Report): void {
  if (gateway.text === address.text) {
    report.add('address-invalid', place, 'the gateway is the address of the NIC itself');
  } else if (!isLinkLocal(gateway) && !isSameNetwork(gateway, address, prefixLength)) {
    report.add(
      'gateway-outside-network',
      place,
      `${gateway.text} is not in the network of ${address.text}/${prefixLength}`,
    );
  }
}

function readRoute(
  route: { readonly network: string; readonly gateway: string },
  family: Family,
  place: Place,
  report: Report,
): Route {
  const gateway = hostAddress(route.gateway, family, [...place, 'gateway'], report)?.text ?? '';
  const networkPlace = [...place, 'network'];
  const { address: text, prefixLength } = splitPrefix(route.network, family);
  const { parse, label, bitLength } = families[family];
  const network = parse(text);
  if (network === undefined) {
    report.add('address-invalid', networkPlace, `"${shown(text)}" is not an ${label} network`);
  } else if (prefixLength === undefined || prefixLength === 0) {
    // A second default route would stop the ifcfg renderer; the first one is `gateway`.
    report.add(
      'prefix-invalid',
      networkPlace,
      `must end with a prefix length from /1 to /${bitLength}; for a default route give gateway`,
    );
  } else if (!['zeros', 'none'].includes(hostBitsOf(network, prefixLength))) {
    report.add('route-host-bits', networkPlace, `${network.text} has bits behind the prefix /${prefixLength}`);
  }
  return { network: network?.text ?? '', prefixLength: prefixLength ?? bitLength, gateway };
}

/** What must differ between the cards of one machine. */
function checkTogether(nics: readonly Nic[], report: Report): void {
  reportRepeated(nics, 'device-id-duplicate', 'deviceId', ({ deviceId }) => deviceId, report);
  reportRepeated(nics, 'mac-duplicate', 'mac', ({ mac }) => mac, report);
  const [, ...others] = nics.filter(({ isDefault }) => isDefault);
  for (const { place } of others)
    report.add('default-nic-duplicate', [...place, 'default'], 'another NIC is the default one');
}

function reportRepeated(
  nics: readonly Nic[],
  code: 'device-id-duplicate' | 'mac-duplicate',
  key: string,
  read: (nic: Nic) => string | number,
  report: Report,
): void {
  const seen = new Set<string | number>();
  for (const nic of nics) {
    const value = read(nic);
    if (seen.has(value)) report.add(code, [...nic.place, key], `another NIC has ${printable(String(value))}, too`);
    seen.add(value);
  }
}
