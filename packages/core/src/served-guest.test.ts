/** Who asks for a machine, and what the password server hands out for it. */
import { describe, expect, it } from 'vitest';
import { refusalsOf, TIMESTAMP } from '../../../test/core/helpers.ts';
import type { DriveInput, NicInput } from './input/drive-input.ts';
import { parseMachine } from './parse.ts';
import { planConfigDrive } from './plan.ts';
import { canonicalAddress, servedGuestOf } from './served-guest.ts';

const options = { timestamp: TIMESTAMP };
const VM_ID = ['metadata', 'vm-id', 'a'] as const;
const LOCAL = ['metadata', 'local-ipv4', '10.9.9.9'] as const;
const USER_DATA = ['userdata', 'user_data', Buffer.from('#!/bin/sh\n').toString('base64')] as const;

const nic = (last: number, more: Partial<NicInput> = {}): NicInput => ({
  mac: `02:00:4c:5e:00:0${last}`,
  ipv4: { address: `10.1.1.${last}/24` },
  ...more,
});

const machineOf = (nics: readonly NicInput[], more: Partial<DriveInput> = {}) =>
  parseMachine({ vmData: [VM_ID, LOCAL, USER_DATA], nics, ...more });

describe('a machine', () => {
  it('asks from the addresses of the NICs whose user data the router provides', () => {
    const nics = [
      nic(5, { userDataProvider: 'VirtualRouter', ipv6: { address: '2001:DB8::5/64' } }),
      nic(6, { userDataProvider: 'ConfigDrive' }),
      nic(7, { userDataProvider: 'none' }),
    ];
    expect(servedGuestOf(machineOf(nics)).addresses).toEqual(['10.1.1.5', '2001:db8::5']);
  });

  it('is asked for by nobody where no network has the router for it', () => {
    expect(servedGuestOf(machineOf([nic(5), nic(6, { services: ['Dhcp'] })])).addresses).toEqual([]);
  });

  it('asks from local-ipv4 where it has no NIC, or none with an address', () => {
    expect(servedGuestOf(machineOf([])).addresses).toEqual(['10.9.9.9']);
    const dhcp = nic(5, { ipv4: 'dhcp', userDataProvider: 'VirtualRouter' });
    expect(servedGuestOf(machineOf([dhcp])).addresses).toEqual(['10.9.9.9']);
  });

  it('that says who provides user data must not say the contrary in its services', () => {
    const contradictions: readonly Partial<NicInput>[] = [
      { userDataProvider: 'VirtualRouter', services: ['UserData'] },
      { userDataProvider: 'none', services: ['UserData', 'Dhcp'] },
      { userDataProvider: 'ConfigDrive', services: ['Dhcp'] },
      { userDataProvider: 'ConfigDrive', services: [] },
    ];
    for (const more of contradictions) {
      expect(refusalsOf(() => machineOf([nic(5, more)]))).toEqual([
        'provider-contradiction at nics[0].userDataProvider',
      ]);
    }
    const agreeing: readonly Partial<NicInput>[] = [
      { userDataProvider: 'VirtualRouter', services: ['Dhcp'] },
      { userDataProvider: 'ConfigDrive', services: ['UserData'] },
      { userDataProvider: 'VirtualRouter' },
      { userDataProvider: 'none' },
    ];
    for (const more of agreeing) expect(refusalsOf(() => machineOf([nic(5, more)]))).toEqual([]);
  });
});

describe('user data are on the drive', () => {
  const pathsOf = (nics: readonly NicInput[], more: Partial<DriveInput> = {}): readonly string[] =>
    planConfigDrive(machineOf(nics, more), options).entries.map(({ path }) => path);
  const byRouter = nic(5, { userDataProvider: 'VirtualRouter' });

  it.each(['portable', 'cloudstack'] as const)('when one NIC says so, and else not (%s)', (profile) => {
    expect(pathsOf([byRouter, nic(6)], { profile })).toContain('openstack/latest/user_data');
    const paths = pathsOf([byRouter], { profile });
    expect(paths).not.toContain('openstack/latest/user_data');
    expect(paths.filter((path) => path.startsWith('cloudstack'))).toEqual([]);
    expect(paths).toContain('openstack/latest/network_data.json');
  });

  it('of OpenStack and NoCloud under the same rule', () => {
    expect(pathsOf([byRouter], { tree: 'openstack' })).not.toContain('openstack/latest/user_data');
    expect(pathsOf([byRouter, nic(6)], { tree: 'openstack' })).toContain('openstack/latest/user_data');
    const drive = planConfigDrive(machineOf([byRouter], { tree: 'nocloud' }), options);
    expect(drive.entries.find(({ path }) => path === 'user-data')?.content).toMatchObject({ byteLength: 0 });
  });
});

