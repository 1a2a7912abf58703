/** What costs a Windows guest a part of its drive. The addresses it takes: test/explain/recorded.test.ts. */
import { expect, it } from 'vitest';
import { explained, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const META = 'openstack/latest/meta_data.json';
const NETWORK = 'openstack/latest/network_data.json';
const USER = 'openstack/latest/user_data';
const PASSWORD = 'cloudstack/password/vm_password.txt';

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
const network = (...networks: readonly object[]): object => ({ links: [link()], networks });
const DEFAULT_ROUTE = { network: '0.0.0.0', netmask: '0.0.0.0', gateway: '10.1.1.1' };

const SOUND: Files = { [META]: { uuid: 'u', hostname: 'web' }, [NETWORK]: network(ipv4({ routes: [DEFAULT_ROUTE] })) };

it('takes a sound drive as it is', () => {
  const { verdict, view, found } = explained('cloudbase-init', {
    ...SOUND,
    [META]: {
      uuid: 'u',
      hostname: 'web.example.org',
      admin_pass: 'Vp7kQz',
      public_keys: { ops: 'ssh-rsa A ops\n' },
      keys: [
        { type: 'ssh', data: 'ssh-rsa A ops', name: 'ops' },
        { type: 'ssh', data: 'ssh-rsa B', name: 'b' },
        { type: 'x509', data: 'certificate' },
      ],
    },
    [PASSWORD]: 'Vp7kQz',
    [USER]: '#ps1_sysnative\nexit 1001\n',
  });
  expect({ verdict, found }).toEqual({ verdict: 'taken', found: [`notice password-set-once ${META}.admin_pass`] });
  expect(view).toEqual({
    label: 'config-2',
    folder: 'openstack/latest',
    instanceId: 'u',
    hostname: 'web',
    keys: [
      { name: 'ops', byteLength: 13 },
      { name: 'b', byteLength: 9 },
    ],
    password: { path: META, byteLength: 6 },
    userData: { path: USER, byteLength: 25, kind: 'powershell' },
    network: {
      source: 'network-data',
      dns: [],
      stops: [],
      nics: [
        {
          kind: 'physical',
          name: 'a',
          mac: '02:00:4c:5e:00:05',
          macMustExist: true,
          mtu: undefined,
          addresses: ['10.1.1.5/24'],
          dynamic: [],
          gateways: ['10.1.1.1'],
          routes: [],
          dns: [],
        },
      ],
    },
  });
});

it('finds the drive by its label, whatever its case, and by names, whatever their case', () => {
  const upper: Files = { [META.toUpperCase()]: { uuid: 'u' } };
  expect(explained('cloudbase-init', upper, { label: 'Config-2' }).view.instanceId).toBe('u');
  expect(explained('cloudbase-init', SOUND, { label: 'cidata' }).found).toEqual(['error label-unknown label']);
});

it('never looks at dated folders', () => {
  expect(explained('cloudbase-init', { ...SOUND, 'openstack/2018-08-27': null }).verdict).toBe('taken');
});

it.each([
  ['#cloud-config\n', 'cloud-config'],
  ['Content-Type: multipart/mixed\n', 'multipart'],
  ['rem cmd\n', 'cmd'],
  ['#!/usr/bin/env python\n', 'python'],
  ['#!/bin/sh\n', 'bash'],
  ['#ps1_x86\n', 'powershell x86'],
  ['<powershell>\n', 'ec2config'],
  ['\n-----BEGIN CERTIFICATE-----', 'certificate'],
  ['\u001f\u008b', undefined],
  ['REM CMD\n', undefined],
])('handles %j as %s', (text, kind) => {
  expect(explained('cloudbase-init', { ...SOUND, [USER]: text }).view.userData?.kind).toBe(kind);
});

const ROWS: readonly Row[] = [
  ['ignored', { [META]: null }, 'error reader-files-missing openstack/latest'],
  ['refused', { [META]: '{' }, `error json-unreadable ${META}`],
  ['partly', { [META]: { hostname: 5 } }, `warning json-value-unusable ${META}.hostname`],
  ['partly', { [META]: { hostname: 'a-name-too-long-for-netbios' } }, `warning hostname-changed ${META}.hostname`],
  ['partly', { [META]: { hostname: 'web-' } }, `warning hostname-changed ${META}.hostname`],
  ['partly', { [META]: { public_keys: ['ssh-rsa A'] } }, `warning public-keys-unread ${META}.public_keys`],
  ['partly', { [META]: { keys: [{ data: 'x' }] } }, `warning public-keys-unread ${META}.keys`],
  ['partly', { [PASSWORD]: 'x' }, `warning password-not-found ${META}.admin_pass`],
  ['partly', { [META]: { admin_pass: 5 } }, `warning json-value-unusable ${META}.admin_pass`],
  [
    'partly',
    { [META]: { meta: { admin_pass: 'y' }, admin_pass: 'x' }, [PASSWORD]: 'x' },
    `warning password-changed ${META}.meta.admin_pass`,
    `notice password-set-once ${META}.meta.admin_pass`,
  ],
  ['partly', { [USER]: 'hello' }, `warning user-data-unhandled ${USER}`],
  ['partly', { [NETWORK]: '' }, `error network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: 'null' }, `error network-unreadable ${NETWORK}`],
  ['partly', { [NETWORK]: network(ipv4({ netmask: 'x' })) }, `error network-unreadable ${NETWORK}.networks[0].netmask`],
  [
    'partly',
    { [NETWORK]: network(ipv4({ ip_address: '10.1.1.5/24' })) },
    `error network-unreadable ${NETWORK}.networks[0].ip_address`,
  ],
  [
    'partly',
    { [NETWORK]: { links: [link({ type: 'bond', bond_mode: '4' })] } },
    `error network-unreadable ${NETWORK}.links[0].bond_mode`,
  ],
  [
    'partly',
    { [NETWORK]: { links: [link({ type: 'bond', bond_mode: '802.3ad', bond_xmit_hash_policy: 'x' })] } },
    `error network-unreadable ${NETWORK}.links[0].bond_xmit_hash_policy`,
  ],
  [
    'partly',
    { [NETWORK]: network(ipv4({ netmask: null })) },
    `error netmask-missing ${NETWORK}.networks[0].ip_address`,
  ],
  ['partly', { [NETWORK]: network(ipv4({ link: 'b' })) }, `error network-link-unknown ${NETWORK}.networks[0].link`],
  [
    'partly',
    { [NETWORK]: network({ link: 'a', type: 'ipv4_dhcp' }) },
    `warning networks-skipped ${NETWORK}.networks[0].type`,
  ],
  [
    'partly',
    { [NETWORK]: network(ipv4({ gateway: '10.1.1.1' })) },
    `warning gateway-ignored ${NETWORK}.networks[0].gateway`,
  ],
  [
    'partly',
    { [NETWORK]: network(ipv4({ routes: [{ ...DEFAULT_ROUTE, gateway: null }] })) },
    `warning gateway-missing ${NETWORK}.networks[0].routes[0].gateway`,
  ],
  [
    'partly',
    { [NETWORK]: network(ipv4({ routes: [DEFAULT_ROUTE, { ...DEFAULT_ROUTE, network: '10.9.0.0', netmask: '16' }] })) },
    `warning routes-ignored ${NETWORK}.networks[0].routes`,
  ],
  [
    'partly',
    { [NETWORK]: network(ipv4({ services: [{ type: 'ntp', address: '10.1.1.1' }] })) },
    `warning service-skipped ${NETWORK}.networks[0].services[0].type`,
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained('cloudbase-init', { ...SOUND, ...files })).toMatchObject({ verdict, found });
});

it('leaves the NICs alone without network_data.json', () => {
  const { verdict, view, found } = explained('cloudbase-init', { [META]: {} });
  expect({ verdict, source: view.network?.source }).toEqual({ verdict: 'taken', source: 'unchanged' });
  expect(found).toEqual([`notice network-data-absent ${NETWORK}`]);
});
