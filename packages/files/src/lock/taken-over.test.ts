/** Locks of owners that cannot be seen: whoever gives no sign of life loses them, and whoever lost one publishes nothing. */
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { someBytes, storageErrorOf, usePlace } from '../../../../test/storage/images.ts';
import { directoryBackend } from '../backend/directory-backend.ts';
import { hasStagedCopy } from '../read/staged-copy.ts';
import { closeTarget, openTarget, type Target } from '../target.ts';
import { acquireLock, type HeldLock, withTargetLock } from './lock.ts';
import { lockName, tempName } from './own-names.ts';
import { SilenceWatch, takeOver, touch } from './signs-of-life.ts';

const place = usePlace();
let target: Target;
let timers: NodeJS.Timeout[] = [];

beforeEach(() => {
  target = openTarget(place.image, {});
});
afterEach(() => {
  for (const timer of timers) clearInterval(timer);
  timers = [];
  closeTarget(target);
});

const QUICKLY = { takeOverAfterMilliseconds: 120 };
const names = (): readonly string[] => readdirSync(place.directory).sort();
const isThere = (name: string): boolean => existsSync(join(place.directory, name));

/** As this process would be called in another container. */
const elsewhere = (name: string): string =>
  name.replace(/-([0-9a-f]{8}\.[0-9a-f]{8})\.[0-9a-f]{8}\.(?=[^-]*$)/, '-$1.00000001.');

function put(name: string): string {
  writeFileSync(join(place.directory, name), '', { mode: 0o600 });
  return name;
}

function keepAlive(name: string): void {
  timers.push(setInterval(() => isThere(name) && utimesSync(join(place.directory, name), new Date(), new Date()), 5));
}

const locked = async (options: object): Promise<string> => withTargetLock(target, options, async () => 'done');

describe.runIf(process.platform === 'linux')('a lock of an owner that cannot be seen', () => {
  it('is taken over when it is silent for long enough, with what its owner has written for that name', async () => {
    const lock = put(elsewhere(lockName('drive.iso')));
    const draft = put(elsewhere(tempName('drive.iso')));
    const others = [tempName('drive.iso'), elsewhere(tempName('other.iso')), elsewhere(tempName())].map(put);
    expect(await locked(QUICKLY)).toBe('done');
    expect([isThere(lock), isThere(draft)]).toEqual([false, false]);
    expect(names()).toEqual([...others].sort());
  });

  it('is waited for as long as its owner gives signs of life', async () => {
    const lock = put(elsewhere(lockName('drive.iso')));
    keepAlive(lock);
    const error = await storageErrorOf(() => locked({ ...QUICKLY, maxWaitMilliseconds: 600 }));
    expect(error).toMatchObject({ code: 'busy', step: 'claim' });
    expect(names()).toEqual([lock]);
  });

  it('is taken over from who has no identity, too', async () => {
    put(lockName('drive.iso').replace(/[^-]*$/, 'unknown.claim'));
    expect(await locked(QUICKLY)).toBe('done');
    expect(names()).toEqual([]);
  });

  it('is not taken over in a shorter time than it may be silent', async () => {
    const lock = put(elsewhere(lockName('drive.iso')));
    expect(await storageErrorOf(() => locked({ maxWaitMilliseconds: 100 }))).toMatchObject({ code: 'busy' });
    expect(names()).toEqual([lock]);
  });

  it('is waited for by who else is quick to give up, until it is clear whether its owner lives', async () => {
    put(elsewhere(lockName('drive.iso')));
    const held = await acquireLock(place.image, { takeOverAfterMilliseconds: 2500 });
    await held.release();
    expect(names()).toEqual([]);
  });
});

it('a lock of a process that runs here is never taken over', async () => {
  const lock = put(lockName('drive.iso'));
  const waiting = locked({ ...QUICKLY, maxWaitMilliseconds: 500 });
  expect(await storageErrorOf(() => waiting)).toMatchObject({ code: 'busy' });
  expect(names()).toEqual([lock]);
});

