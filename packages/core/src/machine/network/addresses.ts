/**
 * IP addresses as a guest may have them: parsed with ipaddr.js, stricter than it, canonical text on output (RFC 5952).
 */
import ipaddr from 'ipaddr.js';

export type Family = 'ipv4' | 'ipv6';

/** An address of one family, in the units it is written in: four bytes or eight 16-bit groups. */
export interface Address {
  readonly family: Family;
  readonly parts: readonly number[];
  /** Canonical. */
  readonly text: string;
}

interface FamilyRules {
  readonly label: string;
  readonly bitLength: number;
  readonly partBitLength: number;
  readonly parse: (text: string) => Address | undefined;
  /** What is wrong with it as the address of one host, if anything. */
  readonly unfitFor: (parts: readonly number[]) => string | undefined;
}

/** Longer is no address: ipaddr.js need not look at it. */
const MAX_CHARACTERS = 45;

function parseIpv4(text: string): Address | undefined {
  if (text.length > MAX_CHARACTERS || !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  // Four decimal parts without leading zeros: the text is canonical as it stands.
  return { family: 'ipv4', parts: ipaddr.IPv4.parse(text).octets, text };
}

/** No zones, and no octal where the end is written as an IPv4 address. */
function parseIpv6(text: string): Address | undefined {
  if (text.length > MAX_CHARACTERS || !text.includes(':') || text.includes('%')) return undefined;
  const dotted = text.includes('.') ? text.slice(text.lastIndexOf(':') + 1) : undefined;
  if (dotted !== undefined && !ipaddr.IPv4.isValidFourPartDecimal(dotted)) return undefined;
  try {
    const address = ipaddr.IPv6.parse(text);
    return { family: 'ipv6', parts: address.parts, text: address.toString() };
  } catch {
    return undefined;
  }
}

function ipv4Unfit([first = 0]: readonly number[]): string | undefined {
  if (first === 0) return 'an address of "this network"';
  if (first === 127) return 'a loopback address';
  if (first >= 224) return first < 240 ? 'a multicast address' : 'a reserved address';
  return undefined;
}

function ipv6Unfit(parts: readonly number[]): string | undefined {
  const [first = 0] = parts;
  if (first >= 0xff00) return 'a multicast address';
  if (first !== 0 || !isZero(parts, 0, 5)) return undefined;
  if (parts[5] === 0xffff) return 'an IPv4 address in IPv6 notation';
  if (!isZero(parts, 5, 7)) return undefined;
  return parts[7] === 0 ? 'the unspecified address' : parts[7] === 1 ? 'the loopback address' : undefined;
}

function isZero(parts: readonly number[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    if (parts[index] !== 0) return false;
  }
  return true;
}

export const families: Readonly<Record<Family, FamilyRules>> = {
  ipv4: { label: 'IPv4', bitLength: 32, partBitLength: 8, parse: parseIpv4, unfitFor: ipv4Unfit },
  ipv6: { label: 'IPv6', bitLength: 128, partBitLength: 16, parse: parseIpv6, unfitFor: ipv6Unfit },
};

/** `fe80::/10`: valid on every link, so a gateway there belongs to any network. */
export const isLinkLocal = ({ family, parts: [first = 0] }: Address): boolean =>
  family === 'ipv6' && (first & 0xffc0) === 0xfe80;

/** The bits of a part that belong to the network. */
function partMask(prefixLength: number, index: number, partBitLength: number): number {
  const full = (1 << partBitLength) - 1;
  const kept = Math.min(Math.max(prefixLength - index * partBitLength, 0), partBitLength);
  return full & ~(full >> kept);
}

/** What stands behind the prefix: nothing but zeros, nothing but ones, or both. A full prefix leaves nothing. */
export function hostBitsOf({ family, parts }: Address, prefixLength: number): 'none' | 'zeros' | 'ones' | 'mixed' {
  const { bitLength, partBitLength } = families[family];
  if (prefixLength === bitLength) return 'none';
  let zeros = true;
  let ones = true;
  for (let index = Math.floor(prefixLength / partBitLength); index < parts.length; index++) {
    const hostMask = ((1 << partBitLength) - 1) ^ partMask(prefixLength, index, partBitLength);
    const hostBits = (parts[index] ?? 0) & hostMask;
    zeros &&= hostBits === 0;
    ones &&= hostBits === hostMask;
  }
  if (zeros) return 'zeros';
  return ones ? 'ones' : 'mixed';
}

/** Both in the network of that prefix. */
export function isSameNetwork(one: Address, other: Address, prefixLength: number): boolean {
  const { partBitLength } = families[one.family];
  for (let index = 0; index * partBitLength < prefixLength; index++) {
    const difference = (one.parts[index] ?? 0) ^ (other.parts[index] ?? 0);
    if ((difference & partMask(prefixLength, index, partBitLength)) !== 0) return false;
  }
  return true;
}

/** `/24` is `255.255.255.0`. */
export const dottedMask = (prefixLength: number): string =>
  [0, 1, 2, 3].map((index) => partMask(prefixLength, index, 8)).join('.');

/** `/48` is `ffff:ffff:ffff::`. */
export function groupedMask(prefixLength: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => partMask(prefixLength, index, 16));
  return new ipaddr.IPv6(groups).toString();
}

export interface Prefixed {
  readonly address: string;
  /** Undefined where there is none, or it is no number of that family's. */
  readonly prefixLength: number | undefined;
}

const decimal = /^(?:0|[1-9][0-9]{0,2})$/;

/** `10.1.1.5/24` in its halves. */
export function splitPrefix(text: string, family: Family): Prefixed {
  const slash = text.indexOf('/');
  if (slash === -1) return { address: text, prefixLength: undefined };
  const digits = text.slice(slash + 1);
  const prefixLength = decimal.test(digits) ? Number(digits) : Number.NaN;
  const inRange = prefixLength <= families[family].bitLength;
  return { address: text.slice(0, slash), prefixLength: inRange ? prefixLength : undefined };
}
