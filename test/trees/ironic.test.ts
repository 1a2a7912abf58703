/** Ironic opens a drive with pycdlib, in three ways: each finds every file of our trees. */
import { writeFileSync } from 'node:fs';
import {
  buildConfigDrive,
  type ConfigDrive,
  layOutConfigDrive,
  readConfigDriveSync,
  type TreeName,
  withNetwork,
  withPassword,
  wrapImage,
} from '@configdrive/core';
import { toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { NEW_NICS, NEW_PASSWORD } from '../changes/change-table.ts';
import { CHANGE } from '../changes/helpers.ts';
import { fileOf } from '../core/helpers.ts';
import { SAMPLE, TIMESTAMP } from '../drive/sample.ts';
import { withForeign } from '../support/foreign.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { readAsIronic } from '../support/readers/pycdlib.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

const INPUT = { ...SAMPLE, files: [{ path: '/etc/motd', content: 'Hallö\n' }] };

/** CloudStack's tree, which Ironic takes as well, and OpenStack's in both forms. */
const CASES = [
  ['cloudstack', {}],
  ['openstack', {}],
  ['openstack', { openstackVersions: 'dated' }],
] as const satisfies readonly (readonly [TreeName, object])[];

const NETWORK_DATA = 'openstack/latest/network_data.json';

function expectThreeWays(drive: ConfigDrive): void {
  const image = directory('drive.iso');
  writeFileSync(image, toBytes(layOutConfigDrive(drive)));
  const files = listWithBsdtar(image, 'rockRidge').filter(({ type }) => type === 'file');
  const sums = Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
  expect(Object.keys(sums)).toContain(NETWORK_DATA);
  const view = readAsIronic(image);
  if ('left' in view) throw new Error(view.left);
  expect(view.networkData).toBe(fileOf(drive, NETWORK_DATA));
  expect(view.files).toEqual(sums);
  expect(view.kickstart).toEqual(sums);
}

withForeign(['pycdlib', 'bsdtar'], 'Ironic', () => {
  describe.each(CASES)('on the tree %s %j', (tree, options) => {
    const { bytes } = buildConfigDrive(INPUT, { timestamp: TIMESTAMP, tree, ...options });
    // As Ironic is given it: gzip in base64.
    const drive = readConfigDriveSync(wrapImage(bytes, 'gzip-base64'));

    it('reads it in its three ways', () => expectThreeWays(drive));

    it('and once more with another network and password', () => {
      expectThreeWays(withPassword(withNetwork(drive, NEW_NICS, CHANGE), NEW_PASSWORD, CHANGE));
    });
  });
});
