/**
 * IP addresses and networks as Python's `ipaddress` reads them: RFC 4291 texts, zones allowed, no leading zeros.
 */
import { type Address, type Family, families } from '@configdrive/core/internal';

const zone = /^([^%]*)%[^%]+$/;

/** Groups of more than four digits are none; the parser behind `families` is laxer. */
const longGroup = /[0-9a-fA-F]{5}/;

/** A look is cheaper than the parser's exception. */
const likeIpv4 = /^[0-9.]+$/;

/** `ipaddress.IPv4Address(text)`; undefined where Python raises. */
export const ipv4Of = (text: string): Address | undefined =>
  likeIpv4.test(text) ? families.ipv4.parse(text) : undefined;

/** `ipaddress.ip_address(text)`, a zone cut off; undefined where Python raises. */
export function addressOf(text: string): Address | undefined {
  if (!text.includes(':')) return ipv4Of(text);
  const bare = zone.exec(text)?.[1] ?? text;
  return longGroup.test(bare) ? undefined : families.ipv6.parse(bare);
}

const digits = /^[0-9]+$/;

function prefixFromDigits(text: string, bitLength: number): number | undefined {
  if (!digits.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= bitLength ? prefix : undefined;
}

/** Bits from the left that are one, when all others are zero. */
function leadingOnes(parts: readonly number[], partBitLength: number): number | undefined {
  const bits = parts.map((part) => part.toString(2).padStart(partBitLength, '0')).join('');
  const ones = bits.indexOf('0') === -1 ? bits.length : bits.indexOf('0');
  return bits.includes('1', ones) ? undefined : ones;
}

/** Prefix length, dotted mask or dotted host mask: what `ipaddress.IPv4Network` takes behind the slash. */
export function ipv4Prefix(mask: string): number | undefined {
  const prefix = prefixFromDigits(mask, 32);
  if (prefix !== undefined) return prefix;
  const parts = ipv4Of(mask)?.parts;
  if (parts === undefined) return undefined;
  const inverted = parts.map((part) => 255 - part);
  return leadingOnes(parts, 8) ?? leadingOnes(inverted, 8);
}

/** Prefix length or mask: what cloud-init makes of an IPv6 netmask (net/__init__.py, ipv6_mask_to_net_prefix). */
export function ipv6Prefix(mask: string): number | undefined {
  const prefix = prefixFromDigits(mask, 128);
  if (prefix !== undefined) return prefix;
  const address = addressOf(mask);
  if (address === undefined) return undefined;
  if (address.parts.every((part) => part === 0)) return 0;
  // An IPv4 mask is a number of 32 bits to it, so never ones from the left.
  return address.family === 'ipv6' ? leadingOnes(address.parts, 16) : undefined;
}

export const prefixOf = (mask: string, family: Family): number | undefined =>
  family === 'ipv4' ? ipv4Prefix(mask) : ipv6Prefix(mask);

export interface Network {
  /** What stands before the slash, as it is written. */
  readonly text: string;
  readonly address: Address;
  /** What stands behind it; undefined without a slash. */
  readonly prefixLength: number | undefined;
}

/** `ipaddress.ip_network(text, strict=False)`; undefined where Python raises. */
export function networkOf(text: string): Network | undefined {
  const [before = '', behind, ...more] = text.split('/');
  const address = addressOf(before);
  if (address === undefined || more.length > 0) return undefined;
  if (behind === undefined) return { text: before, address, prefixLength: undefined };
  // Unlike cloud-init's netmask, an IPv6 mask is not taken here.
  const prefixLength = address.family === 'ipv4' ? ipv4Prefix(behind) : prefixFromDigits(behind, 128);
  return prefixLength === undefined ? undefined : { text: before, address, prefixLength };
}
