/** Network config, version 2, which is netplan's form: which NICs it describes. */
import type { Place } from '@configdrive/issues';
import type { GuestNic } from '../guest-view.ts';
import { Stopped } from '../items.ts';
import { isArray, isObject, type JsonObject, type JsonValue, textsIn } from '../json.ts';
import { mtuOf } from '../nic-draft.ts';
import { isTruthy, textOf } from '../python.ts';
import { reportNetplanFaults } from './netplan.ts';
import type { NetworkReading } from './network-reading.ts';
import { isDefaultRoute } from './routes.ts';

type Kind = GuestNic['kind'];

const groups: readonly (readonly [key: string, kind: Kind])[] = [
  ['ethernets', 'physical'],
  ['bonds', 'bond'],
  ['bridges', 'physical'],
  ['vlans', 'vlan'],
];

/** The cards of netplan's own form, which cloud-init hands on to netplan as it is; says what netplan refuses of it. */
export function netplanNics(network: NetworkReading, place: Place): readonly GuestNic[] {
  const nics = groups.flatMap(([key, kind]) => {
    const group = network.data.get(key) ?? null;
    if (group === null) return [];
    if (!isObject(group)) throw new Stopped([...place, key], 'not a mapping');
    return Array.from(group, ([name, value]) => {
      if (!isObject(value)) throw new Stopped([...place, key, name], 'not a mapping');
      return netplanNic(kind, name, value);
    });
  });
  reportNetplanFaults(network, place);
  return nics;
}

/** A text, or a mapping whose one key is the address. */
const addressesIn = (value: JsonValue | undefined): readonly string[] =>
  (isArray(value) ? value : []).flatMap((one) =>
    isObject(one) ? [...one.keys()] : typeof one === 'string' ? [one] : [],
  );

/** A card as netplan has it, whatever of it a guest takes. */
export function netplanNic(kind: Kind, id: string, members: JsonObject): GuestNic {
  const match = members.get('match');
  const mac = (isObject(match) ? match.get('macaddress') : undefined) ?? members.get('macaddress');
  const servers = members.get('nameservers');
  const routes = members.get('routes');
  const found = (isArray(routes) ? routes : []).filter(isObject).map((route) => ({
    to: textOf(route.get('to') ?? null) ?? '',
    via: isTruthy(route.get('via')) ? textOf(route.get('via') ?? null) : undefined,
  }));
  const isDefault = ({ to }: { readonly to: string }): boolean => isDefaultRoute(to);
  return {
    kind,
    name: isTruthy(members.get('set-name')) ? (textOf(members.get('set-name') ?? null) ?? id) : id,
    mac: typeof mac === 'string' ? mac.toLowerCase() : undefined,
    macMustExist: false,
    mtu: mtuOf(members.get('mtu')),
    addresses: addressesIn(members.get('addresses')),
    dynamic: ['dhcp4', 'dhcp6'].filter((key) => members.get(key) === true),
    gateways: [
      ...new Set([
        ...['gateway4', 'gateway6'].flatMap((key) => textsIn(members.get(key))),
        ...found.filter(isDefault).flatMap(({ via }) => via ?? []),
      ]),
    ],
    routes: found.filter((route) => !isDefault(route)),
    dns: isObject(servers) ? textsIn(servers.get('addresses')) : [],
  };
}