describe('a drive', () => {
  it('is asked for from all its addresses, else from local-ipv4', () => {
    const machine = machineOf([nic(5), nic(6, { ipv6: { address: '2001:db8::6/64' } })]);
    expect(servedGuestOf(planConfigDrive(machine, options)).addresses).toEqual(['10.1.1.5', '10.1.1.6', '2001:db8::6']);
    expect(servedGuestOf(planConfigDrive(machineOf([]), options)).addresses).toEqual(['10.9.9.9']);
  });

  it('that is a seed is asked for from all addresses of its network-config', () => {
    const nics = [nic(5), nic(6, { ipv4: 'dhcp', ipv6: { address: '2001:db8::6/64' } })];
    const seed = planConfigDrive(machineOf(nics, { tree: 'nocloud' }), options);
    expect(servedGuestOf(seed).addresses).toEqual(['10.1.1.5', '2001:db8::6']);
    const others = seed.entries.filter(({ path }) => path !== 'network-config');
    const askedWith = (config: object | string) => {
      const content = typeof config === 'string' ? config : JSON.stringify(config);
      return servedGuestOf({ ...seed, entries: [...others, { path: 'network-config', content }] }).addresses;
    };
    const second = {
      version: 2,
      ethernets: { eth0: { addresses: ['10.1.1.7/24', { '10.1.1.8/24': {} }] }, eth1: { dhcp4: true }, eth2: null },
      bonds: { bond0: { addresses: ['2001:DB8::7/64'] } },
    };
    expect(askedWith(second)).toEqual(['10.1.1.7', '2001:db8::7']);
    expect(askedWith({ network: second })).toEqual(['10.1.1.7', '2001:db8::7']);
    for (const none of ['', '{', '[]', '{"config": [null, {"subnets": [7, {"address": "x"}]}]}', 'version: 2\n'])
      expect(askedWith(none)).toEqual(['10.9.9.9']);
  });

  it('that is a seed without addresses is asked for from the local-ipv4 of its meta-data', () => {
    const seed = planConfigDrive(machineOf([], { tree: 'nocloud' }), options);
    expect(servedGuestOf(seed).addresses).toEqual(['10.9.9.9']);
    const others = seed.entries.filter(({ path }) => path !== 'meta-data');
    const entries = [...others, { path: 'meta-data', content: 'local-ipv4: 10.1.1.5\n' }];
    expect(servedGuestOf({ ...seed, entries }).addresses).toEqual([]);
  });

  it('whose network cannot be read has no address but local-ipv4', () => {
    const drive = planConfigDrive(machineOf([]), options);
    for (const content of [
      '',
      '{',
      '[]',
      '{"networks": 5}',
      '{"networks": [null, {"ip_address": 7}, {"ip_address": "x"}]}',
    ]) {
      const entries = [...drive.entries, { path: 'openstack/latest/network_data.json', content }];
      expect(servedGuestOf({ ...drive, entries }).addresses).toEqual(['10.9.9.9']);
    }
  });

  it('has the password of its file, and none where CloudStack says that it is saved', () => {
    const withPassword = (text: string) =>
      servedGuestOf({
        ...planConfigDrive(machineOf([]), options),
        entries: [{ path: 'cloudstack/password/vm_password.txt', content: text }],
      }).password;
    expect(withPassword('Secret-1')).toBe('Secret-1');
    expect(withPassword(' two  \nlines ')).toBe(' two  \nlines ');
    for (const none of ['', 'saved_password']) expect(withPassword(none)).toBeUndefined();
  });
});

describe('an address', () => {
  it.each([
    ['10.1.1.5', '10.1.1.5'],
    ['::ffff:10.1.1.5', '10.1.1.5'],
    ['2001:DB8:0:0::5', '2001:db8::5'],
    ['fe80::1%eth0', 'fe80::1'],
    ['64:ff9b::a01:105', '64:ff9b::a01:105'],
  ])('%s is %s to everybody', (text, canonical) => {
    expect(canonicalAddress(text)).toEqual([canonical]);
  });

  it.each(['', 'x', '10.1.1', '010.1.1.5', '10.1.1.5.6', '::ffff:x', '0x0a010105'])('%s is none', (text) => {
    expect(canonicalAddress(text)).toEqual([]);
  });
});
