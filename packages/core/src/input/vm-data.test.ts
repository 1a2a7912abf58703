import { describe, expect, it } from 'vitest';
import { base64, fileOf, planInput, refusalsOf, TIMESTAMP } from '../../../../test/core/helpers.ts';
import { type VmFields, vmDataFrom } from './vm-data.ts';

const fields: VmFields = {
  vmId: '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11',
  instanceName: 'i-2-10-VM',
  hostname: 'web-1',
  zone: 'Zürich-1',
  serviceOffering: 'Small 😀',
  localIpv4: '10.1.1.5',
};

const namesOf = (given: VmFields, profile?: 'cloudstack'): readonly string[] =>
  vmDataFrom(given, { profile }).map(([directory, name]) => `${directory}/${name}`);

const contentOf = (given: VmFields, name: string, profile?: 'cloudstack'): string | null | undefined =>
  vmDataFrom(given, { profile }).find((triple) => triple[1] === name)?.[2];

describe('vmDataFrom', () => {
  it('gives what CloudStack always has, in its order', () => {
    expect(namesOf(fields)).toEqual([
      'metadata/service-offering',
      'metadata/availability-zone',
      'metadata/local-hostname',
      'metadata/local-ipv4',
      'metadata/public-ipv4',
      'metadata/public-hostname',
      'metadata/instance-id',
      'metadata/vm-id',
      'metadata/public-keys',
      'metadata/cloud-identifier',
      'metadata/hypervisor-host-name',
    ]);
  });

  it('gives everything there can be, in its order', () => {
    const everything: VmFields = {
      ...fields,
      userData: '#!/bin/sh\n',
      guestOs: 'WINDOWS',
      password: 'jk8ssl',
      customParameters: [
        ['tier', 'gold'],
        ['10', 'zehn'],
      ],
      publicKeys: ['ssh-ed25519 A a', 'ssh-ed25519 B b'],
      cloudIdentifier: '7f4a1c',
      hypervisorHostName: 'kvm-1',
      cloudDomain: 'ROOT',
      cloudDomainId: 'd-1',
      cloudName: 'Acme',
    };
    expect(namesOf(everything, 'cloudstack')).toEqual([
      'userdata/user_data',
      'metadata/service-offering',
      'metadata/availability-zone',
      'metadata/local-hostname',
      'metadata/local-ipv4',
      'metadata/tier',
      'metadata/10',
      'metadata/public-ipv4',
      'metadata/public-hostname',
      'metadata/instance-id',
      'metadata/vm-id',
      'metadata/public-keys',
      'metadata/cloud-identifier',
      'password/vm-password-md5checksum',
      'password/vm_password',
      'metadata/hypervisor-host-name',
      'metadata/cloud-domain',
      'metadata/cloud-domain-id',
      'metadata/cloud-name',
    ]);
    expect(contentOf(everything, 'user_data')).toBe(base64('#!/bin/sh\n'));
    expect(contentOf(everything, 'public-keys')).toBe('ssh-ed25519 A a\nssh-ed25519 B b');
    expect(contentOf(everything, 'cloud-identifier')).toBe('CloudStack-{7f4a1c}');
  });

  it.each([
    ['an advanced zone', {}, '10.1.1.5', null],
    ['static NAT', { staticNatIpv4: '203.0.113.9' }, '203.0.113.9', '203.0.113.9'],
    ['a basic zone', { basicZone: true, staticNatIpv4: '203.0.113.9' }, '10.1.1.5', 'web-1'],
  ])('knows the public address in %s', (_, more, address, name) => {
    expect(contentOf({ ...fields, ...more }, 'public-ipv4')).toBe(address);
    expect(contentOf({ ...fields, ...more }, 'public-hostname')).toBe(name);
  });

  it('takes the instance name for an id where there is no other', () => {
    const without = { ...fields, vmId: undefined };
    expect(contentOf(without, 'instance-id')).toBe('i-2-10-VM');
    expect(contentOf(without, 'vm-id')).toBeNull();
  });

  it('escapes in cloudstack every unit above U+007F, but not domain, cloud name and keys', () => {
    const more = { ...fields, customParameters: [['k', 'ä']] as const, cloudName: 'Wölkchen', cloudDomain: 'Zürich' };
    expect(contentOf(more, 'availability-zone')).toBe('Zürich-1');
    expect(contentOf(more, 'availability-zone', 'cloudstack')).toBe('Z\\u00FCrich-1');
    expect(contentOf(more, 'service-offering', 'cloudstack')).toBe('Small \\uD83D\\uDE00');
    expect(contentOf(more, 'k', 'cloudstack')).toBe('\\u00E4');
    expect(contentOf(more, 'cloud-name', 'cloudstack')).toBe('Wölkchen');
    expect(contentOf(more, 'cloud-domain', 'cloudstack')).toBe('Zürich');
  });

  it.each([
    ['Windows', 'jk8ssl', '18e6137ac2caab16074784a6'],
    ['windows', 'Paaf7', '25a50cf778358a60cedf5f6818ea2e'],
    ['Linux', 'jk8ssl', undefined],
    [undefined, 'jk8ssl', undefined],
    ['Windows', 'saved_password', undefined],
    ['Windows', ' ', undefined],
    ['Windows', null, undefined],
  ])('has the md5 of %s guests in cloudstack only (%#)', (guestOs, password, md5) => {
    const given = { ...fields, guestOs, password };
    expect(contentOf(given, 'vm-password-md5checksum', 'cloudstack')).toBe(md5);
    expect(contentOf(given, 'vm-password-md5checksum')).toBeUndefined();
  });

  it('refuses every reserved name', () => {
    const customParameters = [
      ['vm-id', 'x'],
      ['tier', 'gold'],
      ['public-keys', 'y'],
      ['cloud-domain', 'z'],
    ] as const;
    expect(refusalsOf(() => vmDataFrom({ ...fields, customParameters }))).toEqual([
      'reserved-parameter at customParameters[0][0]',
      'reserved-parameter at customParameters[2][0]',
    ]);
  });

  it('makes triples that plan as they are', () => {
    const drive = planInput(
      { vmData: vmDataFrom({ ...fields, userData: Uint8Array.of(0, 255) }) },
      { timestamp: TIMESTAMP },
    );
    expect(fileOf(drive, 'openstack/latest/meta_data.json')).toBe(
      `{"availability_zone":"Zürich-1","hostname":"web-1","uuid":"${fields.vmId}"}`,
    );
  });
});

describe('fields of callers without types', () => {
  it.each([
    [{ hostName: 'web-1', instanceName: 'i-2-10-VM' }, ['unknown-key at the input', 'wrong-type at hostname']],
    [{ ...fields, userData: 5, publicKeys: [5] }, ['wrong-type at userData', 'wrong-type at publicKeys']],
    [{ ...fields, customParameters: { a: 'b' } }, ['wrong-type at customParameters']],
    [undefined, ['wrong-type at the input']],
    [[], ['wrong-type at the input']],
  ])('%j are refused, all together', (given, refusals) => {
    expect(refusalsOf(() => vmDataFrom(given as never))).toEqual(refusals);
  });

  it('need no zone and no offering, which are CloudStack’s, and keys may be one text', () => {
    const few = vmDataFrom({ instanceName: 'i-2-10-VM', hostname: 'web-1', publicKeys: 'a\nb' });
    const contentOf = (name: string) => few.find((triple) => triple[1] === name)?.[2];
    expect(['availability-zone', 'service-offering', 'public-keys'].map(contentOf)).toEqual([null, null, 'a\nb']);
  });
});
