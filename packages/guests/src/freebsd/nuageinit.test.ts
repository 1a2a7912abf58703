import { describe, expect, it } from 'vitest';
import { explained, type Row, titled } from '../../../../test/explain/explained.ts';

const META = 'openstack/latest/meta_data.json';
const USER = 'openstack/latest/user_data';
const NETWORK = 'openstack/latest/network_data.json';
const PASSWORD = 'cloudstack/password/vm_password.txt';

const LINK = { id: 'a', ethernet_mac_address: '02:00:4C:5E:00:05' };
const SOUND = {
  [META]: { hostname: 'web', public_keys: { ops: 'ssh-rsa A' } },
  [USER]: '#cloud-config\n{}\n',
  [NETWORK]: { links: [LINK], networks: [{ link: 'a', type: 'ipv4_dhcp' }] },
};

const ROWS: readonly Row[] = [
  ['refused', { [META]: null }, `error reader-files-missing ${META}`],
  ['refused', { [META]: '{' }, `error json-unreadable ${META}`],
  ['taken', { [META]: {} }],
  ['partly', { [META]: { hostname: 5 } }, `warning json-value-unusable ${META}.hostname`],
  ['partly', { [META]: { public_keys: 'ssh-rsa A' } }, `warning public-keys-unread ${META}.public_keys`],
  ['partly', { [NETWORK]: '{' }, `error network-unreadable ${NETWORK}`],
  ['refused', { [NETWORK]: { links: [] } }, `error network-unreadable ${NETWORK}.networks`],
  [
    'refused',
    { [NETWORK]: { links: [{}], networks: [] } },
    `error network-unreadable ${NETWORK}.links[0].ethernet_mac_address`,
  ],
  [
    'partly',
    {
      [NETWORK]: {
        links: [{ ...LINK, mtu: 9000 }],
        networks: [{ link: 'a', type: 'ipv4', ip_address: '10.1.1.5', netmask: '24' }],
      },
    },
    `warning mtu-ignored ${NETWORK}.links[0].mtu`,
    `warning netmask-misread ${NETWORK}.networks[0].netmask`,
  ],
  ['partly', { [USER]: '#!/bin/sh' }, `warning user-data-unhandled ${USER}`],
  ['partly', { [USER]: '#cloud-config\r\n{}\r\n' }, `warning user-data-unhandled ${USER}`],
  ['partly', { [USER]: '\n#cloud-config\n{}\n' }, `warning user-data-unhandled ${USER}`],
  ['partly', { [USER]: 'hello\nworld\n' }, `warning user-data-unhandled ${USER}`],
  ['taken', { [USER]: '#!/bin/sh\necho\n' }],
  ['partly', { [PASSWORD]: 'x' }, `warning password-not-found ${PASSWORD}`],
  ['taken', { [PASSWORD]: 'saved_password' }],
];

describe('a drive for nuageinit', () => {
  it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
    expect(explained('freebsd-nuageinit', { ...SOUND, ...files })).toMatchObject({ verdict, found });
  });

  it('is seen as it is', () => {
    const { view } = explained('freebsd-nuageinit', SOUND);
    expect(view).toMatchObject({
      hostname: 'web',
      keys: [{ name: 'ops', byteLength: 9 }],
      userData: { kind: 'text/cloud-config' },
      network: { nics: [{ mac: '02:00:4c:5e:00:05', macMustExist: true, dynamic: ['dhcp4'] }] },
    });
  });

  it('may have ec2/latest instead', () => {
    const { verdict, view } = explained('freebsd-nuageinit', { 'ec2/latest/meta_data.json': {} });
    expect([verdict, view.folder]).toEqual(['taken', 'ec2/latest']);
    expect(explained('freebsd-nuageinit', { x: '' }).verdict).toBe('ignored');
  });
});

describe('a seed for nuageinit', () => {
  const SEED = {
    'meta-data': 'local-hostname: web\npublic_keys: {ops: ssh-rsa A}\n',
    'user-data': '#cloud-config\na: b\n',
    'network-config': 'version: 2\nethernets:\n  vtnet0: {addresses: [10.1.1.5/24], gateway4: 10.1.1.1}\n',
  };
  const SEED_ROWS: readonly Row[] = [
    ['taken', {}],
    ['refused', { 'meta-data': '' }, 'error yaml-unreadable meta-data'],
    ['refused', { 'meta-data': 'a: [' }, 'error yaml-unreadable meta-data'],
    ['partly', { 'meta-data': 'public-keys: [ssh-rsa A]\n' }, 'warning public-keys-unread meta-data.public-keys'],
    ['partly', { 'network-config': 'version: 1\nconfig: []\n' }, 'error network-unreadable network-config.ethernets'],
    ['partly', { 'network-config': 'network: {ethernets: {}}' }, 'error network-unreadable network-config.ethernets'],
    ['partly', { 'network-config': 'a: [' }, 'error network-unreadable network-config.ethernets'],
    ['partly', { 'user-data': '#!/bin/sh\necho up\n' }, 'warning networks-skipped network-config'],
    [
      'partly',
      { 'user-data': '#!/bin/sh\nif true; then\n\techo "a: b"\nfi\n' },
      'error user-data-unhandled user-data',
      'warning networks-skipped network-config',
    ],
    [
      'partly',
      { 'network-config': 'ethernets: {vtnet0: {dhcp4: true, dhcp6: true, routes: []}}' },
      'warning networks-skipped network-config.ethernets.vtnet0.dhcp6',
      'warning routes-ignored network-config.ethernets.vtnet0.routes',
    ],
  ];

  it.each(titled(SEED_ROWS))('%s: %s', (verdict, _, files, found) => {
    const seen = explained('freebsd-nuageinit', { ...SEED, ...files }, { label: 'cidata' });
    expect(seen).toMatchObject({ verdict, found });
  });

  it('is seen as it is, and has meta-data', () => {
    const { view } = explained('freebsd-nuageinit', SEED, { label: 'cidata' });
    expect(view).toMatchObject({
      hostname: 'web',
      keys: [{ name: 'ops', byteLength: 9 }],
      network: {
        source: 'network-config',
        nics: [{ name: 'vtnet0', addresses: ['10.1.1.5/24'], gateways: ['10.1.1.1'] }],
      },
    });
    expect(explained('freebsd-nuageinit', { 'user-data': '' }, { label: 'cidata' })).toMatchObject({
      verdict: 'refused',
      found: ['error reader-files-missing meta-data'],
    });
    expect(explained('freebsd-nuageinit', SEED, { label: 'CIDATA' }).verdict).toBe('ignored');
  });
});
