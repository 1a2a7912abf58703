/** Each thing that costs a drive, or a part of it, at its place. That the verdicts are cloud-init's own: test/explain. */
import { describe, expect, it } from 'vitest';
import { explained as explainedBy, type Files, type Row, titled } from '../../../../test/explain/explained.ts';

const LATEST = 'openstack/latest';
const META = `${LATEST}/meta_data.json`;
const NETWORK = `${LATEST}/network_data.json`;
const VENDOR = `${LATEST}/vendor_data.json`;
const USER = `${LATEST}/user_data`;
const PASSWORD = 'cloudstack/password/vm_password.txt';

const SOUND: Files = {
  [META]: { uuid: 'u', hostname: 'web' },
  [NETWORK]: {
    links: [{ id: 'a', type: 'phy', ethernet_mac_address: '02:00:4c:5e:00:05' }],
    networks: [{ link: 'a', type: 'ipv4', ip_address: '10.1.1.5', netmask: '24' }],
  },
};

const explained = (files: Files, label?: string) => explainedBy('cloud-init', { ...SOUND, ...files }, { label });

describe('a sound drive', () => {
  const files: Files = {
    [META]: {
      uuid: 'u',
      hostname: 'web.example.org',
      availability_zone: 'z',
      public_keys: { ops: 'ssh-rsa A', b: 'ssh-rsa B' },
    },
    [USER]: '#!/bin/sh\n',
    [VENDOR]: { 'cloud-init': '#cloud-config\npassword: Vp7kQz\nchpasswd:\n  expire: False' },
    [PASSWORD]: 'Vp7kQz',
  };

  it('is taken, and seen as it is', () => {
    const { verdict, view, guest: reader } = explained(files);
    expect([reader, verdict]).toEqual(['cloud-init', 'taken']);
    expect(view).toEqual({
      label: 'config-2',
      folder: LATEST,
      instanceId: 'u',
      hostname: 'web',
      availabilityZone: 'z',
      keys: [
        { name: 'ops', byteLength: 9 },
        { name: 'b', byteLength: 9 },
      ],
      userData: { path: USER, byteLength: 10, kind: 'text/x-shellscript' },
      vendorData: [{ path: VENDOR, byteLength: 56, kind: 'text/cloud-config' }],
      password: { path: VENDOR, byteLength: 56 },
      network: {
        source: 'network-data',
        nics: [
          {
            kind: 'physical',
            name: undefined,
            mac: '02:00:4c:5e:00:05',
            macMustExist: true,
            mtu: undefined,
            addresses: ['10.1.1.5/24'],
            dynamic: [],
            gateways: [],
            routes: [],
            dns: [],
          },
        ],
        dns: [],
        stops: [],
      },
    });
  });

  it('has a password that is set once', () => {
    expect(explained(files).found).toEqual([`notice password-set-once ${VENDOR}`]);
  });

  it('is taken under either label, and no other', () => {
    expect(explained({}, 'CONFIG-2').verdict).toBe('taken');
    const { verdict, found, view } = explained({}, 'Config-2');
    expect({ verdict, found }).toEqual({ verdict: 'ignored', found: ['error label-unknown label'] });
    expect(view).toEqual({ label: 'Config-2', folder: LATEST });
  });
});