describe('an owner', () => {
  it('gives signs of life while it is at work, and while it waits', async () => {
    const signs = new Set<bigint>();
    const look = async (): Promise<void> => {
      for (let count = 0; signs.size < 4 && count < 1000; count++) {
        for (const name of names()) signs.add(lstatSync(join(place.directory, name), { bigint: true }).mtimeNs);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await withTargetLock(target, QUICKLY, look);
    expect(signs.size).toBe(4);
  });

  it('is told at the latest when it publishes that the lock was taken over, and leaves what is there', async () => {
    writeFileSync(place.image, 'of another');
    const backend = directoryBackend(place.directory);
    const replacing = backend.replace('drive.iso', () => {
      for (const name of names().filter((each) => each.endsWith('.claim'))) takeOver(target, name);
      return someBytes(100);
    });
    expect(await storageErrorOf(() => replacing)).toMatchObject({ code: 'lock-lost', step: 'confirm' });
    expect([names(), readFileSync(place.image, 'utf8')]).toEqual([['drive.iso'], 'of another']);
  });

  it('does not stage a copy once the lock was taken over', async () => {
    writeFileSync(place.image, 'of another');
    const backend = directoryBackend(place.directory, { replace: 'keepInode' });
    const replacing = backend.replace('drive.iso', () => {
      for (const name of names().filter((each) => each.endsWith('.claim'))) takeOver(target, name);
      return someBytes(100);
    });
    expect(await storageErrorOf(() => replacing)).toMatchObject({ code: 'lock-lost' });
    expect([hasStagedCopy(target), readFileSync(place.image, 'utf8')]).toEqual([false, 'of another']);
  });

  it('can ask whether it still has the lock', async () => {
    const lock = await acquireLock(place.image);
    lock.confirm();
    const [name = ''] = names();
    takeOver(target, name);
    expect(() => lock.confirm()).toThrow('took over the lock');
    expect(await storageErrorOf(() => lock.release())).toMatchObject({ step: 'release' });
  });

  it('that lost its place while it waited takes another one', async () => {
    const first = put(lockName('drive.iso').replace(/-[0-9a-f]{32}-(?=[^-]*$)/, `-${'f'.repeat(32)}-`));
    const seen: string[] = [];
    const waiting = withTargetLock(target, {}, async (lock: HeldLock) => {
      lock.confirm();
      seen.push(...names());
    });
    const mine = names().find((name) => name !== first) ?? '';
    renameSync(join(place.directory, mine), join(place.directory, 'aside'));
    await new Promise((resolve) => setTimeout(resolve, 60));
    renameSync(join(place.directory, first), join(place.directory, 'gone'));
    await waiting;
    expect(seen.filter((name) => name.endsWith('.claim'))).toHaveLength(1);
    expect(seen).not.toContain(mine);
  });
});

describe('what a waiter sees of a file', () => {
  let now = 0;
  beforeEach(() => {
    now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => vi.restoreAllMocks());

  const watchOf = (name: string) => {
    const watch = new SilenceWatch(target, 60_000);
    const after = (milliseconds: number): boolean => {
      now += milliseconds;
      return watch.isOver(name);
    };
    return { watch, after };
  };

  it('counts from the first look, and from each change', () => {
    const lock = put(lockName('drive.iso'));
    const { after } = watchOf(lock);
    const looks = (count: number): readonly boolean[] => Array.from({ length: count }, () => after(10_000));
    expect(looks(6)).toEqual([false, false, false, false, false, false]);
    touch(target, lock);
    expect(looks(7)).toEqual([false, false, false, false, false, false, true]);
  });

  it('does not count what the waiter slept through', () => {
    const { after } = watchOf(put(lockName('drive.iso')));
    after(0);
    expect([after(3_600_000), after(3_600_000), after(3_600_000), after(15_000)]).toEqual([false, false, false, true]);
  });

  it('has nothing to do with the dates of the files', () => {
    const lock = put(lockName('drive.iso'));
    utimesSync(join(place.directory, lock), new Date(0), new Date(0));
    const { after } = watchOf(lock);
    expect([after(0), after(10_000)]).toEqual([false, false]);
    vi.setSystemTime(new Date('2099-01-01'));
    expect(after(10_000)).toBe(false);
    vi.useRealTimers();
  });

  it('is nothing of a file that is gone', () => {
    const { watch, after } = watchOf('gone');
    expect([after(0), after(60_000), watch.isUndecided('gone')]).toEqual([false, false, false]);
  });
});
