/**
 * Texts that describe a network as seeds have them, made by chance: network config of both versions, below a top key or not,
 * switched off, and Debian interfaces files. Nothing here knows what any reader makes of them.
 */
import type { Chance } from '../random.ts';

type Members = Readonly<Record<string, unknown>>;

/** Most members are sound; one of so many is taken from the others, and one is left out. */
const ODDS = 24;

function given(chance: Chance, sound: readonly unknown[], odd: readonly unknown[]): unknown {
  const rolled = chance.number(ODDS);
  if (rolled === 0) return undefined;
  return chance.pick(rolled === 1 && odd.length > 0 ? odd : sound);
}

/** Members that are undefined are left out by `JSON.stringify`. */
const some = (chance: Chance, make: (chance: Chance) => unknown, most: number): readonly unknown[] =>
  Array.from({ length: chance.number(most + 1) }, () => make(chance));

const NAMES = ['eth0', 'eth1', 'ens18'];
const MACS = ['02:00:4c:5e:00:05', '02:00:4C:5E:00:06'];
const ADDRESSES = ['10.1.1.5/24', '192.0.2.11/32', '2001:db8::5/64'];
const BARE = ['10.1.1.5', '2001:db8::5'];
const ROUTERS = ['10.1.1.1', '2001:db8::1'];
const SERVERS = ['192.0.2.53', '2001:db8::53'];

const route = (chance: Chance): Members => ({
  network: given(chance, ['0.0.0.0', '10.9.0.0', '10.9.0.0/16'], ['::']),
  netmask: given(chance, ['0.0.0.0', '255.255.0.0', '16'], ['0']),
  gateway: given(chance, ['10.1.1.1', '10.1.1.2'], []),
});

const subnet = (chance: Chance): Members => ({
  type: given(
    chance,
    ['static', 'dhcp', 'dhcp4', 'static', 'static6', 'dhcp6', 'manual', 'ipv6_slaac'],
    ['ipv6_dhcpv6-stateful', 'x'],
  ),
  address: given(chance, ADDRESSES, BARE),
  netmask: chance.number(3) === 0 ? given(chance, ['255.255.255.0', '24'], ['64']) : undefined,
  gateway: chance.number(2) === 0 ? given(chance, ROUTERS, []) : undefined,
  dns_nameservers: chance.number(4) === 0 ? given(chance, [SERVERS, SERVERS[0]], [[]]) : undefined,
  routes: chance.number(4) === 0 ? some(chance, route, 2) : undefined,
});

const card = (chance: Chance): Members => ({
  type: given(chance, ['physical'], ['x']),
  name: given(chance, NAMES, []),
  mac_address: given(chance, MACS, [null]),
  mtu: chance.number(4) === 0 ? chance.pick([1450, '1450', null]) : undefined,
  subnets: given(chance, [some(chance, subnet, 2)], [null, []]),
});

const bond = (chance: Chance): Members => ({
  type: 'bond',
  name: given(chance, ['bond0'], []),
  bond_interfaces: ['eth0', 'eth1'],
  params: { 'bond-mode': chance.pick(['active-backup', '802.3ad']) },
  subnets: some(chance, subnet, 1),
});

const vlan = (chance: Chance): Members => ({
  type: 'vlan',
  name: given(chance, ['eth0.101', 'v101'], []),
  vlan_link: 'eth0',
  vlan_id: 101,
  subnets: some(chance, subnet, 1),
});

const server = (chance: Chance): Members => ({
  type: 'nameserver',
  address: given(chance, [SERVERS, SERVERS[0]], [[]]),
  search: chance.number(3) === 0 ? ['example.org'] : undefined,
  interface: chance.number(6) === 0 ? chance.pick(NAMES) : undefined,
});

const freeRoute = (chance: Chance): Members => ({
  type: 'route',
  destination: given(chance, ['10.9.0.0/16'], ['0.0.0.0/0']),
  gateway: given(chance, ['10.1.1.2'], []),
});

const item = (chance: Chance): unknown => chance.pick([card, card, card, bond, vlan, server, freeRoute])(chance);

const version1 = (chance: Chance): Members => ({
  version: 1,
  config: [card(chance), ...some(chance, item, 3)],
});

const netplanRoute = (chance: Chance): Members => ({
  to: given(chance, ['default', '10.9.0.0/16', '0.0.0.0/0'], ['::/0']),
  via: given(chance, ROUTERS, []),
  'on-link': chance.number(4) === 0 ? true : undefined,
});

