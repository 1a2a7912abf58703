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
