/** A process whose lock could not be removed once waited for itself, and all others for it, as long as it lived. */
import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, directoryBackend, writeImageFile } from '@configdrive/files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEBIBYTE, someBytes, storageErrorOf, usePlace } from '../storage/images.ts';
import { dataOf, INSTANCE, openStore } from '../storage/stores.ts';

const place = usePlace();
const locks = (): readonly string[] => readdirSync(place.directory).filter((name) => name.endsWith('.claim'));

/** Fails to release a lock: a directory of its name cannot be unlinked. Answers the path of that. */
async function stickALock(image = place.image): Promise<string> {
  const lock = await acquireLock(image);
  const [name = ''] = locks();
  const path = join(place.directory, name);
  renameSync(path, `${place.directory}/aside`);
  mkdirSync(path);
  expect(await storageErrorOf(() => lock.release())).toMatchObject({ step: 'release' });
  return path;
}

/** What failed once would not fail again. */
function unstick(path: string): void {
  rmdirSync(path);
  renameSync(`${place.directory}/aside`, path);
}

/** Who is in the way is no matter of time. */
const AT_ONCE = { maxWaitMilliseconds: 0 };

describe('a lock whose removal failed', () => {
  let path = '';
  beforeEach(async () => {
    path = await stickALock();
  });
  afterEach(() => expect(locks()).toEqual([]));

  it('is removed by the next operation on the name', async () => {
    unstick(path);
    const lock = await acquireLock(place.image, AT_ONCE);
    expect(locks()).toHaveLength(1);
    await lock.release();
  });

  it('is nobody’s obstacle while it cannot be removed', async () => {
    const lock = await acquireLock(place.image, AT_ONCE);
    await lock.release();
    expect(locks()).toHaveLength(1);
    unstick(path);
    const again = await acquireLock(place.image, AT_ONCE);
    await again.release();
  });

  it('is removed by a writer of another name, who looks through the directory', async () => {
    unstick(path);
    await writeImageFile(join(place.directory, 'other.iso'), someBytes(MEBIBYTE));
  });

  it('is removed with what dead writers left', async () => {
    unstick(path);
    const backend = directoryBackend(place.directory);
    expect(await backend.collectLeftovers({ dryRun: true })).toBe(1);
    expect(locks()).toHaveLength(1);
    expect(await backend.collectLeftovers()).toBe(1);
  });
});

it('a drive is changed and removed by who could not take its lock back', async () => {
  const store = openStore({ secondary: place.directory });
  await store.create(INSTANCE, dataOf());
  const directory = `${place.directory}/configdrive`;
  place.directory = directory;
  const path = await stickALock(`${directory}/${INSTANCE}.iso`);
  unstick(path);
  expect(await store.setPassword(INSTANCE, 'another')).toMatchObject({ isChanged: true });
  expect(locks()).toEqual([]);
  expect(await store.remove(INSTANCE)).toBe('removed');
});
