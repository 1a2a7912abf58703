/**
 * One card with DHCPv6 or SLAAC in a NoCloud seed, and cloudbase-init set up none of the cards: it knows `dhcp` and `dhcp6` for
 * subnets without an address, and ends at all other types.
 */
import { buildConfigDrive, type DriveInput, withNetwork } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import { expect, it } from 'vitest';

const timestamp = new Date('2026-03-01T12:00:00Z');
const fixed = { mac: '02:00:4c:5e:00:05', ipv4: { address: '10.1.1.5/24' } } as const;
const others = [
  { mac: '02:00:4c:5e:00:06', ipv4: 'dhcp', ipv6: 'dhcp' },
  { mac: '02:00:4c:5e:00:07', ipv6: 'slaac' },
] as const;

const seed = (guestOs: string, nics: DriveInput['nics'] = [fixed, ...others]) =>
  buildConfigDrive({ vmData: [['metadata', 'instance-id', 'a']], guestOs, nics, tree: 'nocloud' }, { timestamp }).drive;

const networkOf = (drive: Parameters<typeof explain>[0], guest: 'cloudbase-init' | 'talos') =>
  explain(drive, { guests: [guest] })[0]?.view.network?.nics.map(({ addresses, dynamic }) => [
    ...addresses,
    ...dynamic,
  ]);

it('Windows gets what cloudbase-init knows, also by a change', () => {
  const expected = [['10.1.1.5/24'], [], []];
  expect(networkOf(seed('Windows Server 2022'), 'cloudbase-init')).toEqual(expected);
  const before = seed('Windows Server 2022', [fixed]);
  const after = withNetwork(before, [fixed, ...others], { timestamp, guestOs: 'Windows Server 2022' });
  expect(networkOf(after, 'cloudbase-init')).toEqual(expected);
});

it('all others get the words that Talos knows, too', () => {
  expect(networkOf(seed('Talos'), 'talos')).toEqual([['10.1.1.5/24'], ['dhcp4', 'dhcp6'], []]);
  expect(networkOf(seed('Talos'), 'cloudbase-init')).toBeUndefined();
});
