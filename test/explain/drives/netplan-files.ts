/** Network config of version 2 with one thing in it that netplan refuses, or takes against expectation. */
const ETHERNETS = 'ethernets: {eth0: {}, eth1: {}}';
const card = (members: string): string => `ethernets: {eth0: {${members}}}`;

const REFUSED: readonly string[] = [
  card('addresses: [10.1.1.5]'),
  card('addresses: [10.1.1.5/0]'),
  card('addresses: [10.1.1.5/33]'),
  card('addresses: [x/24]'),
  card('addresses: ["fe80::1%eth0/64"]'),
  card('addresses: 10.1.1.5/24'),
  card('addresses: null'),
  card('set-name: lan'),
  card('match: {mac: "02:00:4c:5e:00:05"}'),
  card('match: {macaddress: 02-00-4c-5e-00-05}'),
  card('match: null'),
  card('macaddress: x'),
  card('dhcp4: maybe'),
  card('dhcp4: 1'),
  card('mtu: -1'),
  card('mtu: null'),
  card('gateway: 10.1.1.1'),
  card('gateway4: "2001:db8::1"'),
  card('gateway4: 10.1.1.1/24'),
  card('nameservers: {addresses: 192.0.2.53}'),
  card('nameservers: {addresses: [ns.example.org]}'),
  card('nameservers: {search: example.org}'),
  card('nameservers: {servers: []}'),
  card('routes: {to: default, via: 10.1.1.1}'),
  card('routes: [{via: 10.1.1.1}]'),
  card('routes: [{to: default}]'),
  card('routes: [{to: 10.9.0.0/16, via: x}]'),
  card('routes: [{to: "::/0", via: 10.1.1.1}]'),
  card('routes: [{to: 10.9.0.0/16, via: 10.1.1.1, metric: x}]'),
  card('routes: [{to: 10.9.0.0/16, via: 10.1.1.1, gateway: 10.1.1.1}]'),
  card('renderer: ifupdown'),
  'renderer: ifupdown',
  `${ETHERNETS}, bonds: {bond0: {interfaces: [eth7]}}`,
  `${ETHERNETS}, bonds: {bond0: {interfaces: eth0}}`,
  `${ETHERNETS}, bonds: {bond0: {interfaces: [eth0], set-name: lan}}`,
  `${ETHERNETS}, bonds: {bond0: {interfaces: [eth0], parameters: {mode: 1}}}`,
  `${ETHERNETS}, bonds: {bond0: {interfaces: [eth0]}}, bridges: {br0: {interfaces: [eth0]}}`,
  `${ETHERNETS}, bonds: {eth0: {interfaces: []}}`,
  `${ETHERNETS}, vlans: {v101: {id: 101, link: eth7}}`,
  `${ETHERNETS}, vlans: {v101: {link: eth0}}`,
  `${ETHERNETS}, vlans: {v101: {id: 101}}`,
  `${ETHERNETS}, vlans: {v101: {id: 101, link: eth0, match: {macaddress: "02:00:4c:5e:00:05"}}}`,
];

const TAKEN: readonly string[] = [
  ETHERNETS,
  card('match: {}, set-name: lan'),
  card('match: {macaddress: "02:00:4c:5e:00:05"}, set-name: lan'),
  card('dhcp4: "yes", dhcp6: off'),
  card('mtu: "1450"'),
  card('addresses: [10.1.1.5/24, {10.1.1.6/24: {label: second}}]'),
  card('routes: [{to: default, via: 10.1.1.1, on-link: true}, {to: 10.9.0.0/16}]'),
  card('renderer: NetworkManager, optional: true, dhcp4-overrides: {use-dns: false}'),
  `${ETHERNETS}, bonds: {bond0: {interfaces: [eth0, eth1], parameters: {mode: 802.3ad}}}, vlans: {v101: {id: 101, link: bond0}}`,
  `${ETHERNETS}, bridges: {br0: {interfaces: [eth0], dhcp4: true}}`,
];

const whole = (text: string): string => `{version: 2, ${text}}`;

export const REFUSED_BY_NETPLAN: readonly string[] = REFUSED.map(whole);
export const TAKEN_BY_NETPLAN: readonly string[] = TAKEN.map(whole);
