/** Storage that hangs, as a network file system does whose server is gone: a mount whose process is stopped. */

import { writeFileSync } from 'node:fs';
import { openStore } from 'configdrive';
import { ensureDirSync } from 'fs-extra';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeWhere, withForeign } from '../support/foreign.ts';
import { hasFuseDevice, useHungMount } from '../support/fuse.ts';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { dataOf, INSTANCE } from './stores.ts';

describeWhere(hasFuseDevice() ? undefined : 'needs /dev/fuse', 'storage that hangs', () => {
  withForeign(['fuseiso', 'fusermount'], 'behind a mount whose process is stopped', ({ fuseiso, fusermount }) => {
    const path = useTemporaryDirectory();
    useHungMount({ fuseiso, fusermount }, path, [{ path: 'root/configdrive/i-2-10-VM.iso', content: 'x' }]);
    beforeEach(() => ensureDirSync(path('secondary')));

    const storeWith = (answerWithinMilliseconds: number) =>
      openStore({ secondary: path('secondary'), primary: path('hung/root'), answerWithinMilliseconds });

    it('holds up no removal, no start, and no look for longer than it may', async () => {
      const store = storeWith(1000);
      expect(await store.remove(INSTANCE)).toBe('unreachable');
      const { issues } = await store.create(INSTANCE, dataOf());
      expect(issues.filter(({ code }) => code === 'unreachable')).toHaveLength(1);
      expect(await store.stat(INSTANCE)).toMatchObject({ location: 'secondary' });
      await expect(store.read(INSTANCE, { location: 'primary' })).rejects.toMatchObject({ code: 'unreachable' });
      // More often than there are threads to wait in: what is alive answers all the same.
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => store.remove('i-2-11-VM')));
      expect(new Set(outcomes)).toEqual(new Set(['unreachable']));
      expect((await store.gc([INSTANCE])).unreachable).toMatchObject([{ location: 'primary' }]);
    });

    it('can be given up on by the caller', async () => {
      const signal = AbortSignal.timeout(100);
      await expect(storeWith(60_000).stat(INSTANCE, { location: 'primary', signal })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    });
  });
});

describe('a directory with very many drives', () => {
  const path = useTemporaryDirectory();
  const COUNT = isLong ? 100_000 : 10_000;

  it('is listed as it is read, in the memory of a few', async () => {
    ensureDirSync(path('many/configdrive'));
    for (let index = 0; index < COUNT; index++) writeFileSync(path(`many/configdrive/i-2-${index}-VM.iso`), '');
    const store = openStore({ secondary: path('many') });
    let count = 0;
    const before = process.memoryUsage().heapUsed;
    let most = before;
    for await (const _ of store.list()) {
      count++;
      if (count % 5000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    }
    expect(count).toBe(COUNT);
    expect(most - before).toBeLessThan(64 * 1024 * 1024);
    const { kept, orphans } = await store.gc(['i-2-0-VM'], { dryRun: true });
    expect([kept, orphans.length]).toEqual([1, COUNT - 1]);
  });
});
