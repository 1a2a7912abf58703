/** Locks on a name, of this process and of others that live. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storageErrorOf, usePlace } from '../../../../test/storage/images.ts';
import { closeTarget, openTarget, type Target } from '../target.ts';
import { acquireLock, withLock, withTargetLock } from './lock.ts';
import { lockName } from './own-names.ts';

const { waits } = vi.hoisted(() => ({
  waits: { milliseconds: [] as number[], limit: Number.POSITIVE_INFINITY, atLimit: (): void => {} },
}));

/** How long locks back off is written down; once that is looked at, nothing waits. */
vi.mock('../event-loop.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('../event-loop.ts')>();
  return {
    ...real,
    backoff: async (milliseconds: number): Promise<void> => {
      if (waits.limit === Number.POSITIVE_INFINITY) return real.backoff(milliseconds);
      if (waits.milliseconds.push(milliseconds) === waits.limit) waits.atLimit();
    },
  };
});

const place = usePlace();
let target: Target;

beforeEach(() => {
  waits.limit = Number.POSITIVE_INFINITY;
  target = openTarget(place.image, {});
});
afterEach(() => closeTarget(target));

const lockFiles = (): readonly string[] => readdirSync(place.directory).filter((name) => name.endsWith('.claim'));

/** A lock file of somebody who lives: of this process, but not made by it. `first`: before all others in their order. */
function lockOfOther(order: 'first' | 'last', on = 'drive.iso'): string {
  const name = lockName(on).replace(/-[0-9a-f]{32}-(?=[^-]*$)/, `-${(order === 'first' ? '0' : 'f').repeat(32)}-`);
  writeFileSync(join(place.directory, name), '');
  return name;
}

const remove = (name: string): void => rmSync(join(place.directory, name));

const locked = async (seen: string[] = [], signal?: AbortSignal, maxWaitMilliseconds?: number): Promise<string> =>
  withTargetLock(target, { signal, maxWaitMilliseconds }, async () => {
    seen.push(...lockFiles());
    return 'done';
  });

