/** NoCloud's tree: four files at the top. */
import { describe, expect, it } from 'vitest';
import {
  base64,
  fileOf,
  issuesOf,
  type PlanArguments,
  pathsOf,
  planInput,
  planOf,
  refusalsOf,
} from '../../../../test/core/helpers.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd ops';

const noCloud = (given: PlanArguments = {}) => planOf({ tree: 'nocloud', ...given });

it('has the two files that must be there, and its own label', () => {
  const drive = noCloud();
  expect(pathsOf(drive)).toEqual(['meta-data', 'user-data']);
  expect(drive.label).toBe('cidata');
  expect(fileOf(drive, 'user-data')).toBe('');
  expect(issuesOf(drive)).toEqual(['notice network-data-absent at nics']);
  expect(issuesOf(noCloud({ label: 'CIDATA' }))).toEqual(['notice network-data-absent at nics']);
  expect(issuesOf(noCloud({ label: 'config-2' }))).toContain('warning label-unknown at label');
});

it('meta-data is JSON with a line for each datum, identity first', () => {
  const vmData: PlanArguments['vmData'] = [
    ['metadata', 'local-hostname', 'web-1'],
    ['metadata', 'service-offering', 'Medium: 2 vCPU'],
    ['metadata', 'public-keys', `${KEY}\n${KEY} two`],
    ['metadata', 'owner', 'on'],
    ['metadata', 'a b', '12:30:45'],
    ['metadata', 'off', 'multi\nline'],
    ['metadata', 'seedfrom', 'https://example.org/'],
  ];
  const drive = noCloud({ vmData });
  expect(fileOf(drive, 'meta-data')).toBe(
    [
      '{',
      '  "instance-id": "6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11",',
      '  "vm-id": "6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11",',
      '  "local-hostname": "web-1",',
      '  "service-offering": "Medium: 2 vCPU",',
      `  "public-keys": ["${KEY}","${KEY} two"],`,
      '  "owner": "on",',
      '  "a b": "12:30:45",',
      '  "off": "multi\\nline"',
      '}',
      '',
    ].join('\n'),
  );
  expect(issuesOf(drive)).toContain('warning reader-owned-name at vmData[7][1]');
});

it('says when every machine would have one identity', () => {
  const drive = planInput({ vmData: [], tree: 'nocloud' }, { timestamp: new Date(0) });
  expect(issuesOf(drive)).toContain('warning instance-id-missing at vmData');
  expect(fileOf(drive, 'meta-data')).toBe('{}\n');
});

describe('a password for Windows', () => {
  const vmData: PlanArguments['vmData'] = [['password', 'vm_password', 'Vp7 "kQz']];
  const passwordOf = (given: PlanArguments): unknown =>
    JSON.parse(fileOf(noCloud(given), 'meta-data') ?? '')['admin-password'];

  it('is in meta-data, where cloudbase-init looks for it, and nowhere else for other guests', () => {
    expect(passwordOf({ vmData, guestOs: 'Windows Server 2022' })).toBe('Vp7 "kQz');
    expect(passwordOf({ vmData })).toBeUndefined();
    expect(passwordOf({ guestOs: 'Windows' })).toBeUndefined();
  });

  it('is not given by a custom parameter', () => {
    const drive = noCloud({ vmData: [['metadata', 'admin-password', 'x']] });
    expect(fileOf(drive, 'meta-data')).not.toContain('admin-password');
    expect(issuesOf(drive)).toContain('warning reader-owned-name at vmData[1][1]');
  });
});

