import type { DriveCheck, Triple } from '@configdrive/core';
import { buildConfigDrive } from '@configdrive/core';
import { InvalidInputError, issueText } from '@configdrive/issues';
import { describe, expect, it } from 'vitest';
import { planOf, refusalsOf, TIMESTAMP } from '../../../test/core/helpers.ts';
import { entriesFrom, type Files } from '../../../test/explain/explained.ts';
import { guestIssues } from './guest-issues.ts';
import type { GuestName } from './guests.ts';
import { defaultGuests, likelyGuests } from './likely-guests.ts';

const TWO_KEYS: Triple = [
  'metadata',
  'public-keys',
  [
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd a',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv b',
  ].join('\n'),
];

const driveOf = (files: Files) => ({ label: 'config-2', entries: entriesFrom(files) });

describe('guestIssues', () => {
  it('names the reader, and its releases once where they say the same', () => {
    const concerns = guestIssues(driveOf({ 'openstack/latest/meta_data.json': {} }), ['cloud-init']);
    expect(concerns.map(issueText)).toEqual([
      'openstack/latest/meta_data.json.uuid: cloud-init 22.4 and 26: without it cloud-init refuses this drive',
    ]);
  });

  it('tells releases apart where they differ', () => {
    const links = [{ id: 'a', type: 'phy', ethernet_mac_address: '02:00:4c:5e:00:05' }];
    const networks = [{ link: 'a', type: 'ipv4', ip_address: '10.1.1.5', netmask: '24', gateway: '10.2.1.1' }];
    const files = {
      'openstack/latest/meta_data.json': { uuid: 'u' },
      'openstack/latest/network_data.json': { links, networks },
    };
    expect(guestIssues(driveOf(files), ['cloud-init']).map(({ message }) => message)).toEqual([
      'cloud-init 22.4: not in the network of the address it belongs to',
    ]);
  });

  it('says neither notices nor what planning has found', () => {
    const drive = planOf({ vmData: [['password', 'vm_password', 'a"b']], options: { profile: 'cloudstack' } });
    expect(drive.issues.map(({ code }) => code)).toEqual(['network-data-empty', 'vendor-data-broken']);
    expect(guestIssues(drive)).toEqual([]);
    expect(guestIssues({ label: drive.label, entries: drive.entries }).map(({ code }) => code)).toContain(
      'json-unreadable',
    );
  });

  it('asks the programs that a guest most probably has', () => {
    expect(defaultGuests()).toEqual(['cloud-init', 'cloudstack-scripts-linux']);
    expect(defaultGuests('linux', 'nocloud')).toEqual(['cloud-init-nocloud']);
    expect(defaultGuests('windows', 'nocloud')).toEqual(['cloudbase-init']);
    expect(defaultGuests('windows', 'openstack')).toEqual(['cloudbase-init']);
    expect(defaultGuests('Windows')).toEqual(['cloudbase-init', 'cloudstack-script-windows']);
  });
});

describe('likelyGuests', () => {
  const likelyFor = (input: object): readonly GuestName[] =>
    likelyGuests(buildConfigDrive({ ...input, vmData: [['metadata', 'vm-id', 'u']] }, { timestamp: TIMESTAMP }).drive);
  const PASSWORD: Triple = ['password', 'vm_password', 's3cret'];

  it('are by the system and the tree of a machine', () => {
    expect(likelyGuests({ guestOs: 'Windows Server 2022', tree: 'cloudstack' })).toEqual(defaultGuests('windows'));
    expect(likelyGuests({ guestOs: undefined, tree: 'openstack' })).toEqual(['cloud-init']);
  });

  it('are by the tree of a drive, and where it has several by its label', () => {
    expect(likelyFor({})).toEqual(defaultGuests());
    expect(likelyFor({ tree: 'openstack' })).toEqual(['cloud-init']);
    expect(likelyFor({ tree: 'nocloud' })).toEqual(['cloud-init-nocloud']);
    const both: Files = { 'openstack/latest/meta_data.json': { uuid: 'u' }, 'meta-data': '', 'user-data': '' };
    expect(likelyGuests(driveOf(both))).toEqual(['cloud-init']);
    expect(likelyGuests({ ...driveOf(both), label: 'CIDATA' })).toEqual(['cloud-init-nocloud']);
    expect(likelyGuests({ label: 'cidata', entries: [] })).toEqual(['cloud-init-nocloud']);
    expect(likelyGuests({ label: 'other', entries: [] })).toEqual(['cloud-init']);
  });

  it.each(['portable', 'cloudstack'] as const)('are those of Windows where a drive of %s tells', (profile) => {
    const of = (guestOs: string): readonly GuestName[] => {
      const vmData: Triple[] = [['metadata', 'vm-id', 'u'], PASSWORD];
      const md5: Triple[] = guestOs === 'linux' ? [] : [['password', 'vm-password-md5checksum', '0']];
      const input = { guestOs, profile, vmData: profile === 'portable' ? vmData : [...vmData, ...md5] };
      return likelyGuests(buildConfigDrive(input, { timestamp: TIMESTAMP }).drive);
    };
    expect(of('Windows')).toEqual(defaultGuests('windows'));
    expect(of('linux')).toEqual(defaultGuests());
  });
});

const asking =
  (guests: readonly GuestName[]): DriveCheck =>
  (drive) =>
    guestIssues(drive, guests);

describe('a drive that is checked for given guests', () => {
  const input = { vmData: [TWO_KEYS, ['metadata', 'vm-id', 'u'] as Triple] };

  it('has what concerns them among its issues, and only them', () => {
    const codesWith = (...guests: readonly GuestName[]) =>
      buildConfigDrive(input, { timestamp: TIMESTAMP, check: asking(guests) }).issues.map(
        ({ code, severity }) => `${severity} ${code}`,
      );
    expect(codesWith('cloud-init')).toEqual(['notice network-data-absent']);
    expect(codesWith('cloudstack-scripts-linux')).toEqual(['notice network-data-absent', 'warning public-keys-joined']);
    expect(buildConfigDrive(input, { timestamp: TIMESTAMP }).issues).toHaveLength(1);
  });

  it('is refused by a strict build when one of them would lose it', () => {
    const userData = { ...input, userData: '#cloud-config\n' };
    const options = { timestamp: TIMESTAMP, check: asking(['ignition-openstack']) };
    expect(buildConfigDrive(userData, options).issues.map(({ code }) => code)).toContain('user-data-not-ignition');
    expect(refusalsOf(() => buildConfigDrive(userData, { ...options, strict: true }))).toEqual([
      'user-data-not-ignition at openstack/latest/user_data',
    ]);
    expect(() => buildConfigDrive(userData, { ...options, strict: true })).toThrow(InvalidInputError);
  });
});
