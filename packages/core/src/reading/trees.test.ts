/** Trees of an image that guests see otherwise; images by other programs are in test/regressions/trees-taken-for-the-drive.test.ts. */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { layOutConfigDrive } from '../build.ts';
import { withUserData } from '../changes/user-data.ts';
import type { ConfigDrive } from '../drive.ts';
import { readConfigDrive, readConfigDriveSync } from './read-drive.ts';

const timestamp = new Date('2024-02-29T12:34:56Z');
const common: readonly Entry[] = [
  { path: 'openstack/latest/meta_data.json', content: '{"uuid": "i"}' },
  { path: 'openstack/latest/user_data', content: '#!/bin/sh\n' },
];

const imageOf = (entries: readonly Entry[], options: object = {}): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, ...options }));

const told = ({ issues }: ConfigDrive): readonly string[] =>
  issues.filter(({ code }) => code === 'drive-trees-differ').map(({ place, message }) => `${place.join()}: ${message}`);

const pathsOf = ({ trees = [] }: ConfigDrive): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(trees.map(({ namespace, entries }) => [namespace, entries.map(({ path }) => path)]));

describe('trees that are alike', () => {
  it.each([
    ['both', common, {}],
    ['no Rock Ridge', common, { rockRidge: false }],
    ['links, which Joliet leaves out', [...common, { path: 'link', target: 'openstack' }], {}],
  ] as const)('are not kept: %s', (_, entries, options) => {
    const drive = readConfigDriveSync(imageOf(entries, options));
    expect(drive).not.toHaveProperty('trees');
    expect(told(drive)).toEqual([]);
  });
});

describe('trees that differ', () => {
  const image = imageOf([
    ...common,
    { path: 'windows', content: 'for Windows', only: 'joliet' },
    { path: 'linux', content: 'for Linux', only: 'plain' },
  ]);

  it('are kept, each path is told, and what one has made anew has them all alike', () => {
    const drive = readConfigDriveSync(image);
    expect(pathsOf(drive).joliet).toContain('windows');
    expect(pathsOf(drive).rockRidge).not.toContain('windows');
    expect(told(drive)).toEqual([
      'linux: Joliet, which Windows reads, does not have it; a drive made anew shows it there, too',
      'windows: only Joliet, which Windows reads, has it; a drive made anew does not',
    ]);
    const changed = withUserData(drive, 'new', { timestamp });
    expect(changed.trees).toBeUndefined();
    expect(told(changed)).toEqual(told(drive));
    const again = readConfigDriveSync(toBytes(layOutConfigDrive(changed)));
    expect(again.entries.map(({ path }) => path)).toContain('linux');
    expect(again).not.toHaveProperty('trees');
  });

  it('are the same of a source that is awaited', async () => {
    expect(await readConfigDrive(new Blob([image as Uint8Array<ArrayBuffer>]))).toEqual(readConfigDriveSync(image));
    const slow = {
      byteLength: image.byteLength,
      read: async (at: number, length: number) => image.slice(at, at + length),
    };
    const limits = { imageByteLength: 64 * 1024 * 1024 };
    expect(await readConfigDrive(slow, { limits })).toEqual(readConfigDriveSync(image));
  });

  it.each([
    ['as they are', []],
    ['with a Joliet tree outside of it', [17 * 2048 + 158, 17 * 2048 + 159]],
  ] as const)('are the same of a source that is read piece by piece, %s', async (_, damaged) => {
    const long = new Uint8Array(2 * 1024 * 1024);
    long.set(image);
    for (const at of damaged) long[at] = 0x7f;
    const pieces = {
      byteLength: long.byteLength,
      read: async (at: number, length: number) => long.slice(at, at + length),
    };
    const drive = await readConfigDrive(pieces);
    expect(drive).toEqual(readConfigDriveSync(long));
    expect(drive.issues.length).toBeGreaterThan(0);
  });

  it('share the contents that they share on the image', () => {
    const { trees = [] } = readConfigDriveSync(image);
    const [rockRidge, joliet] = trees.map(
      ({ entries }) => entries.find(({ path }) => path.endsWith('user_data'))?.content,
    );
    expect(rockRidge).toBeDefined();
    expect(joliet).toBe(rockRidge);
  });

  it('one that cannot be listed shows nothing, and that is said', () => {
    const broken = Buffer.from(image);
    const name = Buffer.from('openstack', 'utf16le').swap16();
    const at = broken.lastIndexOf(name) - 33;
    broken.writeUInt32LE(0xff_ffff, at + 2);
    const drive = readConfigDriveSync(broken);
    expect(told(drive)).toEqual([expect.stringMatching(/^: Joliet, which Windows reads, cannot be listed/)]);
    expect(pathsOf(drive).joliet).toEqual([]);
    expect(drive.entries.map(({ path }) => path)).toContain('openstack/latest/user_data');
  });
});

describe('plain names', () => {
  it('are what Windows sees without Joliet, where they are others', () => {
    const withHyphen = [...common, { path: 'vm-id.txt', content: 'i' }];
    expect(readConfigDriveSync(imageOf(common, { joliet: false }))).not.toHaveProperty('trees');
    const drive = readConfigDriveSync(imageOf(withHyphen, { joliet: false }));
    expect(Object.keys(pathsOf(drive))).toEqual(['rockRidge', 'plain']);
    expect(told(drive)).toEqual([]);
  });

  it('are kept as they stand beside those that were put back', () => {
    const entries = [{ path: 'cloudstack/metadata/vm-id.txt', content: utf8Bytes('i') }];
    const drive = readConfigDriveSync(imageOf(entries, { joliet: false, rockRidge: false }));
    expect(drive.entries.map(({ path }) => path)).toContain('cloudstack/metadata/vm-id.txt');
    expect(pathsOf(drive).plain).not.toContain('cloudstack/metadata/vm-id.txt');
  });
});
