import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stagedCopyName, tempName } from '../../../test/storage/images.ts';
import { dataOf, type StorePlace, storeKinds, useStorePlace } from '../../../test/storage/stores.ts';

async function threeDrives(place: StorePlace) {
  const store = place.open();
  const { path } = await store.create('a', dataOf());
  await store.create('b', dataOf(), { placement: 'primary' });
  await store.create('c', dataOf(), { placement: 'hostCache' });
  return { store, directory: dirname(path) };
}

const FILES = ['cache/config/configdrive/c.iso', 'primary/configdrive/b.iso', 'secondary/configdrive/a.iso'] as const;

describe.each(storeKinds)('gc over %s', (kind) => {
  const place = useStorePlace(kind);

  it('removes the drives of instances that are not live, everywhere', async () => {
    const { store } = await threeDrives(place);
    const dry = await store.gc(['b'], { dryRun: true });
    expect(dry).toMatchObject({ kept: 1, leftovers: 0, unreachable: [] });
    expect(dry.orphans.map(({ instance, outcome }) => `${instance} ${outcome}`)).toEqual([
      'a would-be-removed',
      'c would-be-removed',
    ]);
    expect(await place.names()).toEqual(FILES);
    const report = await store.gc(['b', 'z']);
    expect(report.orphans.map(({ instance, location, outcome }) => [instance, location, outcome])).toEqual([
      ['a', 'secondary', 'removed'],
      ['c', 'hostCache', 'removed'],
    ]);
    expect(await place.names()).toEqual([FILES[1]]);
  });

  it('in one location when told which', async () => {
    const { store } = await threeDrives(place);
    await store.gc(['z'], { location: 'primary' });
    expect(await place.names()).toEqual([FILES[0], FILES[2]]);
  });

  it('does not take an empty list, nor a name that is none, for a reason to remove everything', async () => {
    const { store } = await threeDrives(place);
    await expect(store.gc([])).rejects.toMatchObject({ code: 'live-list-empty' });
    await expect(store.gc(['a', 'b\r', 'c'])).rejects.toMatchObject({ code: 'instance-name-invalid' });
    expect(await place.names()).toEqual(FILES);
    await store.gc([], { allowEmpty: true });
    expect(await place.names()).toEqual([]);
  });

  it('asks for the live instances after it has listed the drives, so that none that starts meanwhile loses its own', async () => {
    const { store } = await threeDrives(place);
    const report = await store.gc(async function* () {
      await store.create('d', dataOf());
      yield* ['a', 'b'];
    });
    expect(report.orphans.map(({ instance }) => instance)).toEqual(['c']);
    expect(await place.names()).toContain('secondary/configdrive/d.iso');
  });

  it('leaves a drive alone that was built again meanwhile', async () => {
    const { store } = await threeDrives(place);
    const report = await store.gc(async () => {
      await store.create('a', dataOf('other'));
      return ['b', 'c'];
    });
    expect(report.orphans).toMatchObject([{ instance: 'a', outcome: 'replaced' }]);
    expect(await place.names()).toEqual(FILES);
  });
});

describe('gc in directories', () => {
  const place = useStorePlace();

  it('goes on where one location does not answer, and says so', async () => {
    const { store } = await threeDrives(place);
    rmSync(place.roots.primary, { recursive: true });
    const report = await store.gc(['c']);
    expect(report.unreachable).toMatchObject([{ location: 'primary', error: { code: 'directory-missing' } }]);
    expect(place.files()).toEqual([FILES[0]]);
  });

  it('removes what dead writers and interrupted removals left, and nothing that is foreign or alive', async () => {
    const { store, directory } = await threeDrives(place);
    // A process id that no process has, started when none did.
    const dead = tempName().replace(/\.[0-9]+\.[0-9]+\.draft$/, '.4194304.1.draft');
    const kept = [tempName(), stagedCopyName('a.iso'), 'volume.properties', '.configdrive-notes'];
    for (const name of [dead, stagedCopyName('gone.iso'), ...kept]) writeFileSync(join(directory, name), '');
    mkdirSync(join(directory, '.configdrive-0.draft'));
    expect((await store.gc(['a', 'b', 'c'], { dryRun: true })).leftovers).toBe(2);
    expect(await store.gc(['a', 'b', 'c'])).toMatchObject({ kept: 3, leftovers: 2, orphans: [] });
    expect(readdirSync(directory).sort()).toEqual(['a.iso', '.configdrive-0.draft', ...kept].sort());
  });
});
