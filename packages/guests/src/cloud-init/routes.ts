/**
 * Routes inside a network of network_data.json.
 */

import type { Address, Family } from '@configdrive/core/internal';
import type { Place } from '@configdrive/issues';
import { type Item, itemsOf, Stopped } from '../items.ts';
import { JsonNumber } from '../json.ts';
import { isTruthy, textOf } from '../python.ts';
import { addressOf } from '../python-addresses.ts';
import { type NetworkReading, refuseByNetplan } from './network-reading.ts';
import { withPrefix } from './static-address.ts';

export interface GuestStaticRoute {
  readonly place: Place;
  readonly family: Family;
  /** `10.9.0.0/16`, the network as written. */
  readonly to: string;
  readonly via: string | undefined;
  /** To everything. */
  readonly isDefault: boolean;
  /** The network it stands in is of type ipv4 or ipv6. */
  readonly typeSaysFamily: boolean;
}

/** What the network around a route says of it. */
interface Surroundings {
  /** Type ipv4 or ipv6, and neither static nor DHCP. */
  readonly typeSaysFamily: 'ipv4' | 'ipv6' | undefined;
  readonly isStatic: boolean;
}

/** All routes of a network. Beside DHCP only the ifupdown renderer writes them, but all read them. */
export function readRoutes(network: NetworkReading, item: Item, isStatic: boolean): readonly GuestStaticRoute[] {
  const type = item.members.get('type');
  const typeSaysFamily = type === 'ipv4' || type === 'ipv6' ? type : undefined;
  const items = itemsOf(item.members, 'routes', item.place);
  if (items.length > 0 && !isStatic) {
    const why = 'routes of a network without a static address: only guests with ifupdown set them up';
    network.reading.findings.add('minor', 'routes-ignored', [...item.place, 'routes'], why);
  }
  return items.map((route) => routeOf(network, route, { typeSaysFamily, isStatic }));
}

const everything = new Set(['0.0.0.0', '::']);

function routeOf(network: NetworkReading, route: Item, surroundings: Surroundings): GuestStaticRoute {
  const key = isTruthy(route.members.get('destination')) ? 'destination' : 'network';
  const { family, prefixLength, bare, text } = withPrefix(network, route, key, route.members.get('prefix'));
  checkMetric(network, route, surroundings);
  const via = gatewayOf(route);
  const isDefault = prefixLength === 0 && everything.has(bare);
  if (via === undefined) reportMissingGateway(network, route, isDefault, surroundings);
  const typeSaysFamily = surroundings.typeSaysFamily !== undefined;
  return { place: route.place, family, to: text, via, isDefault, typeSaysFamily };
}

/** netplan refuses `via: null`; the ifupdown and ifcfg renderers look for the key and stop. */
function reportMissingGateway(
  { reading, stops, isReplaced }: NetworkReading,
  route: Item,
  isDefault: boolean,
  { typeSaysFamily, isStatic }: Surroundings,
): void {
  if (isReplaced === true) return;
  stops.add('ifupdown');
  if (isStatic) stops.add('netplan');
  if (typeSaysFamily !== 'ipv6' || !isDefault) stops.add('sysconfig');
  const why = 'a route without a gateway: guests with netplan or ifupdown set up no network';
  reading.findings.add('major', 'gateway-missing', [...route.place, 'gateway'], why);
}

const integer = /^\s*[-+]?[0-9]+(?:_[0-9]+)*\s*$/;

function checkMetric(network: NetworkReading, { members, place }: Item, { isStatic }: Surroundings): void {
  const metric = members.get('metric') ?? null;
  if (metric === null || metric === '' || metric === true || metric instanceof JsonNumber) return;
  if (!isTruthy(metric)) {
    // cloud-init looks at what is true only, and hands the rest on.
    if (isStatic) refuseByNetplan(network, 'json-value-unusable', [...place, 'metric'], 'not a whole number');
  } else if (!integer.test(textOf(metric) ?? '')) throw new Stopped([...place, 'metric'], 'not a whole number');
}

/** A router, and the route that it stands in. */
export interface GivenRouter {
  readonly gateway: string;
  readonly place: Place;
  /** Of the route. */
  readonly family?: Family;
}

/** The address of a router; undefined, and said, where netplan refuses it: no address, or one of another family than its route. */
export function checkRouter(network: NetworkReading, { gateway, place, family }: GivenRouter): Address | undefined {
  const address = addressOf(gateway);
  if (address !== undefined && (family === undefined || family === address.family)) return address;
  const why = address === undefined ? 'not an IP address' : 'not of the family of its route';
  refuseByNetplan(network, 'gateway-not-reachable', place, why);
  return undefined;
}

/** `gateway` of a route, or of a network that names its default gateway without one; not always an address. */
export function gatewayOf({ members }: Item): string | undefined {
  const gateway = members.get('gateway') ?? null;
  return gateway === null || gateway === '' ? undefined : (textOf(gateway) ?? '');
}

/** What has no bits that count is everything, whatever stands before the slash. */
export const isDefaultRoute = (to: string): boolean => to === 'default' || to.endsWith('/0');
