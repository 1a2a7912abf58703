/** OpenStack's tree: which files in which folders, one extent each, and what is in them. */
import { describe, expect, it } from 'vitest';
import {
  base64,
  fileOf,
  issuesOf,
  type PlanArguments,
  pathsOf,
  planOf,
  refusalsOf,
} from '../../../../test/core/helpers.ts';

const LATEST = 'openstack/latest';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ops';

const openStack = (given: PlanArguments = {}) => planOf({ tree: 'openstack', ...given });
const metaDataOf = (given: PlanArguments): unknown => JSON.parse(fileOf(openStack(given), `${LATEST}/meta_data.json`)!);

describe('folders', () => {
  const given: PlanArguments = {
    vmData: [['userdata', 'user_data', base64('#!/bin/sh\n')]],
    nics: [{ mac: '02:00:4c:5e:00:05' }],
    vendorData2: { static: {} },
  };
  const FILES = ['meta_data.json', 'network_data.json', 'user_data', 'vendor_data.json', 'vendor_data2.json'];

  it('latest alone has every file, and EC2’s two are beside it', () => {
    expect(pathsOf(openStack(given))).toEqual([
      'ec2/latest/meta-data.json',
      'ec2/latest/user-data',
      ...FILES.map((file) => `${LATEST}/${file}`),
    ]);
  });

  it('dated are all of nova’s, with the very same contents', () => {
    const { entries } = openStack({ ...given, openstackVersions: 'dated' });
    const folders = new Set(entries.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
    expect([...folders].filter((folder) => folder.startsWith('openstack/'))).toHaveLength(11);
    expect(folders).toContain('openstack/2018-08-27');
    expect(folders).toContain('ec2/2009-04-04');
    expect(entries).toHaveLength(11 * FILES.length + 2 * 2);
    expect(new Set(entries.map(({ content }) => content)).size).toBe(FILES.length + 1);
  });

  it('hold what must be there when there is little to say', () => {
    const drive = openStack();
    expect(pathsOf(drive)).toEqual([
      'ec2/latest/meta-data.json',
      `${LATEST}/meta_data.json`,
      `${LATEST}/vendor_data.json`,
    ]);
    expect(issuesOf(drive)).toEqual(['notice network-data-absent at nics']);
    expect(drive.label).toBe('config-2');
  });
});

describe('meta_data.json', () => {
  it('has OpenStack’s keys, and what users add in meta', () => {
    const vmData: PlanArguments['vmData'] = [
      ['metadata', 'local-hostname', 'web-1'],
      ['metadata', 'availability-zone', 'zone-1'],
      ['metadata', 'service-offering', 'Medium'],
      ['metadata', 'local-ipv4', '10.1.1.5'],
      ['metadata', 'public-keys', KEY],
      ['metadata', 'cloud-name', 'Here'],
      ['metadata', 'department', 'Ops'],
      ['metadata', 'hostname', 'a word that is free in meta'],
      ['password', 'vm_password', 's3cret'],
    ];
    const extras: PlanArguments = { projectId: 'p', launchIndex: 0, randomSeed: 'AAEC' };
    expect(metaDataOf({ vmData, ...extras })).toEqual({
      uuid: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
      hostname: 'web-1',
      availability_zone: 'zone-1',
      keys: [{ type: 'ssh', data: KEY, name: 'ops' }],
      public_keys: { ops: KEY },
      meta: { 'cloud-name': 'Here', department: 'Ops', hostname: 'a word that is free in meta' },
      admin_pass: 's3cret',
      project_id: 'p',
      launch_index: 0,
      random_seed: 'AAEC',
    });
    expect(JSON.parse(fileOf(openStack({ vmData }), 'ec2/latest/meta-data.json')!)).toEqual({
      'instance-id': '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
      'local-hostname': 'web-1',
      hostname: 'web-1',
      placement: { 'availability-zone': 'zone-1' },
      'instance-type': 'Medium',
      'local-ipv4': '10.1.1.5',
      'public-keys': { '0': { 'openssh-key': KEY } },
    });
  });

  it('names the files for the guest, which lie in content/', () => {
    const files: PlanArguments['files'] = [
      { path: '/etc/motd', content: 'Hallö\n' },
      { path: '/opt/blob.bin', base64: 'AAEC' },
    ];
    const drive = openStack({ files });
    expect(metaDataOf({ files })).toMatchObject({
      files: [
        { path: '/etc/motd', content_path: '/content/0000' },
        { path: '/opt/blob.bin', content_path: '/content/0001' },
      ],
    });
    expect(fileOf(drive, 'openstack/content/0000')).toBe('Hallö\n');
    expect(fileOf(drive, 'openstack/content/0001')).toBe('\u0000\u0001\u0002');
  });

  it('lists devices in nova’s keys', () => {
    const devices: PlanArguments['devices'] = [
      {
        type: 'nic',
        bus: 'pci',
        address: '0000:00:02.0',
        mac: '02-00-4C-5E-00-05',
        vlan: 1000,
        vfTrusted: true,
        tags: ['trusted'],
      },
      { type: 'disk', bus: 'ide', address: '0:0', serial: 'disk-vol-227', path: '/dev/sda', tags: ['db'] },
      { type: 'share', shareId: 'e4a1', tag: 'data' },
    ];
    expect(metaDataOf({ devices })).toMatchObject({
      devices: [
        {
          type: 'nic',
          bus: 'pci',
          address: '0000:00:02.0',
          mac: '02:00:4c:5e:00:05',
          vlan: 1000,
          vf_trusted: true,
          tags: ['trusted'],
        },
        { type: 'disk', bus: 'ide', address: '0:0', serial: 'disk-vol-227', path: '/dev/sda', tags: ['db'] },
        { type: 'share', share_id: 'e4a1', tag: 'data' },
      ],
    });
  });

  it('leaves out what guests would take for their own', () => {
    const drive = openStack({
      vmData: [
        ['metadata', 'dsmode', 'disabled'],
        ['metadata', 'admin_pass', 'x'],
      ],
    });
    expect(JSON.parse(fileOf(drive, `${LATEST}/meta_data.json`)!)).not.toHaveProperty('meta');
    expect(issuesOf(drive)).toEqual([
      'warning reader-owned-name at vmData[1][1]',
      'warning reader-owned-name at vmData[2][1]',
      'notice network-data-absent at nics',
    ]);
  });
});

it('network_data.json has every mask as nova’s schema wants it', () => {
  const nics: PlanArguments['nics'] = [
    {
      mac: '02:00:4c:5e:00:05',
      ipv6: {
        address: '2001:db8::5/64',
        gateway: '2001:db8::1',
        routes: [{ network: '2001:db8:8::/45', gateway: '2001:db8::fe' }],
      },
    },
  ];
  const { networks } = JSON.parse(fileOf(openStack({ nics }), `${LATEST}/network_data.json`)!) as {
    networks: readonly { routes: unknown }[];
  };
  expect(networks[0]?.routes).toEqual([
    { network: '::', netmask: '::', gateway: '2001:db8::1' },
    { network: '2001:db8:8::', netmask: 'ffff:ffff:fff8::', gateway: '2001:db8::fe' },
  ]);
});

describe('refused', () => {
  it.each<[PlanArguments, string]>([
    [{ files: [{ path: 'etc/motd', content: '' }] }, 'file-path-invalid at files[0].path'],
    [{ files: [{ path: '/etc/../root/x', content: '' }] }, 'file-path-invalid at files[0].path'],
    [{ files: [{ path: '/etc/', content: '' }] }, 'file-path-invalid at files[0].path'],
    [{ files: [{ path: '/a\nb', content: '' }] }, 'file-path-invalid at files[0].path'],
    [{ files: [{ path: `/${'a'.repeat(4095)}`, content: '' }] }, 'file-path-invalid at files[0].path'],
    [
      {
        files: [
          { path: '/a', content: '' },
          { path: '/a', content: '' },
        ],
      },
      'file-path-invalid at files[1].path',
    ],
    [{ files: [{ path: '/a' }] }, 'file-content-invalid at files[0]'],
    [{ files: [{ path: '/a', content: '', base64: '' }] }, 'file-content-invalid at files[0]'],
    [{ files: [{ path: '/a', base64: '?' }] }, 'file-content-invalid at files[0].base64'],
    [{ files: [{ path: '/a', content: '\ud800' }] }, 'text-ill-formed at files[0].content'],
    [{ randomSeed: '' }, 'random-seed-invalid at randomSeed'],
    [{ randomSeed: 'A' }, 'random-seed-invalid at randomSeed'],
    [{ launchIndex: -1 }, 'launch-index-invalid at launchIndex'],
    [{ devices: [{ type: 'nic', mac: 'x' }] }, 'mac-invalid at devices[0].mac'],
    [{ devices: [{ type: 'nic', vlan: 4095 }] }, 'vlan-id-invalid at devices[0].vlan'],
    [{ vendorData2: '{' }, 'vendor-data-invalid at vendorData2'],
    [{ profile: 'cloudstack' }, 'profile-unfit at profile'],
  ])('%j', (given, refusal) => {
    expect(refusalsOf(() => openStack(given))).toEqual([refusal]);
  });

  it('are trees and versions that there are not', () => {
    const words = { tree: 'other', openstackVersions: 'none' } as unknown as PlanArguments;
    expect(refusalsOf(() => planOf(words))).toEqual(['wrong-value at tree', 'wrong-value at openstackVersions']);
  });
});

it('what the tree has no place for is named', () => {
  const extras: PlanArguments = {
    files: [],
    randomSeed: 'AAEC',
    devices: [],
    vendorData2: {},
    projectId: '',
    launchIndex: 0,
  };
  const unused = (given: PlanArguments) => issuesOf(planOf(given)).filter((issue) => issue.includes('input-unused'));
  for (const tree of ['cloudstack', 'nocloud'] as const) expect(unused({ tree, ...extras })).toHaveLength(6);
  expect(unused({ tree: 'openstack', ...extras })).toEqual([]);
  expect(unused({ tree: 'openstack', vmData: [['notes', 'a', 'b']] })).toEqual(['warning input-unused at vmData[1]']);
});
