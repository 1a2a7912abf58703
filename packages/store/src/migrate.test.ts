import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withMetadata } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { modeOf, storageErrorOf } from '../../../test/storage/images.ts';
import { dataOf, INSTANCE, PASSWORD_FILE, storeKinds, textOn, useStorePlace } from '../../../test/storage/stores.ts';
import type { DriveChange } from './change.ts';
import type { Store } from './store.ts';

const NAME = `${INSTANCE}.iso`;
const HOST_FILE = 'cloudstack/metadata/hypervisor-host-name.txt';
const otherHost: DriveChange = (drive, options) => withMetadata(drive, { 'hypervisor-host-name': 'kvm2' }, options);
const SOURCE = 'cache/config/configdrive/i-2-10-VM.iso';
const DESTINATION = 'other/config/configdrive/i-2-10-VM.iso';

describe.each(storeKinds)('migrate over %s', (kind) => {
  const place = useStorePlace(kind);
  const onOtherHost = () => ({ location: 'hostCache', root: join(place.directory, 'other') }) as const;

  async function started(options = {}) {
    if (kind !== 'memory') mkdirSync(join(place.directory, 'other'));
    const store = place.open({ placement: 'hostCache', ...options });
    const drive = await store.create(INSTANCE, dataOf());
    return { store, drive };
  }

  it('builds at the destination first, and removes the source on commit', async () => {
    const { store, drive } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    expect(await place.names()).toEqual([SOURCE, DESTINATION]);
    expect(migration.to).toMatchObject({ location: 'hostCache', sha256: drive.sha256, isChanged: true });
    const [before, after] = [place.backend('hostCache'), place.backend('hostCache', onOtherHost().root)];
    expect((await after.read(NAME))?.bytes).toEqual((await before.read(NAME))?.bytes);
    expect(await store.commit(migration)).toBe('removed');
    expect(await store.commit(migration)).toBe('absent');
    expect(await place.names()).toEqual([DESTINATION]);
  });

  it('removes the destination on rollback', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    expect(await store.rollback(migration)).toBe('removed');
    expect(await store.rollback(migration)).toBe('absent');
    expect(await place.names()).toEqual([SOURCE]);
  });

  it('goes between the locations of a store', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: 'primary' });
    expect((await storageErrorOf(() => store.read(INSTANCE))).code).toBe('drive-ambiguous');
    await store.commit(migration);
    expect(await store.stat(INSTANCE)).toMatchObject({ location: 'primary' });
  });

  it('puts the new host on the drive, by a change or by new data', async () => {
    const { store } = await started();
    const first = await store.migrate(INSTANCE, { to: 'primary', change: otherHost });
    await store.commit(first);
    expect(textOn((await store.read(INSTANCE)).drive, HOST_FILE)).toBe('kvm2');
    const input = [...dataOf(), ['metadata', 'hypervisor-host-name', 'kvm3'] as const];
    const second = await store.migrate(INSTANCE, { to: 'secondary', input });
    await store.commit(second);
    expect(textOn((await store.read(INSTANCE)).drive, HOST_FILE)).toBe('kvm3');
  });

  it.each([undefined, dataOf()])('takes the password off where CloudStack’s life of it is asked for', async (input) => {
    const { store } = await started({ passwordLife: 'untilRebuilt' });
    await store.commit(await store.migrate(INSTANCE, { to: 'primary', input }));
    expect(textOn((await store.read(INSTANCE)).drive, PASSWORD_FILE)).toBeUndefined();
  });

  it('on storage that both hosts have changes the drive where it is, and back', async () => {
    const { store, drive } = await started();
    const to = { location: 'hostCache', root: place.roots.hostCache } as const;
    const migration = await store.migrate(INSTANCE, { to, change: otherHost });
    expect(migration).toMatchObject({ isInPlace: true, to: { path: drive.path, isChanged: true } });
    expect(await store.rollback(migration)).toBe('removed');
    expect(await store.rollback(migration)).toBe('absent');
    expect(await store.stat(INSTANCE)).toMatchObject({ sha256: drive.sha256 });
    expect(await place.names()).toEqual([SOURCE]);
    const same = await store.migrate(INSTANCE, { to: 'hostCache' });
    expect([same.to.isChanged, await store.rollback(same)]).toEqual([false, 'absent']);
  });

  it.each([
    ['the drive is removed', (store: Store) => store.remove(INSTANCE)],
    ['the instance is no more', (store: Store) => store.gc(['other'])],
  ])('leaves nothing in place when %s before it is final', async (_, act) => {
    const { store } = await started();
    await store.migrate(INSTANCE, { to: 'hostCache', change: otherHost });
    await act(store);
    expect(await place.names()).toEqual([]);
  });

  it('in place leaves the drive alone that was changed meanwhile', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: 'hostCache', change: otherHost });
    const { sha256 } = await store.setPassword(INSTANCE, 'n3w');
    expect((await storageErrorOf(() => store.rollback(migration))).code).toBe('conflict');
    expect(await store.stat(INSTANCE)).toMatchObject({ sha256 });
    expect(await store.commit(migration)).toBe('absent');
    expect(await place.names()).toEqual([SOURCE]);
  });

  it('does not lose what came between', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    await store.setPassword(INSTANCE, 'n3w');
    expect((await storageErrorOf(() => store.commit(migration))).code).toBe('conflict');
    await place.backend('hostCache', onOtherHost().root).replace(NAME, () => Buffer.from('other'));
    expect((await storageErrorOf(() => store.rollback(migration))).code).toBe('conflict');
    expect(await place.names()).toEqual([SOURCE, DESTINATION]);
  });

  it('never removes the last drive', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    await place.backend('hostCache', onOtherHost().root).remove(NAME);
    expect((await storageErrorOf(() => store.commit(migration))).code).toBe('file-missing');
    const again = await store.migrate(INSTANCE, { to: onOtherHost() });
    await place.backend('hostCache').remove(NAME);
    expect((await storageErrorOf(() => store.rollback(again))).code).toBe('file-missing');
    expect(await place.names()).toEqual([DESTINATION]);
  });

  it('takes only the drive that was seen', async () => {
    const { store, drive } = await started();
    const error = await storageErrorOf(() => store.migrate(INSTANCE, { to: 'primary', ifMatch: '0'.repeat(64) }));
    expect([error.code, await place.names()]).toEqual(['conflict', [SOURCE]]);
    await store.migrate(INSTANCE, { to: 'primary', ifMatch: drive.sha256.toUpperCase() });
    expect(await place.names()).toHaveLength(2);
  });

  it('needs a drive', async () => {
    const { store } = await started();
    expect((await storageErrorOf(() => store.migrate('other', { to: 'primary' }))).code).toBe('file-missing');
    expect(await place.names()).toEqual([SOURCE]);
  });
});

