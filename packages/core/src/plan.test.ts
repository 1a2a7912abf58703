import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64,
  codeAndPlace,
  fileOf,
  filesBelow,
  issuesOf,
  pathsOf,
  planInput,
  planOf,
  refusalsOf,
  TIMESTAMP,
  VM_ID,
} from '../../../test/core/helpers.ts';
import type { DriveInput, Triple } from './input/drive-input.ts';
import { checkedDataOf, Machine } from './machine/machine.ts';
import { parseMachine } from './parse.ts';
import { planConfigDrive } from './plan.ts';

const UUID = VM_ID[2] ?? '';

describe('both trees', () => {
  const vmData: Triple[] = [
    ['userdata', 'user_data', base64('#!/bin/sh\n')],
    ['metadata', 'service-offering', 'Small'],
    ['metadata', 'availability-zone', 'zone-1'],
    ['metadata', 'local-hostname', 'web-1'],
    ['metadata', 'local-ipv4', '10.1.1.5'],
    ['metadata', 'public-hostname', null],
    ['metadata', 'instance-id', UUID],
    ['metadata', 'cloud-identifier', ''],
    ['metadata', 'cloud-name', 'Wölkchen'],
    ['password', 'vm_password', 's3cret'],
  ];

  it('hold in portable what the triples say, under every name that guests look for', () => {
    const drive = planOf({ vmData });
    expect(pathsOf(drive)).toEqual([
      'cloudstack/metadata',
      'cloudstack/userdata',
      'cloudstack/password',
      'cloudstack/userdata/user_data.txt',
      'cloudstack/metadata/vm-id.txt',
      'cloudstack/metadata/service-offering.txt',
      'cloudstack/metadata/availability-zone.txt',
      'cloudstack/metadata/local-hostname.txt',
      'cloudstack/metadata/local-ipv4.txt',
      'cloudstack/metadata/instance-id.txt',
      'cloudstack/metadata/cloud-name.txt',
      'cloudstack/password/vm_password.txt',
      'cloudstack/password/vm-password-md5checksum.txt',
      'cloudstack/metadata/availability_zone.txt',
      'cloudstack/metadata/instance_id.txt',
      'cloudstack/metadata/local_hostname.txt',
      'cloudstack/metadata/service_offering.txt',
      'cloudstack/metadata/vm_id.txt',
      'cloudstack/password/vm_password_md5checksum.txt',
      'cloudstack/password/vm_password_md5checksum',
      'cloudstack/user_data/user_data.txt',
      'openstack/latest/meta_data.json',
      'openstack/latest/vendor_data.json',
      'openstack/latest/user_data',
    ]);
    expect(filesBelow(drive, 'cloudstack/metadata')).toEqual({
      'vm-id.txt': UUID,
      'service-offering.txt': 'Small',
      'availability-zone.txt': 'zone-1',
      'local-hostname.txt': 'web-1',
      'local-ipv4.txt': '10.1.1.5',
      'instance-id.txt': UUID,
      'cloud-name.txt': 'Wölkchen',
    });
    expect(filesBelow(drive, 'openstack/latest')).toEqual({
      'meta_data.json': `{"uuid":"${UUID}","availability_zone":"zone-1","hostname":"web-1","cloud-name":"Wölkchen"}`,
      'vendor_data.json': '{"cloud-init": "#cloud-config\\npassword: s3cret\\nchpasswd:\\n  expire: False"}',
      user_data: '#!/bin/sh\n',
    });
    expect(filesBelow(drive, 'cloudstack/password')).toEqual({
      'vm_password.txt': 's3cret',
      'vm-password-md5checksum.txt': '33e1b232a4e6fa0028a6670753749a17',
    });
    expect(issuesOf(drive)).toEqual(['notice network-data-absent at nics']);
  });

  it('hold in cloudstack what CloudStack writes, and no more', () => {
    const drive = planOf({ vmData, options: { profile: 'cloudstack' } });
    expect(pathsOf(drive).filter((path) => path.startsWith('openstack') || path.includes('password'))).toEqual([
      'cloudstack/password',
      'cloudstack/password/vm_password.txt',
      'openstack/latest/meta_data.json',
      'openstack/latest/network_data.json',
      'openstack/latest/vendor_data.json',
      'openstack/latest/user_data',
    ]);
    expect(drive.entries.some(({ sameAs }) => sameAs !== undefined)).toBe(false);
  });

  it('share the user data: one object, and aliases of it', () => {
    const { entries } = planOf({ vmData });
    const at = (path: string) => entries.find((entry) => entry.path === path);
    expect(at('openstack/latest/user_data')?.content).toBe(at('cloudstack/userdata/user_data.txt')?.content);
    expect(at('cloudstack/user_data/user_data.txt')?.sameAs).toBe('cloudstack/userdata/user_data.txt');
  });

  it('exist for nothing but an identity', () => {
    expect(pathsOf(planOf({}))).toEqual([
      'cloudstack/metadata',
      'cloudstack/metadata/vm-id.txt',
      'cloudstack/metadata/vm_id.txt',
      'openstack/latest/meta_data.json',
      'openstack/latest/vendor_data.json',
    ]);
  });
});