describe('a lock', () => {
  it('is a private, empty file while something is done, and gone afterwards', async () => {
    const seen: string[] = [];
    expect(await locked(seen)).toBe('done');
    expect(seen).toHaveLength(1);
    expect(lockFiles()).toEqual([]);
  });

  it('goes when what is done fails, whose error it is', async () => {
    const failing = withTargetLock(target, {}, async () => {
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(lockFiles()).toEqual([]);
  });

  it('that cannot be taken back is told at its step, unless there is another error to tell', async () => {
    const losing = async (error?: Error): Promise<void> =>
      withTargetLock(target, {}, async () => {
        for (const name of lockFiles()) remove(name);
        if (error !== undefined) throw error;
      });
    expect(await storageErrorOf(() => losing())).toMatchObject({ step: 'release', code: 'file-missing' });
    await expect(losing(new Error('no luck'))).rejects.toThrow('no luck');
  });

  it('that cannot be made is told', async () => {
    rmSync(place.directory, { recursive: true });
    expect(await storageErrorOf(() => locked())).toMatchObject({ step: 'claim' });
    mkdirSync(place.directory);
  });

  it('on another name stands in nobody’s way', async () => {
    const other = lockOfOther('first', 'other.iso');
    expect(await locked()).toBe('done');
    expect(lockFiles()).toEqual([other]);
  });

  it.runIf(process.platform === 'linux')('of the dead is removed, and stands in nobody’s way', async () => {
    const living = lockOfOther('first');
    const dead = living.replace(`.${process.pid}.`, '.4000001.');
    renameSync(join(place.directory, living), join(place.directory, dead));
    expect(await locked()).toBe('done');
    expect(lockFiles()).toEqual([]);
  });
});

describe('a lock beside another that lives', () => {
  it.each(['first', 'last'] as const)('waits until that is gone, which is %s in their order', async (order) => {
    const other = lockOfOther(order);
    const seen: string[] = [];
    let during = 0;
    setTimeout(() => {
      during = lockFiles().length;
      remove(other);
    }, 60);
    expect(await locked(seen)).toBe('done');
    expect(seen).toHaveLength(1);
    expect(seen).not.toContain(other);
    // Who comes later in the order takes its file back while it waits; who is first keeps it.
    expect(during).toBe(order === 'first' ? 1 : 2);
    expect(lockFiles()).toEqual([]);
  });

  it.each(['first', 'last'] as const)('gives up in time, says whose it was, and leaves none (%s)', async (order) => {
    const other = lockOfOther(order);
    const error = await storageErrorOf(() => locked([], undefined, 40));
    expect(error).toMatchObject({ code: 'busy', step: 'claim', path: place.image });
    expect(error.message).toContain(other);
    expect(error.message).toContain('remove the claim');
    expect(lockFiles()).toEqual([other]);
  });

  it('does not give up before the time is over', async () => {
    const other = lockOfOther('first');
    const before = performance.now();
    await storageErrorOf(() => locked([], undefined, 80));
    expect(performance.now() - before).toBeGreaterThanOrEqual(80);
    remove(other);
  });

  it('backs off longer and longer, up to a twentieth of a second and by chance to twice that', async () => {
    const other = lockOfOther('first');
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    waits.limit = 9;
    waits.atLimit = () => remove(other);
    expect(await locked([], undefined, 60_000)).toBe('done');
    vi.restoreAllMocks();
    expect(waits.milliseconds).toEqual([1.5, 3, 6, 12, 24, 48, 75, 75, 75]);
  });

  it('stops waiting at an abort, and leaves none', async () => {
    const other = lockOfOther('last');
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 20);
    await expect(locked([], controller.signal)).rejects.toBe(reason);
    expect(lockFiles()).toEqual([other]);
  });

  it('is not even made after an abort', async () => {
    const seen: string[] = [];
    await expect(locked(seen, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(seen).toEqual([]);
  });
});

describe('locks of the same process', () => {
  it('are waited for as those of others are', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = withTargetLock(target, {}, async () => {
      await released;
      return 'first';
    });
    expect(await storageErrorOf(() => locked([], undefined, 20))).toMatchObject({ code: 'busy', step: 'claim' });
    expect(lockFiles()).toHaveLength(1);
    const later = locked();
    release();
    expect(await Promise.all([holding, later])).toEqual(['first', 'done']);
    expect(existsSync(place.image)).toBe(false);
    expect(lockFiles()).toEqual([]);
  });
});

describe('acquireLock', () => {
  const descriptors = (): number => readdirSync('/proc/self/fd').length;

  it('keeps the name until it is released, once', async () => {
    const open = descriptors();
    const lock = await acquireLock(place.image);
    expect(lockFiles()).toHaveLength(1);
    expect(
      await storageErrorOf(() => withLock(place.image, { maxWaitMilliseconds: 10 }, async () => 'never')),
    ).toMatchObject({
      code: 'busy',
    });
    await lock.release();
    await lock.release();
    expect([lockFiles(), descriptors()]).toEqual([[], open]);
  });

  it('gives up after two seconds, or when it is told to, and keeps nothing open', async () => {
    const open = descriptors();
    lockOfOther('first');
    expect(await storageErrorOf(() => acquireLock(place.image, { maxWaitMilliseconds: 10 }))).toMatchObject({
      code: 'busy',
      step: 'claim',
    });
    expect(descriptors()).toBe(open);
  });

  it('tells at its step that the lock cannot be released', async () => {
    const open = descriptors();
    const lock = await acquireLock(place.image);
    for (const name of lockFiles()) remove(name);
    expect(await storageErrorOf(() => lock.release())).toMatchObject({ step: 'release', code: 'file-missing' });
    expect(descriptors()).toBe(open);
  });
});

describe('withLock', () => {
  it('answers what is done under the lock', async () => {
    expect(await withLock(place.image, {}, async () => lockFiles().length)).toBe(1);
    expect(lockFiles()).toEqual([]);
  });
});
