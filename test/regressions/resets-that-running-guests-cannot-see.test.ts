/**
 * The reset of a password made the drive longer, and `keepInode` wrote it over the file of a running guest, whose device keeps
 * the length that it had: what lay behind it, meta_data.json for one, could not be read. Images have room for a reset, a
 * change keeps the length of what it read, and who makes an image longer is told.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import {
  buildConfigDrive,
  type ConfigDrive,
  drivePattern,
  layOutConfigDrive,
  readConfigDriveSync,
  withoutPassword,
  withPassword,
  withUserData,
} from '@configdrive/core';
import { memoryBackend, openStore } from 'configdrive';
import { toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { configdrive } from '../cli/command.ts';
import { SAMPLE } from '../drive/sample.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const timestamp = new Date('2026-07-01T00:00:00Z');
const options = { timestamp };
const trees = ['cloudstack', 'openstack', 'nocloud'] as const;
const machine = { ...SAMPLE, vmData: SAMPLE.vmData.filter(([directory]) => directory !== 'password') };
const long = `#!/bin/sh\n${'#'.repeat(20_000)}\n`;

const built = (more: object = {}): Uint8Array => buildConfigDrive({ ...machine, ...more }, options).bytes;
const bytesOf = (drive: ConfigDrive): Uint8Array => toBytes(layOutConfigDrive(drive));

describe.each(trees)('a drive of the tree %s', (tree) => {
  it('is as long after resets of its password as before', () => {
    const first = built({ tree });
    let image = first;
    for (const change of ['secret', 'another, and longer one', undefined, 'third']) {
      const drive = readConfigDriveSync(image);
      const changed = change === undefined ? withoutPassword(drive, options) : withPassword(drive, change, options);
      image = bytesOf(changed);
      expect(image.byteLength).toBe(first.byteLength);
    }
    expect(Buffer.from(image).includes('third')).toBe(true);
  });

  it('has room behind it again when a change needed more', () => {
    const drive = readConfigDriveSync(built({ tree }));
    const larger = bytesOf(withUserData(drive, long, options));
    const least = layOutConfigDrive(withoutRoom(withUserData(drive, long, options))).byteLength;
    expect(larger.byteLength).toBe(least + 8192);
    expect(bytesOf(withPassword(readConfigDriveSync(larger), 'secret', options)).byteLength).toBe(larger.byteLength);
  });

  it('has the room that is asked for, in whole blocks', () => {
    const lengths = [0, 1, 2048, 40_000].map((room) => built({ tree, room }).byteLength);
    expect(lengths.map((length) => length - lengths[0]!)).toEqual([0, 2048, 2048, 40_960]);
  });
});

const withoutRoom = (drive: ConfigDrive): ConfigDrive => ({
  ...drive,
  imageByteLength: undefined,
  profile: { ...drive.profile, room: 0 },
});

describe('a pattern', () => {
  it.each([
    ['of new drives', (image: Uint8Array) => ({ ...readConfigDriveSync(image), imageByteLength: undefined })],
    ['of drives that were read', (image: Uint8Array) => withPassword(readConfigDriveSync(image), 'secret', options)],
  ])('%s has the room that the drive itself has', (_, driveOf) => {
    const drive = driveOf(built());
    expect(Buffer.compare(drivePattern(drive).toBytes(drive), bytesOf(drive))).toBe(0);
  });
});

describe('who makes an image longer is told', () => {
  const path = useTemporaryDirectory();
  const longer = expect.objectContaining({ code: 'longer-than-before', severity: 'warning' });

  it('by the store', async () => {
    const store = openStore({ secondary: memoryBackend() });
    const { byteLength } = await store.create('i-2-10-VM', { ...machine, instanceName: 'i-2-10-VM' }, options);
    const same = await store.setPassword('i-2-10-VM', 'secret', options);
    expect(same).toMatchObject({ byteLength, previousByteLength: byteLength, issues: [] });
    const grown = await store.setUserData('i-2-10-VM', long, options);
    expect(grown.byteLength).toBeGreaterThan(byteLength);
    expect(grown).toMatchObject({ previousByteLength: byteLength });
    expect(grown.issues).toContainEqual(longer);
  });

  it('by the command, which writes over the file', () => {
    writeFileSync(path('drive.iso'), built(), { mode: 0o600 });
    writeFileSync(path('user-data'), long);
    const { size, ino } = statSync(path('drive.iso'));
    const update = (words: readonly string[], input = ''): ReturnType<typeof configdrive> =>
      configdrive(['update', 'drive.iso', '--keep-inode', ...words], { cwd: path(), input });
    expect(update(['--password-stdin'], 'secret\n')).toMatchObject({
      status: 0,
      stderr: expect.not.stringContaining('longer'),
    });
    expect(statSync(path('drive.iso'))).toMatchObject({ size, ino });
    expect(readFileSync(path('drive.iso'), 'latin1')).toContain('secret');
    const grown = update(['--user-data', 'user-data']);
    expect(grown.status).toBe(0);
    expect(grown.stderr).toContain(
      `warning[longer-than-before] the image has ${statSync(path('drive.iso')).size} bytes`,
    );
    const refresh = ['refresh', 'drive.iso', '--domain', "web's", '--keep-inode'];
    const lines = (...more: readonly string[]): readonly string[] =>
      configdrive([...refresh, ...more], { cwd: path() }).stdout.split('\n');
    expect(lines().filter((line) => !line.startsWith('#'))).toEqual([
      `virsh change-media 'web'\\''s' hdd --live --eject`,
      `virsh change-media 'web'\\''s' hdd --live --insert --source ${path('drive.iso')}`,
      '',
    ]);
    expect(lines('--not-longer')).toContain('# nothing to run: the guest sees the new drive as it is');
  });
});
