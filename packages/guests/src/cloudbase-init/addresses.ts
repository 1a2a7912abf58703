/**
 * Networks of type ipv4 and ipv6 as cloudbase-init takes them; netaddr reads the masks.
 */
import type { Place } from '@configdrive/issues';
import type { GuestReading } from '../guest-reading.ts';
import { type Item, itemsOf, Stopped } from '../items.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isTruthy, textOf } from '../python.ts';
import { networkOf, prefixOf } from '../python-addresses.ts';
import { nameServersOf } from './services.ts';

export interface CloudbaseNetwork {
  readonly place: Place;
  readonly link: JsonValue | undefined;
  /** `10.1.1.5/24`; without a prefix where the file has none. */
  readonly address: string;
  readonly gateway: string | undefined;
  readonly dns: readonly string[];
}

export function addressesOf(reading: GuestReading, data: JsonObject, path: string): readonly CloudbaseNetwork[] {
  return itemsOf(data, 'networks', [path]).flatMap((item) => {
    const type = item.members.get('type');
    if (type === 'ipv4' || type === 'ipv6') return [networkIn(reading, item)];
    const why = 'cloudbase-init takes networks of type ipv4 and ipv6 only, and does not switch DHCP on';
    reading.findings.add('minor', 'networks-skipped', [...item.place, 'type'], why);
    return [];
  });
}

function networkIn(reading: GuestReading, item: Item): CloudbaseNetwork {
  const { members, place } = item;
  const address = cidrOf(item, 'ip_address');
  const routes = itemsOf(members, 'routes', place).map((route) => ({ route, to: cidrOf(route, 'network') }));
  const dns = nameServersOf(reading, item);
  reportUnusable(reading, item, address);
  if (isTruthy(members.get('gateway') ?? null)) {
    const why = 'cloudbase-init takes the gateway of a default route only';
    reading.findings.add('minor', 'gateway-ignored', [...place, 'gateway'], why);
  }
  return { place, link: members.get('link'), address, gateway: gatewayOf(reading, item, address, routes), dns };
}

/** utils/network.py, ip_netmask_to_cidr: without a netmask the address as it is. */
function cidrOf({ members, place }: Item, key: string): string {
  const address = members.get(key) ?? null;
  const netmask = members.get('netmask') ?? null;
  const text = textOf(address) ?? '';
  if (!isTruthy(netmask)) return address === null ? '' : text;
  const network = networkOf(text);
  if (network === undefined || network.prefixLength !== undefined) {
    throw new Stopped(
      [...place, key],
      network === undefined ? 'not an IP address' : 'a prefix, and a netmask beside it',
    );
  }
  const prefixLength = prefixOf(textOf(netmask) ?? '', network.address.family);
  if (prefixLength === undefined) throw new Stopped([...place, 'netmask'], 'neither a prefix length nor a mask');
  return `${text}/${prefixLength}`;
}

/** The plug-in splits at the slash, and there must be one. */
function reportUnusable(reading: GuestReading, { place }: Item, address: string): void {
  if (networkOf(address)?.prefixLength !== undefined) return;
  const why = 'no prefix length: setting up the networks ends here';
  reading.findings.add('major', 'netmask-missing', [...place, 'ip_address'], why);
}

interface FoundRoute {
  readonly route: Item;
  readonly to: string;
}

/** The first default route of the same family; all others are read and not set up. */
function gatewayOf(
  reading: GuestReading,
  item: Item,
  address: string,
  routes: readonly FoundRoute[],
): string | undefined {
  const family = networkOf(address)?.address.family;
  const holder = routes.find(({ to }) => {
    const network = networkOf(to);
    return network?.prefixLength === 0 && network.address.family === family;
  });
  const others = routes.filter((route) => route !== holder);
  if (others.length > 0) {
    const why = `${others.length} beside the default route: cloudbase-init does not set them up`;
    reading.findings.add('minor', 'routes-ignored', [...item.place, 'routes'], why);
  }
  if (holder === undefined) return undefined;
  const gateway = holder.route.members.get('gateway') ?? null;
  if (typeof gateway === 'string' && gateway !== '') return gateway;
  reading.findings.add(
    'minor',
    'gateway-missing',
    [...holder.route.place, 'gateway'],
    'the NIC gets no default gateway',
  );
  return undefined;
}
