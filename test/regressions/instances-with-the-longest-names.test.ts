/** The name of an instance of 235 to 251 characters was taken, and its migration in one place failed halfway: no room for a suffix. */
import { expect, it } from 'vitest';
import { dataOf, openStore, useStorePlace } from '../storage/stores.ts';

const place = useStorePlace();

it.each([234, 235, 251])(
  'an instance whose name has %i characters moves in one place, there and back',
  async (length) => {
    const instance = 'v'.repeat(length);
    const store = openStore({ ...place.roots });
    await store.create(instance, dataOf('old'));
    const before = await store.stat(instance);
    const migration = await store.migrate(instance, { to: 'secondary', input: dataOf('new') });
    expect(place.files()).toHaveLength(2);
    expect(await store.gc([instance])).toMatchObject({ orphans: [], leftovers: 0 });
    await store.rollback(migration);
    expect((await store.stat(instance))?.sha256).toBe(before?.sha256);
    await store.migrate(instance, { to: 'secondary', input: dataOf('new') });
    await store.remove(instance);
    expect(place.files()).toEqual([]);
  },
);
