/**
 * FreeBSD's nuageinit looks in the meta-data of a seed for public_keys, and all others for public-keys: a seed had the keys for the
 * others only, and no way to say them to FreeBSD.
 */
import { buildConfigDrive, withoutPassword, withPublicKeys } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import { expect, it } from 'vitest';

const timestamp = new Date('2026-03-01T12:00:00Z');
const guestOs = 'FreeBSD 14 (64-bit)';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd a';
const OTHER = `${KEY}nother one`;

const seed = (publicKeys: string | undefined, system?: string) =>
  buildConfigDrive(
    { vmData: [['metadata', 'instance-id', 'a']], publicKeys, guestOs: system, tree: 'nocloud' },
    { timestamp },
  ).drive;

/** Lengths of the keys that each takes. */
const seenIn = (drive: Parameters<typeof explain>[0]) =>
  (['freebsd-nuageinit', 'cirros'] as const).map(
    (guest) => explain(drive, { guests: [guest] })[0]?.view.keys?.map(({ byteLength }) => byteLength) ?? [],
  );

it('a seed for FreeBSD has them for both, and any other as it was', () => {
  expect(seenIn(seed(KEY, guestOs))).toEqual([[KEY.length], [KEY.length]]);
  expect(seenIn(seed(KEY))).toEqual([[], [KEY.length]]);
});

it('a change of keys reaches every name that is there, and that of a guest which is said to be FreeBSD', () => {
  const both = [[OTHER.length], [OTHER.length]];
  expect(seenIn(withPublicKeys(seed(KEY, guestOs), OTHER, { timestamp }))).toEqual(both);
  expect(seenIn(withPublicKeys(seed(KEY), OTHER, { timestamp, guestOs }))).toEqual(both);
  expect(seenIn(withPublicKeys(seed(undefined), OTHER, { timestamp, guestOs }))).toEqual(both);
  expect(seenIn(withPublicKeys(seed(KEY), OTHER, { timestamp }))).toEqual([[], [OTHER.length]]);
  expect(seenIn(withPublicKeys(seed(KEY, guestOs), '', { timestamp }))).toEqual([[], []]);
  expect(seenIn(withoutPassword(seed(KEY, guestOs), { timestamp }))).toEqual([[KEY.length], [KEY.length]]);
});
