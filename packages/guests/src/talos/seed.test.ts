import { expect, it } from 'vitest';
import { explained as explainedBy, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const [META, USER, NETWORK] = ['meta-data', 'user-data', 'network-config'];
const CONFIG = 'version: v1alpha1\n';
const card = (subnet: object, more: object = {}) => ({
  version: 1,
  config: [{ type: 'physical', name: 'eth0', mac_address: '02:00:4C:5E:00:05', subnets: [subnet], ...more }],
});
const ADDRESS = { type: 'static', address: '10.1.1.5', netmask: '255.255.255.0', gateway: '10.1.1.1' };
const SOUND: Files = {
  [META]: 'instance-id: i-1\nlocal-hostname: web.example.org\n',
  [USER]: CONFIG,
  [NETWORK]: card(ADDRESS),
};
const explained = (files: Files, label = 'cidata') => explainedBy('talos', { ...SOUND, ...files }, { label });

const NOTICE = 'notice service-not-default label';
const v2 = (members: object) => ({ version: 2, ethernets: { eth0: members } });

const ROWS: readonly Row[] = [
  ['taken', {}],
  ['partly', { [USER]: null }, `warning reader-files-missing ${USER}`],
  ['partly', { [USER]: '#cloud-config\n' }, `warning user-data-unhandled ${USER}`],
  ['partly', { [USER]: '#include\nhttps://example.org/\n' }, `warning user-data-unhandled ${USER}`],
  ['refused', { [USER]: '#!/bin/sh\n' }, `error user-data-unhandled ${USER}`],
  ['partly', { [META]: 'a: [\n' }, `warning yaml-unreadable ${META}.line[2]`],
  ['partly', { [META]: 'hostname: .org\n' }, `error network-unreadable ${META}.hostname`],
  ['partly', { [NETWORK]: null }, `warning network-data-absent ${NETWORK}`],
  ['taken', { [NETWORK]: { network: card(ADDRESS) } }],
  ['partly', { [NETWORK]: '- a' }, `error network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: 'a: [' }, `error network-unreadable ${NETWORK}.line[1]`],
  ['partly', { [NETWORK]: { config: 'disabled' } }, `error network-unreadable ${NETWORK}.version`],
  ['partly', { [NETWORK]: 'version: "2"' }, `error network-unreadable ${NETWORK}.version`],
  ['partly', { [NETWORK]: card(ADDRESS, { mtu: '1450' }) }, `error network-unreadable ${NETWORK}.config[0].mtu`],
  [
    'partly',
    { [NETWORK]: card({ ...ADDRESS, netmask: '24' }) },
    `error network-unreadable ${NETWORK}.config[0].subnets[0].netmask`,
  ],
  [
    'partly',
    { [NETWORK]: card({ ...ADDRESS, routes: [], dns_nameservers: [] }) },
    `warning routes-ignored ${NETWORK}.config[0].subnets[0].routes`,
    `warning service-skipped ${NETWORK}.config[0].subnets[0].dns_nameservers`,
  ],
  [
    'partly',
    { [NETWORK]: card({ type: 'dhcp6' }) },
    `warning network-type-unknown ${NETWORK}.config[0].subnets[0].type`,
  ],
  [
    'partly',
    { [NETWORK]: { version: 1, config: [{ type: 'nameserver', address: '10.1.1.1' }] } },
    `error network-unreadable ${NETWORK}.config[0].address`,
  ],
  [
    'partly',
    { [NETWORK]: { version: 1, config: [{ type: 'bond', name: 'bond0', params: { 'bond-mode': 1 } }] } },
    `error network-unreadable ${NETWORK}.config[0].params.bond-mode`,
  ],
  ['partly', { [NETWORK]: card({}, { type: 'bridge' }) }, `warning link-type-unknown ${NETWORK}.config[0].type`],
  [
    'partly',
    { [NETWORK]: v2({ addresses: ['10.1.1.5'] }) },
    `error network-unreadable ${NETWORK}.ethernets.eth0.addresses[0]`,
  ],
  [
    'partly',
    { [NETWORK]: v2({ routes: [{ to: 'default', via: '10.1.1.1' }] }) },
    `error network-unreadable ${NETWORK}.ethernets.eth0.routes[0].to`,
  ],
  ['partly', { [NETWORK]: { ...v2({}), bridges: {} } }, `warning link-type-unknown ${NETWORK}.bridges`],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained(files)).toMatchObject({ verdict, found: [NOTICE, ...found] });
});

it('sees what Talos sets up, by the card of that MAC address', () => {
  expect(explained({}, 'CIDATA').view).toMatchObject({
    instanceId: 'i-1',
    hostname: 'web',
    userData: { kind: 'talos-machine-config' },
    network: {
      source: 'network-config',
      nics: [{ name: undefined, mac: '02:00:4c:5e:00:05', addresses: ['10.1.1.5/24'], gateways: ['10.1.1.1'] }],
    },
  });
});

it('sees addresses, routers and name servers of version 2', () => {
  const routes = [
    { to: '0.0.0.0/0', via: '10.1.1.1' },
    { to: '10.9.0.0/16', via: '10.1.1.2' },
  ];
  const members = { dhcp6: true, addresses: ['10.1.1.5/24'], routes, nameservers: { addresses: ['10.1.1.53'] } };
  expect(explained({ [NETWORK]: v2(members) }).view.network).toMatchObject({
    dns: ['10.1.1.53'],
    nics: [
      {
        name: 'eth0',
        addresses: ['10.1.1.5/24'],
        dynamic: ['dhcp6'],
        gateways: ['10.1.1.1'],
        routes: [{ to: '10.9.0.0/16', via: '10.1.1.2' }],
      },
    ],
  });
});

it('finds the host name in the user data where the metadata have none', () => {
  const { view } = explained({ [META]: 'instance-id: i\n', [USER]: `${CONFIG}hostname: by-user-data\n` });
  expect(view.hostname).toBe('by-user-data');
});