describe('migrate in directories', () => {
  const place = useStorePlace();
  const onOtherHost = () => ({ location: 'hostCache', root: join(place.directory, 'other') }) as const;

  async function started(options = {}) {
    mkdirSync(join(place.directory, 'other'));
    const store = place.open({ placement: 'hostCache', ...options });
    const drive = await store.create(INSTANCE, dataOf());
    return { store, drive };
  }

  it('needs a root to go to', async () => {
    const { store } = await started();
    const to = { location: 'primary', root: join(place.directory, 'nowhere') } as const;
    expect((await storageErrorOf(() => store.migrate(INSTANCE, { to }))).code).toBe('directory-missing');
    expect(await place.names()).toEqual([SOURCE]);
  });

  it('is final though the host that the instance left is gone', async () => {
    const { store, drive } = await started();
    const migration = await store.migrate(INSTANCE, { to: onOtherHost() });
    rmSync(place.roots.hostCache, { recursive: true });
    expect(await store.commit(migration)).toBe('unreachable');
    expect(dirname(drive.path)).toContain('cache');
  });

  it('in place that is refused leaves nothing beside the drive', async () => {
    const { store } = await started();
    let calls = 0;
    const failing: DriveChange = () => {
      calls++;
      throw new Error('enough');
    };
    await expect(store.migrate(INSTANCE, { to: 'hostCache', change: failing })).rejects.toThrow('enough');
    const racing: DriveChange = (drive, options) => {
      writeFileSync(join(place.directory, SOURCE), readFileSync(join(place.directory, SOURCE)).subarray(0, -2048));
      return otherHost(drive, options);
    };
    const ifMatch = (await store.stat(INSTANCE))?.sha256;
    const options = { to: 'hostCache', change: racing, ifMatch } as const;
    expect((await storageErrorOf(() => store.migrate(INSTANCE, options))).code).toBe('conflict');
    expect([calls, place.files()]).toEqual([1, [SOURCE]]);
  });

  it('on storage that both hosts have keeps the drive of before until it is final, private and out of the way', async () => {
    const { store } = await started();
    const migration = await store.migrate(INSTANCE, { to: 'hostCache', change: otherHost });
    expect(place.files()).toEqual([SOURCE, `${SOURCE}.before-migration`]);
    expect(modeOf(`${migration.from.path}.before-migration`)).toBe(0o600);
    const listed = [];
    for await (const { instance } of store.list()) listed.push(instance);
    expect(listed).toEqual([INSTANCE]);
    expect(await store.gc([INSTANCE])).toMatchObject({ kept: 1, leftovers: 0 });
    expect(await store.commit(migration)).toBe('absent');
    expect(await store.commit(migration)).toBe('absent');
    expect((await storageErrorOf(() => store.rollback(migration))).code).toBe('file-missing');
    expect(place.files()).toEqual([SOURCE]);
    expect(textOn((await store.read(INSTANCE)).drive, HOST_FILE)).toBe('kvm2');
  });
});
