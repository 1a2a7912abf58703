import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withMetadata } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { storageErrorOf } from '../../../test/storage/images.ts';
import { dataOf, INSTANCE, PASSWORD_FILE, textOn, useStorePlace } from '../../../test/storage/stores.ts';
import type { DriveChange } from './change.ts';

const HOST_FILE = 'cloudstack/metadata/hypervisor-host-name.txt';
const place = useStorePlace();
const onOtherHost = () => ({ location: 'hostCache', root: join(place.directory, 'other') }) as const;
const otherHost: DriveChange = (drive, options) => withMetadata(drive, { 'hypervisor-host-name': 'kvm2' }, options);
const SOURCE = 'cache/config/configdrive/i-2-10-VM.iso';
const DESTINATION = 'other/config/configdrive/i-2-10-VM.iso';

async function started(options = {}) {
  mkdirSync(join(place.directory, 'other'));
  const store = place.open({ placement: 'hostCache', ...options });
  const drive = await store.create(INSTANCE, dataOf());
  return { store, drive };
}

describe('migrate', () => {
  it('builds at the destination first, and removes the source on commit', async () => {
    const { store, drive } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    expect(place.files()).toEqual([SOURCE, DESTINATION]);
    expect(migration.drive).toMatchObject({ location: 'hostCache', sha256: drive.sha256, isChanged: true });
    expect(readFileSync(migration.drive.path).equals(readFileSync(drive.path))).toBe(true);
    expect(await migration.commit()).toBe('removed');
    expect(await migration.commit()).toBe('absent');
    expect(place.files()).toEqual([DESTINATION]);
  });

  it('removes the destination on rollback', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    expect(await migration.rollback()).toBe('removed');
    expect(await migration.rollback()).toBe('absent');
    expect(place.files()).toEqual([SOURCE]);
  });

  it('goes between the locations of a store', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: 'primary' });
    expect((await storageErrorOf(() => store.read(INSTANCE))).code).toBe('drive-ambiguous');
    await migration.commit();
    expect(await store.stat(INSTANCE)).toMatchObject({ location: 'primary' });
  });

  it('puts the new host on the drive, by a change or by new data', async () => {
    const { store } = await started();
    const first = await store.migrate(INSTANCE, { to: 'primary', change: otherHost });
    await first.commit();
    expect(textOn((await store.read(INSTANCE)).drive, HOST_FILE)).toBe('kvm2');
    const input = [...dataOf(), ['metadata', 'hypervisor-host-name', 'kvm3']];
    const second = await store.migrate(INSTANCE, { to: 'secondary', input });
    await second.commit();
    expect(textOn((await store.read(INSTANCE)).drive, HOST_FILE)).toBe('kvm3');
  });

  it.each([undefined, dataOf()])('takes the password off where CloudStack’s life of it is asked for', async (input) => {
    const { store } = await started({ passwordLife: 'untilRebuilt' });
    await (await store.migrate(INSTANCE, { to: 'primary', input })).commit();
    expect(textOn((await store.read(INSTANCE)).drive, PASSWORD_FILE)).toBeUndefined();
  });

  it('on storage that both hosts have changes the drive where it is, and back', async () => {
    const { store, drive } = await started();
    const to = { location: 'hostCache', root: place.roots.hostCache } as const;
    const migration = await store.migrate(INSTANCE, { to, change: otherHost });
    expect(migration.drive.path).toBe(drive.path);
    expect(await migration.commit()).toBe('absent');
    expect(await migration.rollback()).toBe('removed');
    expect(await store.stat(INSTANCE)).toMatchObject({ sha256: drive.sha256 });
    const same = await store.migrate(INSTANCE, { to: 'hostCache' });
    expect([same.drive.isChanged, await same.rollback()]).toEqual([false, 'absent']);
  });

  it('does not lose what came between', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    await store.resetPassword(INSTANCE, 'n3w');
    expect((await storageErrorOf(() => migration.commit())).code).toBe('conflict');
    const { path } = migration.drive;
    writeFileSync(path, 'other');
    expect((await storageErrorOf(() => migration.rollback())).code).toBe('conflict');
    expect(place.files()).toEqual([SOURCE, DESTINATION]);
  });

  it('never removes the last drive', async () => {
    const { store, drive } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    rmSync(migration.drive.path);
    expect((await storageErrorOf(() => migration.commit())).code).toBe('file-missing');
    const again = await store.migrate(INSTANCE, { to: onOtherHost() });
    rmSync(drive.path);
    expect((await storageErrorOf(() => again.rollback())).code).toBe('file-missing');
    expect(place.files()).toEqual([DESTINATION]);
  });

  it('is final though the host that the instance left is gone', async () => {
    const { store, drive } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    rmSync(place.roots.hostCache, { recursive: true });
    expect(await migration.commit()).toBe('unreachable');
    expect(dirname(drive.path)).toContain('cache');
  });

  it('takes only the drive that was seen', async () => {
    const { store, drive } = await started();
    const error = await storageErrorOf(() => store.migrate(INSTANCE, { to: 'primary', ifMatch: '0'.repeat(64) }));
    expect([error.code, place.files()]).toEqual(['conflict', [SOURCE]]);
    await store.migrate(INSTANCE, { to: 'primary', ifMatch: drive.sha256.toUpperCase() });
    expect(place.files()).toHaveLength(2);
  });

  it('needs a drive, and a root to go to', async () => {
    const { store } = await started();
    expect((await storageErrorOf(() => store.migrate('other', { to: 'primary' }))).code).toBe('file-missing');
    const to = { location: 'primary', root: join(place.directory, 'nowhere') } as const;
    expect((await storageErrorOf(() => store.migrate(INSTANCE, { to }))).code).toBe('directory-missing');
    expect(place.files()).toEqual([SOURCE]);
  });
});