describe('vendor-data', () => {
  const vendorData = '#!/bin/sh\ntrue\n';
  const PASSWORD_DOCUMENT = '#cloud-config\npassword: s3cret\nchpasswd:\n  expire: False';
  const vmData: PlanArguments['vmData'] = [['password', 'vm_password', 's3cret']];
  const textOf = (given: PlanArguments) => fileOf(noCloud(given), 'vendor-data');

  it.each<[PlanArguments, string | undefined]>([
    [{}, undefined],
    [{ vmData }, PASSWORD_DOCUMENT],
    [{ vmData, sshPwauth: true }, `${PASSWORD_DOCUMENT}\nssh_pwauth: True`],
    [{ vendorData }, vendorData],
    [{ vendorData: { 'cloud-init': vendorData } }, vendorData],
    [{ vmData, vendorData }, `#cloud-config-archive\n["#!/bin/sh\\ntrue\\n", ${JSON.stringify(PASSWORD_DOCUMENT)}]`],
    [
      { vendorData: { 'cloud-init': [vendorData, '#cloud-config\n'] } },
      '#cloud-config-archive\n["#!/bin/sh\\ntrue\\n","#cloud-config\\n"]',
    ],
  ])('of %j', (given, text) => {
    expect(textOf(given)).toBe(text);
  });

  it('cannot hold a password beside what must stand alone', () => {
    const include = '#include\nhttps://example.org/\n';
    expect(textOf({ vendorData: include })).toBe(include);
    expect(refusalsOf(() => noCloud({ vmData, vendorData: include }))).toEqual([
      'vendor-data-unjoinable at vendorData',
    ]);
    expect(issuesOf(noCloud({ vendorData: { static: {} } }))).toContain('warning input-unused at vendorData');
  });
});

describe('network-config', () => {
  const configOf = (given: PlanArguments): unknown => JSON.parse(fileOf(noCloud(given), 'network-config') ?? 'null');

  it('is version 1, with a gateway for each subnet that has the default route', () => {
    const nics: PlanArguments['nics'] = [
      {
        mac: '02:00:4c:5e:00:05',
        mtu: 1450,
        ipv4: {
          address: '10.1.1.5/24',
          gateway: '10.1.1.1',
          dns: ['10.1.1.1'],
          routes: [{ network: '10.9.0.0/16', gateway: '10.1.1.254' }],
        },
        ipv6: { address: '2001:db8::5/64', gateway: '2001:db8::1', dns: ['2001:db8::53'] },
      },
      { mac: '02:00:4c:5e:00:06', ipv4: { address: '10.2.2.5/24', gateway: '10.2.2.1' } },
      { mac: '02:00:4c:5e:00:07', ipv4: 'dhcp', ipv6: 'dhcp' },
      { mac: '02:00:4c:5e:00:08', ipv4: null, ipv6: 'slaac' },
      { mac: '02:00:4c:5e:00:09', ipv4: null },
    ];
    expect(configOf({ nics })).toEqual({
      version: 1,
      config: [
        {
          type: 'physical',
          name: 'eth0',
          mac_address: '02:00:4c:5e:00:05',
          mtu: 1450,
          subnets: [
            {
              type: 'static',
              address: '10.1.1.5',
              netmask: '255.255.255.0',
              gateway: '10.1.1.1',
              routes: [{ destination: '10.9.0.0/16', gateway: '10.1.1.254' }],
            },
            { type: 'static6', address: '2001:db8::5/64', gateway: '2001:db8::1' },
          ],
        },
        {
          type: 'physical',
          name: 'eth1',
          mac_address: '02:00:4c:5e:00:06',
          mtu: 1500,
          subnets: [{ type: 'static', address: '10.2.2.5', netmask: '255.255.255.0' }],
        },
        {
          type: 'physical',
          name: 'eth2',
          mac_address: '02:00:4c:5e:00:07',
          subnets: [{ type: 'dhcp' }, { type: 'ipv6_dhcpv6-stateful' }],
        },
        { type: 'physical', name: 'eth3', mac_address: '02:00:4c:5e:00:08', subnets: [{ type: 'ipv6_slaac' }] },
        { type: 'physical', name: 'eth4', mac_address: '02:00:4c:5e:00:09' },
        { type: 'nameserver', address: ['10.1.1.1', '2001:db8::53'] },
      ],
    });
  });

  it('is left out without NICs, or says that there is nothing', () => {
    expect(configOf({})).toBeNull();
    expect(configOf({ emptyNetworkData: 'write' })).toEqual({ version: 1, config: [] });
  });
});

it('has user data as they are', () => {
  expect(fileOf(noCloud({ vmData: [['userdata', 'user_data', base64('#!/bin/sh\n')]] }), 'user-data')).toBe(
    '#!/bin/sh\n',
  );
});