describe('NICs whose user data comes from elsewhere', () => {
  const drive: Partial<DriveInput> = {
    vmData: [
      ['userdata', 'user_data', base64('#!/bin/sh\n')],
      ['password', 'vm_password', 's3cret'],
    ],
    nics: [{ mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24' }, services: ['Dhcp', 'Dns'] }],
  };
  const other = { mac: '02:00:4c:5e:00:06', ipv4: { address: '10.2.1.5/24' } };

  it('leave of a cloudstack drive its network and the password', () => {
    const upstream = planOf({ ...drive, options: { profile: 'cloudstack' } });
    expect(pathsOf(upstream)).toEqual(['openstack/latest/network_data.json', 'openstack/latest/vendor_data.json']);
    expect(fileOf(upstream, 'openstack/latest/vendor_data.json')).toContain('s3cret');
    expect(issuesOf(upstream)).toEqual(['warning user-data-unprovided at nics']);
    expect(refusalsOf(() => planOf({ ...drive, options: { profile: 'cloudstack', strict: true } }))).toEqual([
      'user-data-unprovided at nics',
    ]);
  });

  it('change nothing in portable: no guest takes a drive without metadata', () => {
    const nics = drive.nics?.map(({ services, ...nic }) => nic);
    expect(planOf(drive)).toEqual(planOf({ ...drive, nics }));
  });

  it.each([
    ['does', [...(drive.nics ?? []), { ...other, services: ['UserData' as const] }]],
    ['does not say', [...(drive.nics ?? []), other]],
  ])('change nothing in cloudstack where another NIC %s', (_, nics) => {
    const upstream = planOf({ ...drive, nics, options: { profile: 'cloudstack' } });
    expect(pathsOf(upstream)).toContain('openstack/latest/user_data');
    expect(fileOf(upstream, 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}"}`);
  });
});

describe('blank contents', () => {
  it.each([null, '', ' ', '\n\t '])('give a directory and no file (%#)', (content) => {
    const drive = planOf({
      vmData: [
        ['password', 'vm_password', content],
        ['userdata', 'user_data', content],
      ],
    });
    expect(pathsOf(drive)).toEqual(expect.arrayContaining(['cloudstack/password', 'cloudstack/userdata']));
    expect(filesBelow(drive, 'cloudstack/password')).toEqual({});
    expect(filesBelow(drive, 'cloudstack/userdata')).toEqual({});
    expect(fileOf(drive, 'openstack/latest/user_data')).toBeUndefined();
    expect(fileOf(drive, 'openstack/latest/vendor_data.json')).toBe('{}');
  });

  it('of metadata are a value in CloudStack’s meta_data.json unless they are empty', () => {
    const vmData: Triple[] = [
      ['metadata', 'cloud-name', ' '],
      ['metadata', 'cloud-domain', ''],
    ];
    expect(fileOf(planOf({ vmData }), 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}"}`);
    const drive = planOf({ vmData, options: { profile: 'cloudstack' } });
    expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(`{"uuid":"${UUID}","cloud-name":" "}`);
    expect(fileOf(drive, 'cloudstack/metadata/cloud-name.txt')).toBeUndefined();
  });
});

describe('identity', () => {
  const metaData = (given: Partial<DriveInput>, profile?: 'cloudstack'): string | undefined => {
    const drive = planInput({ vmData: [], ...given }, { timestamp: TIMESTAMP, profile, allow: ['uuid-missing'] });
    return `${fileOf(drive, 'openstack/latest/meta_data.json')} ${issuesOf(drive).some((issue) => /^warning uuid-(?:missing|absent)/.test(issue))}`;
  };
  const instanceId: Triple[] = [['metadata', 'instance-id', 'i-1']];

  it.each([
    [{ vmData: [VM_ID], instanceName: 'i-2-10-VM' }, `{"uuid":"${UUID}"} false`, `{"uuid":"${UUID}"} false`],
    [{ vmData: instanceId, instanceName: 'i-2-10-VM' }, '{"uuid":"i-1"} false', '{} true'],
    [{ instanceName: 'i-2-10-VM' }, '{"uuid":"i-2-10-VM"} false', '{} true'],
    [{}, '{} true', '{} true'],
  ])('of %j', (given, inPortable, inCloudstack) => {
    expect(metaData(given)).toBe(inPortable);
    expect(metaData(given, 'cloudstack')).toBe(inCloudstack);
  });

  it.each([undefined, 'openstack'] as const)('that is missing refuses the input (tree %s)', (tree) => {
    const parse = (): unknown => parseMachine({ vmData: [], tree });
    expect(refusalsOf(parse)).toEqual(['uuid-missing at vmData']);
  });

  it('that is missing refuses nothing in NoCloud, nor where it is allowed, strict or not', () => {
    expect(refusalsOf(() => parseMachine({ vmData: [], tree: 'nocloud' }))).toEqual([]);
    const plan = (): unknown =>
      planInput({ vmData: [] }, { timestamp: TIMESTAMP, strict: true, allow: ['uuid-missing'] });
    expect(refusalsOf(plan)).toEqual([]);
  });

  it('that CloudStack would not write refuses the drive when it is strict', () => {
    const plan = (): unknown =>
      planInput({ vmData: [] }, { timestamp: TIMESTAMP, strict: true, profile: 'cloudstack' });
    expect(refusalsOf(plan)).toEqual(['uuid-absent at openstack/latest/meta_data.json.uuid']);
  });
});

it('told together with what is wrong with the plan is what is wrong with its machine, when it is strict', () => {
  const place = ['nics', 0];
  const machine = new Machine(checkedDataOf(parseMachine({ vmData: [] }, { profile: 'cloudstack' })), [
    { code: 'network-part-dropped', severity: 'error', place, message: 'is not there' },
    { code: 'label-unknown', severity: 'warning', place: ['label'], message: 'is none' },
  ]);
  const plan = (timestamp: Date) => planConfigDrive(machine, { timestamp, strict: true });
  expect(refusalsOf(() => plan(new Date(Number.NaN)))).toEqual([
    'timestamp-invalid at timestamp',
    'network-part-dropped at nics[0]',
    'uuid-absent at openstack/latest/meta_data.json.uuid',
  ]);
  expect(planConfigDrive(machine, { timestamp: TIMESTAMP }).issues.map(codeAndPlace)).toEqual([
    'network-part-dropped at nics[0]',
    'label-unknown at label',
    'uuid-absent at openstack/latest/meta_data.json.uuid',
    'network-data-empty at nics',
  ]);
});

it('plans the same whatever the order of keys in the input', () => {
  const input = {
    instanceName: 'i-2-10-VM',
    guestOs: 'windows',
    vmData: [VM_ID, ['password', 'vm_password', 's3cret']] as Triple[],
    nics: [{ mac: '02:00:4c:5e:00:05', default: true, ipv4: { address: '10.1.1.5/24', gateway: '10.1.1.1' } }],
    customParameters: { b: '1', a: '2', __proto__x: '3' },
  };
  const shuffled = (value: unknown, seed: number): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const turned = [...entries.slice(seed % entries.length), ...entries.slice(0, seed % entries.length)];
    return Object.fromEntries(
      (seed % 2 === 0 ? turned : turned.reverse()).map(([key, item]) => [key, shuffled(item, seed)]),
    );
  };
  const expected = planInput(input, { timestamp: TIMESTAMP });
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      expect(planInput(shuffled(input, seed) as DriveInput, { timestamp: TIMESTAMP })).toEqual(expected);
    }),
  );
});