const ROWS: readonly Row[] = [
  // Finding the files
  ['ignored', { [META]: null }, `error reader-files-missing ${LATEST}`],
  ['ignored', { 'openstack/2018-08-27': null }, 'error version-folder-hijacked openstack/2018-08-27'],
  [
    'taken',
    { 'openstack/2018-08-27/meta_data.json': { uuid: 'd' } },
    'notice version-folder-hijacked openstack/2018-08-27',
    'notice network-data-absent openstack/2018-08-27/network_data.json',
  ],
  ['partly', { [META]: null, 'meta.js': '{}' }, 'warning reader-files-missing openstack'],
  ['refused', { [META]: null, 'meta.js': '{' }, 'error json-unreadable meta.js'],
  // JSON
  ['refused', { [META]: '' }, `error json-unreadable ${META}`],
  ['refused', { [VENDOR]: '{"a": "b"c"}' }, `error json-unreadable ${VENDOR}`],
  ['refused', { [`${LATEST}/vendor_data2.json`]: 'null' }, `error json-unreadable ${LATEST}/vendor_data2.json`],
  ['refused', { [NETWORK]: '\ufeff{}' }, `error json-unreadable ${NETWORK}`],
  ['refused', { 'ec2/latest/meta-data.json': '[]' }, 'error json-unreadable ec2/latest/meta-data.json'],
  ['refused', { 'ec2/latest/meta-data.json': null }, 'error json-unreadable ec2/latest/meta-data.json'],
  // meta_data.json
  ['refused', { [META]: {} }, `error uuid-missing ${META}.uuid`],
  ['taken', { [META]: { uuid: 5 } }, `notice json-value-unusable ${META}.uuid`],
  ['refused', { [META]: { uuid: 'u', hostname: 5 } }, `error json-value-unusable ${META}.hostname`],
  ['partly', { [META]: { uuid: 'u', hostname: '10.1.1.1' } }, `warning hostname-changed ${META}.hostname`],
  ['refused', { [META]: { uuid: 'u', random_seed: 'A' } }, `error json-value-unusable ${META}.random_seed`],
  [
    'refused',
    { [META]: { uuid: 'u', files: [{ path: '/x', content_path: 'y' }] } },
    `error injected-file-missing ${META}.files[0].content_path`,
  ],
  [
    'refused',
    { [META]: { uuid: 'u', network_config: { content_path: 'n' } }, 'openstack/n': new Uint8Array([0xff]) },
    `error text-not-utf8 ${META}.network_config.content_path`,
  ],
  ['refused', { [META]: { uuid: 'u', meta: { dsmode: 'disabled' } } }, `error drive-disabled ${META}.meta.dsmode`],
  ['refused', { [META]: { uuid: 'u', 'cloud-name': 'x'.repeat(300) } }, `error cloud-name-unusable ${META}.cloud-name`],
  ['refused', { [META]: { uuid: 'u', merge_how: 'x' } }, `error metadata-merge-key ${META}.merge_how`],
  ['partly', { [META]: { uuid: 'u', merge_how: 'list()' } }, `error metadata-merge-key ${META}.merge_how`],
  [
    'partly',
    { [META]: { uuid: 'u', public_keys: { a: 'ssh-rsa A\nssh-rsa B' } } },
    `warning public-keys-joined ${META}.public_keys`,
  ],
  ['partly', { [META]: { uuid: 'u', public_keys: 5 } }, `warning json-value-unusable ${META}.public_keys`],
  // User data, vendor data, password
  ['partly', { [USER]: 'hello' }, `warning user-data-unhandled ${USER}`],
  ['partly', { [USER]: '\ufeff#cloud-config\n' }, `warning user-data-first-line ${USER}`],
  ['partly', { [USER]: '#cloud-config\na: [\n' }, `error cloud-config-unreadable ${USER}.line[3]`],
  [
    'partly',
    { [USER]: new Uint8Array([...Buffer.from('MIME-Version: 1.0\n'), 0xff]) },
    `error user-data-unhandled ${USER}`,
  ],
  ['taken', { [USER]: { byteLength: 5, open: () => [] } }, `notice content-not-looked-at ${USER}`],
  ['partly', { [VENDOR]: { 'cloud-init': { a: 1 } } }, `warning vendor-data-unused ${VENDOR}.cloud-init`],
  ['partly', { [VENDOR]: { 'cloud-init': [{ a: 1 }] } }, `error vendor-data-unused ${VENDOR}.cloud-init[0]`],
  ['partly', { [PASSWORD]: 'x' }, `warning password-not-found ${PASSWORD}`],
  [
    'partly',
    { [PASSWORD]: 'x', [VENDOR]: ['#cloud-config\npassword: zz\nchpasswd:\n  expire: False'] },
    `warning password-changed ${VENDOR}`,
    `notice password-set-once ${VENDOR}`,
  ],
  [
    'partly',
    { [VENDOR]: ['#cloud-config\npassword: 0123\nchpasswd:\n  expire: False'] },
    `warning cloud-config-value-misread ${VENDOR}[0].line[2]`,
    `warning vendor-data-altered ${VENDOR}`,
    `notice password-set-once ${VENDOR}`,
  ],
];

it.each(titled(ROWS))('%s: %s', (verdict, _, files, found) => {
  expect(explained(files)).toMatchObject({ verdict, found });
});
