/** Two locations that were one directory, by a link, had one drive: a copy of itself, as it seemed, which was removed. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { type Migration, openStore, type Store } from 'configdrive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, INSTANCE } from '../storage/stores.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

describe('two locations that are one directory', () => {
  let directory = '';
  let store: Store;
  const drives = (): readonly string[] => readdirSync(`${directory}/a/configdrive`);

  beforeEach(() => {
    directory = makeTemporaryDirectory();
    mkdirSync(`${directory}/a`);
    symlinkSync('a', `${directory}/link`);
    store = openStore({ secondary: `${directory}/a`, primary: `${directory}/link` });
  });
  afterEach(() => removeTree(directory));

  it.each(['secondary', 'primary'] as const)('keep the drive that is built on %s', async (placement) => {
    const { sha256 } = await store.create(INSTANCE, dataOf(), { placement });
    expect(drives()).toEqual(['i-2-10-VM.iso']);
    expect(await store.stat(INSTANCE)).toMatchObject({ sha256 });
    await store.create(INSTANCE, dataOf('other'), { placement });
    expect(drives()).toEqual(['i-2-10-VM.iso']);
  });

  it.each<[string, (migration: Migration) => Promise<unknown>]>([
    ['committed', (migration) => store.commit(migration)],
    ['taken back', (migration) => store.rollback(migration)],
  ])('keep the drive when a migration from one to the other is %s', async (_, end) => {
    await store.create(INSTANCE, dataOf());
    const migration = await store.migrate(INSTANCE, { to: 'primary', location: 'secondary' });
    await end(migration);
    await end(migration);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
  });

  it('keep the drive when the other root is the same, too', async () => {
    await store.create(INSTANCE, dataOf());
    const cache = openStore({ hostCache: `${directory}/a`, secondary: `${directory}/a` });
    mkdirSync(`${directory}/a/config`);
    symlinkSync('../configdrive', `${directory}/a/config/configdrive`);
    const migration = await cache.migrate(INSTANCE, { to: 'hostCache', location: 'secondary' });
    expect(migration.isInPlace).toBe(true);
    await cache.commit(migration);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
  });

  it('keep the drive though they became one only while it moved', async () => {
    mkdirSync(`${directory}/b`);
    const apart = openStore({ secondary: `${directory}/a`, primary: `${directory}/b` });
    await apart.create(INSTANCE, dataOf());
    const migration = await apart.migrate(INSTANCE, { to: 'primary' });
    removeTree(`${directory}/b`);
    symlinkSync('a', `${directory}/b`);
    expect(await apart.commit(migration)).toBe('absent');
    expect(await apart.rollback(migration)).toBe('absent');
    expect(drives()).toEqual(['i-2-10-VM.iso']);
  });

  it('have one drive for gc, and lose it once', async () => {
    await store.create(INSTANCE, dataOf());
    const { orphans } = await store.gc(['other']);
    expect(orphans.map(({ outcome }) => outcome).sort()).toEqual(['absent', 'removed']);
    expect(drives()).toEqual([]);
  });
});
