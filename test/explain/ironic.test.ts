/** Ironic's three accesses to a drive by pycdlib: the plain name, the Rock Ridge tree, the Joliet tree; and explain agrees. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { buildConfigDrive, type DriveInput, type DriveOptions, type NicInput } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import { expect, it } from 'vitest';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { withForeign } from '../support/foreign.ts';
import { readAsIronic } from '../support/readers/pycdlib.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { plannedFiles } from './drives/planned.ts';

const directory = useTemporaryDirectory();

const { nics, ...withoutNics } = SAMPLE;
const withMtu: readonly NicInput[] = nics.map((nic) => ({ ...nic, mtu: 1500 }));

type Case = readonly [name: string, input: DriveInput, options: DriveOptions, rewrites: string | null | undefined];

const CASES: readonly Case[] = [
  ['NICs with an MTU', { ...SAMPLE, nics: withMtu }, {}, null],
  ['a NIC without one', SAMPLE, {}, 'no MTU'],
  ['OpenStack’s whole tree', { ...SAMPLE, nics: withMtu }, { tree: 'openstack', openstackVersions: 'dated' }, null],
  ['an empty network file', withoutNics, { emptyNetworkData: 'write' }, 'empty'],
  ['no network file', withoutNics, {}, undefined],
  ['CloudStack’s own drive', SAMPLE, { profile: 'cloudstack' }, null],
];

withForeign(['pycdlib'], 'Ironic', () => {
  it.each(CASES)('does with a drive of %s what explain says', (name, input, options, rewrites) => {
    const { bytes, drive } = buildConfigDrive(input, { ...options, timestamp: TIMESTAMP });
    const image = directory(`${name}.iso`);
    writeFileSync(image, bytes);
    const accessed = readAsIronic(image);
    const codes = explain(drive, { guests: ['ironic'] })[0]?.issues.map(({ code }) => code) ?? [];
    if (rewrites === undefined) {
      expect(Object.keys(accessed)).toEqual(['left']);
      expect(codes).toEqual(['network-data-absent']);
      return;
    }
    const files = [...plannedFiles(drive)].filter(([, content]) => content !== null);
    const hashes = files.map(([path, content]) => [
      path,
      createHash('sha256')
        .update(content ?? '')
        .digest('hex'),
    ]);
    expect(accessed).toMatchObject({ rewrites });
    expect('files' in accessed && accessed.files).toEqual(Object.fromEntries(hashes));
    expect(codes).toEqual(rewrites === null ? [] : ['drive-rewritten']);
  });
});