const ethernet = (chance: Chance): Members => ({
  match: chance.number(2) === 0 ? { macaddress: chance.pick(MACS) } : undefined,
  'set-name': chance.number(3) === 0 ? chance.pick([...NAMES, null]) : undefined,
  dhcp4: given(chance, [true, false], []),
  dhcp6: chance.number(3) === 0 ? chance.pick([true, false]) : undefined,
  addresses: chance.number(2) === 0 ? [given(chance, ADDRESSES, BARE) ?? '10.1.1.6/24'] : undefined,
  gateway4: chance.number(4) === 0 ? '10.1.1.1' : undefined,
  gateway6: chance.number(6) === 0 ? '2001:db8::1' : undefined,
  routes: chance.number(4) === 0 ? some(chance, netplanRoute, 2) : undefined,
  nameservers: chance.number(4) === 0 ? { addresses: SERVERS } : undefined,
});

const named = (chance: Chance, names: readonly string[], make: (chance: Chance) => Members): Members =>
  Object.fromEntries(chance.some(names, names.length).map((name) => [name, make(chance)]));

const version2 = (chance: Chance): Members => ({
  version: 2,
  renderer: chance.number(6) === 0 ? chance.pick(['networkd', 'NetworkManager']) : undefined,
  ethernets: named(chance, [...NAMES, 'id0'], ethernet),
  bonds: chance.number(4) === 0 ? { bond0: { ...ethernet(chance), interfaces: ['eth0'] } } : undefined,
  vlans: chance.number(4) === 0 ? { v101: { ...ethernet(chance), id: 101, link: 'eth0' } } : undefined,
  bridges: chance.number(6) === 0 ? { br0: { ...ethernet(chance), interfaces: ['eth0'] } } : undefined,
});

/** What is no description: switched off, empty, of another version. */
const OTHERS: readonly unknown[] = [
  { config: 'disabled' },
  { version: 1, config: 'disabled' },
  { version: 2, config: 'disabled' },
  {},
  [],
  null,
  { version: '1', config: [] },
  { version: '2', ethernets: { eth0: { dhcp4: true } } },
  { version: 3 },
  { config: [] },
  { ethernets: { eth0: { dhcp4: true } } },
];

/** One text for `network-config`; JSON, which is YAML, too. */
export function networkConfigBy(chance: Chance): string {
  const value = chance.pick([version1, version1, version1, version2, version2, version2, () => chance.pick(OTHERS)])(
    chance,
  );
  return JSON.stringify(chance.number(3) === 0 ? { network: value } : value) ?? 'null';
}

const lineOf = (chance: Chance): readonly string[] => [
  `  address ${chance.pick([...ADDRESSES, '192.0.2.11'])}`,
  ...(chance.number(2) === 0 ? [`  netmask ${chance.pick(['255.255.255.0', '24', '64'])}`] : []),
  ...(chance.number(2) === 0 ? [`  gateway ${chance.pick(ROUTERS)}`] : []),
  ...(chance.number(4) === 0 ? [`  dns-nameservers ${SERVERS.join(' ')}`, '  dns-search example.org'] : []),
  ...(chance.number(6) === 0 ? [`  hwaddress ${chance.pick(['ether ', ''])}${MACS[0]}`] : []),
  ...(chance.number(6) === 0
    ? [chance.pick(['  mtu 1450', '  metric 5', '  broadcast 192.0.2.255', '\tup true'])]
    : []),
];

const stanza = (chance: Chance): readonly string[] => {
  const name = chance.pick([...NAMES, 'eth0:1']);
  const method = chance.pick(['static', 'static', 'dhcp', 'manual', 'auto']);
  return [
    ...(chance.number(2) === 0 ? [`${chance.pick(['auto', 'allow-hotplug'])} ${name}`] : []),
    `iface ${name} ${chance.pick(['inet', 'inet', 'inet6'])} ${method}`,
    ...(method === 'static' && chance.number(8) > 0 ? lineOf(chance) : []),
  ];
};

/** One Debian interfaces file. */
export function interfacesBy(chance: Chance): string {
  const stanzas = some(chance, stanza, 3) as readonly (readonly string[])[];
  const lo = chance.number(2) === 0 ? ['auto lo', 'iface lo inet loopback', ''] : [];
  return `${[...lo, ...stanzas.flat()].join('\n')}\n`;
}
