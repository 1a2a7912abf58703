/** A backend by a stranger, in an object store of their own: it passes the suite, and carries drives from their start to their end. */
import { readFileSync } from 'node:fs';
import { type Migration, openStore, type Store } from '@configdrive/store';
import { testBackend } from '@configdrive/store/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Bucket, bucketBackend } from '../../examples/own-backend.ts';
import { dataOf, INSTANCE, PASSWORD_FILE, textOn, timestamp, USER_DATA_FILE } from './stores.ts';

describe('the example of a backend', () => {
  for (const { name, run } of testBackend(() => {
    const bucket = new Bucket(`tested-${Math.random()}`);
    return { open: () => bucketBackend(bucket) };
  }))
    it(name, run);

  it('is the one on the page about backends', () => {
    const page = readFileSync(new URL('../../docs/backends.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('../../examples/own-backend.ts', import.meta.url), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
    expect(example.split('\n').length).toBeLessThan(130);
  });
});

describe('the life of a drive in it', () => {
  let [here, there] = [new Bucket('here'), new Bucket('there')];
  /** A process that knows nothing but where the buckets are: each call is a restart. */
  const restarted = (): Store =>
    openStore({
      secondary: bucketBackend(here),
      primary: bucketBackend(there),
      now: () => timestamp,
      backendAt: (root) => bucketBackend(root === there.name ? there : here),
    });
  /** What a caller keeps through a restart. */
  const kept = (migration: Migration): Migration => JSON.parse(JSON.stringify(migration)) as Migration;

  const drivesIn = async (store: Store): Promise<readonly string[]> => {
    const drives: string[] = [];
    for await (const { location, path } of store.list()) drives.push(`${location} ${path}`);
    return drives;
  };
  const fileOn = async (store: Store, path: string) => textOn((await store.read(INSTANCE)).drive, path);

  beforeEach(() => {
    [here, there] = [new Bucket('here'), new Bucket('there')];
  });

  it('begins, changes, moves over a restart and ends', async () => {
    const { sha256 } = await restarted().create(INSTANCE, dataOf('s3cret'), { ifAbsent: true });
    await restarted().setPassword(INSTANCE, 'n3w', { ifMatch: sha256 });
    await restarted().setUserData(INSTANCE, '#!/bin/sh\n');
    expect(await drivesIn(restarted())).toEqual(['secondary bucket://here/i-2-10-VM.iso']);
    const migration = kept(await restarted().migrate(INSTANCE, { to: 'primary' }));
    expect(await drivesIn(restarted())).toHaveLength(2);
    expect(await restarted().commit(migration)).toBe('removed');
    expect(await restarted().commit(migration)).toBe('absent');
    expect(await drivesIn(restarted())).toEqual(['primary bucket://there/i-2-10-VM.iso']);
    expect(await fileOn(restarted(), PASSWORD_FILE)).toBe('n3w');
    expect(await fileOn(restarted(), USER_DATA_FILE)).toBe('#!/bin/sh\n');
    expect(await restarted().remove(INSTANCE)).toBe('removed');
    expect(await drivesIn(restarted())).toEqual([]);
  });

  it('goes back over a restart, from another root, too', async () => {
    const { sha256 } = await restarted().create(INSTANCE, dataOf());
    const to = { location: 'hostCache', root: there.name } as const;
    const migration = kept(await restarted().migrate(INSTANCE, { to }));
    expect(migration.to).toMatchObject({ root: there.name, path: 'bucket://there/i-2-10-VM.iso' });
    expect(await restarted().rollback(migration)).toBe('removed');
    expect(await restarted().rollback(migration)).toBe('absent');
    expect(await restarted().stat(INSTANCE)).toMatchObject({ location: 'secondary', sha256 });
  });

  it('moves within one bucket, and goes back over a restart', async () => {
    const { sha256 } = await restarted().create(INSTANCE, dataOf());
    const change = (drive: Parameters<Parameters<Store['change']>[1]>[0]) => ({
      ...drive,
      entries: [...drive.entries, { path: 'openstack/content/1', content: 'on the other host' }],
    });
    const to = { location: 'hostCache', root: here.name } as const;
    const migration = kept(await restarted().migrate(INSTANCE, { to, change }));
    expect(migration.isInPlace).toBe(true);
    expect(await fileOn(restarted(), 'openstack/content/1')).toBe('on the other host');
    expect(await restarted().rollback(migration)).toBe('removed');
    expect(await restarted().stat(INSTANCE)).toMatchObject({ sha256 });
    const keys: string[] = [];
    for await (const { key } of here.entries()) keys.push(key);
    expect(keys).toEqual(['i-2-10-VM.iso']);
  });

  it('is collected with its instance', async () => {
    await restarted().create(INSTANCE, dataOf());
    await restarted().create('i-2-11-VM', dataOf());
    expect(await restarted().gc(['i-2-11-VM'])).toMatchObject({ kept: 1, orphans: [{ outcome: 'removed' }] });
    expect(await drivesIn(restarted())).toEqual(['secondary bucket://here/i-2-11-VM.iso']);
  });

  it('is its own: a migration of another store ends nothing here', async () => {
    await restarted().create(INSTANCE, dataOf());
    const migration = await restarted().migrate(INSTANCE, { to: 'primary' });
    const elsewhere = { ...migration, from: { ...migration.from, path: '/export/configdrive/i-2-10-VM.iso' } };
    for (const wrong of [elsewhere, { ...migration, to: undefined }, { ...migration, instance: 7 }, 'x', null]) {
      await expect(restarted().commit(wrong as unknown as Migration)).rejects.toMatchObject({
        name: 'InvalidInputError',
        code: 'migration-invalid',
      });
    }
    expect(await drivesIn(restarted())).toHaveLength(2);
  });
});
