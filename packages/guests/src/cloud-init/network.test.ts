/** Each thing that costs a network, or a part of it, at its place. That the verdicts are cloud-init's own: test/explain. */
import { describe, expect, it } from 'vitest';
import { explained, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const NETWORK = 'openstack/latest/network_data.json';

const link = (more: object = {}): object => ({
  id: 'a',
  type: 'phy',
  ethernet_mac_address: '02:00:4c:5e:00:05',
  ...more,
});
const ipv4 = (more: object = {}): object => ({
  link: 'a',
  type: 'ipv4',
  ip_address: '10.1.1.5',
  netmask: '24',
  ...more,
});
const network = (networks: readonly object[], more: object = {}): object => ({ links: [link()], networks, ...more });
const withRoute = (route: object): object =>
  network([ipv4({ routes: [{ network: '0.0.0.0', netmask: '0', gateway: '10.1.1.1', ...route }] })]);

const SOUND: Files = { 'openstack/latest/meta_data.json': { uuid: 'u' } };

const ROWS: readonly Row[] = [
  // What netplan refuses
  [
    'partly',
    { [NETWORK]: network([ipv4({ ip_address: '10.1.1.5/0' })]) },
    `error address-unusable ${NETWORK}.networks[0].ip_address`,
  ],
  [
    'partly',
    { [NETWORK]: network([{ link: 'a', type: 'ipv6', ip_address: 'fe80::5%a/64' }]) },
    `error address-unusable ${NETWORK}.networks[0].ip_address`,
  ],
  [
    'partly',
    { [NETWORK]: network([ipv4()], { services: [{ type: 'dns', address: 'x' }] }) },
    `error name-server-invalid ${NETWORK}.services[0].address`,
  ],
  [
    'partly',
    { [NETWORK]: network([ipv4({ dns_nameservers: ['x'] })]) },
    `error name-server-invalid ${NETWORK}.networks[0].dns_nameservers`,
  ],
  ['partly', { [NETWORK]: { links: [link({ mtu: 'x' })] } }, `error json-value-unusable ${NETWORK}.links[0].mtu`],
  [
    'partly',
    { [NETWORK]: withRoute({ metric: [] }) },
    `error json-value-unusable ${NETWORK}.networks[0].routes[0].metric`,
  ],
  [
    'partly',
    { [NETWORK]: withRoute({ gateway: 'x' }) },
    `error gateway-not-reachable ${NETWORK}.networks[0].routes[0].gateway`,
  ],
  [
    'partly',
    { [NETWORK]: withRoute({ gateway: '2001:db8::1' }) },
    `error gateway-not-reachable ${NETWORK}.networks[0].routes[0].gateway`,
  ],
  // All others
  [
    'partly',
    { [NETWORK]: { links: [link(), { id: 'b', type: 'bond', bond_links: ['a'], bond_mode: '4' }] } },
    `error bond-mode-unknown ${NETWORK}.links[1].bond_mode`,
  ],
  ['partly', { [NETWORK]: {} }, `error network-data-empty ${NETWORK}`],
  ['partly', { [NETWORK]: '[]' }, `error network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: { links: [{}] } }, `error network-unreadable ${NETWORK}.links[0].id`],
  [
    'partly',
    { [NETWORK]: network([ipv4({ type: 'what' })]) },
    `warning network-type-unknown ${NETWORK}.networks[0].type`,
  ],
  ['partly', { [NETWORK]: network([ipv4({ link: 'b' })]) }, `warning network-link-unknown ${NETWORK}.networks[0].link`],
  [
    'partly',
    { [NETWORK]: { links: [link(), link({ id: 'b' })] } },
    `warning network-link-repeated ${NETWORK}.links[1]`,
  ],
  ['taken', { [NETWORK]: { links: [link({ type: 'what' })] } }, `notice link-type-unknown ${NETWORK}.links[0].type`],
  [
    'partly',
    { [NETWORK]: network([ipv4({ netmask: null })]) },
    `warning netmask-missing ${NETWORK}.networks[0].ip_address`,
  ],
  [
    'partly',
    { [NETWORK]: withRoute({ netmask: undefined }) },
    `warning netmask-missing ${NETWORK}.networks[0].routes[0].network`,
  ],
  [
    'partly',
    { [NETWORK]: withRoute({ gateway: null }) },
    `error gateway-missing ${NETWORK}.networks[0].routes[0].gateway`,
  ],
  [
    'partly',
    { [NETWORK]: withRoute({ gateway: '10.2.1.1' }) },
    `warning gateway-not-reachable ${NETWORK}.networks[0].routes[0].gateway`,
  ],
  [
    'taken',
    { [NETWORK]: network([{ link: 'a', type: 'ipv6', ip_address: '2001:db8::5/64', gateway: 'fe80::1' }]) },
    `notice gateway-link-local ${NETWORK}.networks[0].gateway`,
  ],
  [
    'partly',
    {
      [NETWORK]: network([
        ipv4({ routes: [1, 2].map((n) => ({ network: '0.0.0.0', netmask: '0', gateway: `10.1.1.${n}` })) }),
      ]),
    },
    `warning default-route-repeated ${NETWORK}.networks[0].routes[1]`,
  ],
  [
    'taken',
    {
      [NETWORK]: {
        links: [link(), link({ id: 'b', ethernet_mac_address: '02:00:4c:5e:00:06' })],
        networks: [ipv4({ gateway: '10.1.1.1' }), ipv4({ link: 'b', gateway: '10.1.1.1' })],
      },
    },
    `notice default-routes-several ${NETWORK}`,
  ],
  [
    'partly',
    {
      [NETWORK]: network([{ ...ipv4(), type: 'ipv4_dhcp', routes: [{ network: '10.0.0.0/8', gateway: '10.1.1.1' }] }]),
    },
    `warning routes-ignored ${NETWORK}.networks[0].routes`,
  ],
  [
    'partly',
    { [NETWORK]: network([ipv4()], { services: [{ type: 'ntp', address: '10.1.1.1' }] }) },
    `warning service-not-dns ${NETWORK}.services[0].type`,
  ],
  [
    'partly',
    { [NETWORK]: network([ipv4()], { services: [{ type: 'dns' }] }) },
    `warning service-skipped ${NETWORK}.services[0]`,
  ],
  [
    'taken',
    { [NETWORK]: network([ipv4({ services: [{ type: 'dns', address: '10.1.1.1' }] })]) },
    `notice service-skipped ${NETWORK}.networks[0].services`,
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained('cloud-init', { ...SOUND, ...files })).toMatchObject({ verdict, found });
});

describe('what has changed by 2026', () => {
  const BOND = { id: 'b', type: 'bond', bond_links: ['a'], bond_mode: '802.3ad', name: 'front' };
  const data = network([
    ipv4({
      gateway: '10.2.1.1',
      services: [
        { type: 'dns', address: '10.1.1.1' },
        { type: 'ntp', address: '10.1.1.2' },
      ],
    }),
  ]);
  const seenBy = (version: string) => {
    const files = { ...SOUND, [NETWORK]: { ...data, links: [link(), BOND] } };
    const { view, found } = explained('cloud-init', files, { version });
    const [nic, bond] = view.network?.nics ?? [];
    return { dns: nic?.dns, bond: bond?.name, found };
  };

  it('22.4 numbers bonds, skips services in a network, and loses a gateway outside of it', () => {
    expect(seenBy('22.4')).toEqual({
      dns: [],
      bond: 'bond0',
      found: [
        `warning gateway-not-reachable ${NETWORK}.networks[0].gateway`,
        `notice service-skipped ${NETWORK}.networks[0].services`,
      ],
    });
  });

  it('26 names bonds, takes name servers in a network, and reaches such a gateway on the link', () => {
    expect(seenBy('26')).toEqual({ dns: ['10.1.1.1'], bond: 'front', found: [] });
  });
});
