/** Claims on a name, of this process and of others that live. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storageErrorOf, usePlace } from '../../../test/storage/images.ts';
import { claiming } from './claim.ts';
import { claimName } from './own-names.ts';
import { type Pause, runLater, runNow } from './pauses.ts';
import { openTarget, releaseTarget, type Target } from './target.ts';

const place = usePlace();
let target: Target;

beforeEach(() => {
  target = openTarget(place.image, {});
});
afterEach(() => releaseTarget(target));

const claims = (): readonly string[] => readdirSync(place.directory).filter((name) => name.endsWith('.claim'));

/** A claim of somebody who lives: of this process, but not made by it. `first`: before all others in their order. */
function claimOfOther(order: 'first' | 'last', on = 'drive.iso'): string {
  const name = claimName(on).replace(/-[0-9a-f]{32}-(?=[^-]*$)/, `-${(order === 'first' ? '0' : 'f').repeat(32)}-`);
  writeFileSync(join(place.directory, name), '');
  return name;
}

const remove = (name: string): void => rmSync(join(place.directory, name));

function* acting(seen: string[]): Generator<Pause, string> {
  yield* [];
  seen.push(...claims());
  return 'done';
}

const claimed = (seen: string[] = [], signal?: AbortSignal, longestWaitMilliseconds?: number) =>
  claiming(target, signal, () => acting(seen), longestWaitMilliseconds);

describe('a claim', () => {
  it('is a private, empty file while something is done, and gone afterwards', () => {
    const seen: string[] = [];
    expect(runNow(claimed(seen))).toBe('done');
    expect(seen).toHaveLength(1);
    expect(claims()).toEqual([]);
  });

  it('goes when what is done fails, whose error it is', () => {
    const failing = claiming(target, undefined, function* () {
      yield* [];
      throw new Error('no luck');
    });
    expect(() => runNow(failing)).toThrow('no luck');
    expect(claims()).toEqual([]);
  });

  it('that cannot be taken back is told at its step, unless there is another error to tell', async () => {
    const losing = (error?: Error) =>
      claiming(target, undefined, function* () {
        yield* [];
        for (const name of claims()) remove(name);
        if (error !== undefined) throw error;
      });
    expect(await storageErrorOf(() => runLater(losing()))).toMatchObject({ step: 'release', code: 'file-missing' });
    await expect(runLater(losing(new Error('no luck')))).rejects.toThrow('no luck');
  });

  it('that cannot be made is told', async () => {
    rmSync(place.directory, { recursive: true });
    expect(await storageErrorOf(() => runLater(claimed()))).toMatchObject({ step: 'claim' });
    mkdirSync(place.directory);
  });

  it('on another name stands in nobody’s way', () => {
    const other = claimOfOther('first', 'other.iso');
    expect(runNow(claimed())).toBe('done');
    expect(claims()).toEqual([other]);
  });

  it.runIf(process.platform === 'linux')('of the dead is removed, and stands in nobody’s way', () => {
    const living = claimOfOther('first');
    const dead = living.replace(`.${process.pid}.`, '.4000001.');
    renameSync(join(place.directory, living), join(place.directory, dead));
    expect(runNow(claimed())).toBe('done');
    expect(claims()).toEqual([]);
  });
});

describe('a claim beside another that lives', () => {
  it.each(['first', 'last'] as const)('waits until that is gone, which is %s in their order', async (order) => {
    const other = claimOfOther(order);
    const seen: string[] = [];
    let during = 0;
    setTimeout(() => {
      during = claims().length;
      remove(other);
    }, 60);
    expect(await runLater(claimed(seen))).toBe('done');
    expect(seen).toHaveLength(1);
    expect(seen).not.toContain(other);
    // Who comes later in the order withdraws while it waits; who is first keeps its claim.
    expect(during).toBe(order === 'first' ? 1 : 2);
    expect(claims()).toEqual([]);
  });

  it.each(['first', 'last'] as const)('gives up in time, says whose it was, and leaves none (%s)', async (order) => {
    const other = claimOfOther(order);
    const error = await storageErrorOf(() => runLater(claimed([], undefined, 40)));
    expect(error).toMatchObject({ code: 'busy', step: 'claim', path: place.image });
    expect(error.message).toContain(other);
    expect(error.message).toContain('remove the claim');
    expect(claims()).toEqual([other]);
  });

  it('does not give up before the time is over', async () => {
    const other = claimOfOther('first');
    const before = performance.now();
    await storageErrorOf(() => runLater(claimed([], undefined, 80)));
    expect(performance.now() - before).toBeGreaterThanOrEqual(80);
    remove(other);
  });

  it('rests longer and longer, up to a twentieth of a second and by chance to twice that', () => {
    claimOfOther('first');
    const rests: number[] = [];
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation((...args: readonly unknown[]) => {
      rests.push(Number(args[3]));
      return 'timed-out';
    });
    const steps = claimed([], undefined, 60_000);
    for (let count = 0; count < 9; count++) (steps.next().value as Pause).now();
    random.mockRestore();
    wait.mockRestore();
    expect(rests).toEqual([1.5, 3, 6, 12, 24, 48, 75, 75, 75]);
  });

  it('stops waiting at an abort, and leaves none', async () => {
    const other = claimOfOther('last');
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 20);
    await expect(runLater(claimed([], controller.signal))).rejects.toBe(reason);
    expect(claims()).toEqual([other]);
  });

  it('is not even made after an abort', async () => {
    const seen: string[] = [];
    await expect(runLater(claimed(seen, AbortSignal.abort(new Error('enough'))))).rejects.toThrow('enough');
    expect(seen).toEqual([]);
  });
});

describe('a claim of the same thread', () => {
  it('is not waited for by who stops the thread, but by who does not', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = runLater(
      claiming(target, undefined, function* () {
        yield { now: () => {}, later: () => released };
        return 'first';
      }),
    );
    const error = await storageErrorOf(async () => runNow(claimed()));
    expect(error).toMatchObject({ code: 'busy', step: 'claim' });
    expect(claims()).toHaveLength(1);
    const later = runLater(claimed());
    release();
    expect(await Promise.all([holding, later])).toEqual(['first', 'done']);
    expect(existsSync(place.image)).toBe(false);
    expect(claims()).toEqual([]);
  });
});
