/**
 * Address and prefix length of a network or a route, where the file has them in one of many ways
 * (net/network_state.py, _normalize_net_keys).
 */
import type { Address, Family } from '@configdrive/core/internal';
import { type Item, Stopped } from '../items.ts';
import { JsonNumber, type JsonValue } from '../json.ts';
import { isTruthy, textOf } from '../python.ts';
import { networkOf, prefixOf } from '../python-addresses.ts';
import type { NetworkReading } from './network-reading.ts';

export interface GuestStaticAddress {
  readonly address: Address;
  readonly family: Family;
  readonly prefixLength: number;
  /** `10.1.1.5/24`, the address as written. */
  readonly text: string;
  /** The address without its prefix, as written. */
  readonly bare: string;
}

/** The address of a network of type ipv4 or ipv6. */
export const prefixedAddress = (network: NetworkReading, item: Item): GuestStaticAddress =>
  withPrefix(network, item, 'ip_address', undefined);

/** What cloud-init takes where there is no prefix length. */
const guesses: Readonly<Record<Family, number>> = { ipv4: 24, ipv6: 64 };

/** The address at `key`, with the prefix length behind its slash, of `prefix`, of the netmask, or guessed. */
export function withPrefix(
  { reading }: NetworkReading,
  { members, place }: Item,
  key: string,
  prefix: JsonValue | undefined,
): GuestStaticAddress {
  const given = members.get(key) ?? null;
  if (!isTruthy(given)) throw new Stopped([...place, key], 'missing');
  const network = networkOf(textOf(given) ?? '');
  if (network === undefined) throw new Stopped([...place, key], 'not an IP address');
  const { address, text: bare } = network;
  const { family } = address;
  const stated = network.prefixLength ?? statedPrefix({ members, place }, family, prefix);
  if (stated === undefined) {
    const why = `no prefix length: cloud-init takes /${guesses[family]}`;
    reading.findings.add('minor', 'netmask-missing', [...place, key], why);
  }
  const prefixLength = stated ?? guesses[family];
  return { address, family, prefixLength, text: `${bare}/${prefixLength}`, bare };
}

function statedPrefix({ members, place }: Item, family: Family, prefix: JsonValue | undefined): number | undefined {
  if (prefix !== undefined && isTruthy(prefix)) {
    const number = prefix instanceof JsonNumber ? Number(prefix.text) : Number(textOf(prefix));
    if (!Number.isInteger(number)) throw new Stopped([...place, 'prefix'], 'not a whole number');
    return number;
  }
  const netmask = members.get('netmask') ?? null;
  if (!isTruthy(netmask)) return undefined;
  const length = prefixOf(textOf(netmask) ?? '', family);
  if (length === undefined) throw new Stopped([...place, 'netmask'], 'neither a prefix length nor a mask');
  return length;
}
