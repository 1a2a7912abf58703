/** The suite finds what it is there to find: a backend with one fault fails the test of the promise that it breaks. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.ts';
import { memoryBackend } from '../memory-backend.ts';
import { sha256Of } from '../sha256.ts';
import { testBackend } from './index.ts';

/** A backend that does one thing otherwise. */
const faulty = (inner: Backend, fault: Partial<Backend>): Backend => ({
  label: inner.label,
  traits: inner.traits,
  pathOf: (name) => inner.pathOf(name),
  prepare: (options) => inner.prepare(options),
  identify: (name, options) => inner.identify(name, options),
  stat: (name, options) => inner.stat(name, options),
  read: (name, options) => inner.read(name, options),
  replace: (name, update, options) => inner.replace(name, update, options),
  remove: (name, options) => inner.remove(name, options),
  list: (options) => inner.list(options),
  collectLeftovers: (options) => inner.collectLeftovers(options),
  ...fault,
});

type Fault = (inner: Backend) => Partial<Backend>;

/** Fault → one of the promises that it breaks. */
const faults: Readonly<Record<string, readonly [promise: string, fault: Fault]>> = {
  'does not read again what it decides by': [
    'loses no change of racing writers',
    (inner) => ({
      replace: async (name, update, options) => {
        const bytes = update(await inner.read(name, options));
        await Promise.resolve();
        return inner.replace(name, () => bytes, options);
      },
    }),
  ],
  'shows the loser of a race what was there before': [
    'decides again after a lost race',
    (inner) => {
      let first: Awaited<ReturnType<Backend['read']>>;
      return {
        replace: (name, update, options) =>
          inner.replace(
            name,
            (old) => {
              first ??= old;
              return update(first);
            },
            options,
          ),
      };
    },
  ],
  'overwrites what must be absent': [
    'creates an image only where there is none',
    (inner) => ({ replace: (name, update, options) => inner.replace(name, update, { ...options, ifAbsent: false }) }),
  ],
  'looks before it creates, and not while': [
    'lets one of many create',
    (inner) => ({
      replace: async (name, update, { ifAbsent = false, ...options } = {}) => {
        if (ifAbsent && (await inner.stat(name)) !== undefined) {
          throw Object.assign(new Error('there'), { code: 'already-exists' });
        }
        return inner.replace(name, update, options);
      },
    }),
  ],
  'removes anything': [
    'removes the image that is expected, and no other',
    (inner) => ({ remove: (name, { signal } = {}) => inner.remove(name, { signal }) }),
  ],
  'says removed of what was gone': [
    'lets one of many remove',
    (inner) => ({
      remove: async (name, options) => {
        const { outcome } = await inner.remove(name, options);
        return { outcome: outcome === 'absent' ? 'removed' : outcome };
      },
    }),
  ],
  'hashes nothing': [
    'keeps what is written, for every handle on the place',
    (inner) => ({
      replace: async (name, update, options) => {
        const image = await inner.replace(name, update, options);
        return image === undefined ? image : { ...image, sha256: '0'.repeat(64) };
      },
    }),
  ],
  'gives out its own bytes': [
    'keeps its own bytes, whoever writes into those that were given or read',
    (inner) => {
      const images = new Map<string, Awaited<ReturnType<Backend['read']>>>();
      return {
        read: async (name, options) => {
          const image = images.get(name) ?? (await inner.read(name, options));
          images.set(name, image);
          return image;
        },
      };
    },
  ],
  'cuts long images': [
    'takes empty images and large ones',
    (inner) => ({
      read: async (name, options) => {
        const image = await inner.read(name, options);
        return image === undefined ? image : { ...image, bytes: image.bytes.slice(0, 1024) };
      },
    }),
  ],
  'reads as much as there is': [
    'reads no more than it may',
    (inner) => ({ read: (name, { signal } = {}) => inner.read(name, { signal }) }),
  ],
  'writes what stays': [
    'leaves an image alone that is to stay',
    (inner) => ({
      replace: (name, update, options) => inner.replace(name, (old) => update(old) ?? old?.bytes, options),
    }),
  ],
  'knows nothing of errors': [
    'changes nothing when an update throws',
    (inner) => ({ replace: (name, update, options) => inner.replace(name, update, options).catch(() => undefined) }),
  ],
  'has one version': [
    'gives every image another version',
    (inner) => ({
      stat: async (name, options) => {
        const stats = await inner.stat(name, options);
        return stats === undefined ? stats : { ...stats, version: 'same' };
      },
    }),
  ],
  'keeps the first letters of names': [
    'keeps names apart, the longest too',
    (inner) => ({ replace: (name, update, options) => inner.replace(name.slice(0, 250), update, options) }),
  ],
  'takes any name': [
    'refuses names that lead elsewhere',
    (inner) => ({ stat: async (name, options) => (/^\w/.test(name) ? inner.stat(name, options) : undefined) }),
  ],
  'lists twice': [
    'lists every image once, and can be left early',
    (inner) => ({
      async *list(options) {
        yield* inner.list(options);
        yield* inner.list(options);
      },
    }),
  ],
  'hears no signal': [
    'ends with the reason of a signal, and changes nothing',
    (inner) => ({ replace: (name, update) => inner.replace(name, update) }),
  ],
  'is every place': [
    'knows the same place however it was opened',
    () => ({ identify: async (name) => `everywhere/${name}` }),
  ],
  'takes itself for another': [
    'knows the same place however it was opened',
    (inner) => {
      let count = 0;
      return { identify: async (name) => `${await inner.identify(name)}#${++count}` };
    },
  ],
  'shows an image before it is whole': [
    'shows nothing torn to readers',
    (inner) => ({
      replace: async (name, update, options) => {
        const old = await inner.read(name, options);
        const bytes = update(old) ?? new Uint8Array();
        const half = bytes.slice();
        half.set(old?.bytes.subarray(0, Math.min(5, half.byteLength)) ?? []);
        await inner.replace(name, () => half, options);
        // Turns for who reads, and no timer: a page that nobody sees waits a minute for each.
        for (let turn = 0; turn < 5; turn++) await sha256Of(half);
        return inner.replace(name, () => bytes, options);
      },
    }),
  ],
  'has an image from the beginning': [
    'is empty at first',
    (inner) => ({
      read: async (name, options) =>
        (await inner.read(name, options)) ?? {
          bytes: new Uint8Array(),
          byteLength: 0,
          modified: new Date(0),
          version: '0',
          sha256: await sha256Of(new Uint8Array()),
        },
    }),
  ],
  'lists no more once an image is gone': [
    'survives removals while it lists',
    (inner) => ({
      async *list(options) {
        for await (const image of inner.list(options)) {
          yield image;
          if ((await inner.stat(image.name)) === undefined) throw new Error('what was there is gone');
        }
      },
    }),
  ],
  'empties itself when it is prepared again': [
    'is prepared as often as anybody likes',
    (inner) => ({
      prepare: async (options) => {
        await inner.prepare(options);
        for await (const { name } of inner.list()) await inner.remove(name);
      },
    }),
  ],
  'asks nobody before it removes': [
    'asks before it removes, and keeps what is said to stay',
    (inner) => ({ remove: (name, options) => inner.remove(name, { ...options, unless: undefined }) }),
  ],
  'locks nothing': [
    'lets one at a time work under a lock, where there are locks',
    () => ({ withLock: (_name, act) => act() }),
  ],
  'takes locks from the living': [
    'removes no lock of the living',
    () => ({
      withLock: (_name, act) => act(),
      unlock: async () => [{ path: 'a lock', owner: 'running', isRemoved: true }],
    }),
  ],
  'collects what is no leftover': [
    'collects what dead writers left, and nothing else',
    (inner) => ({
      collectLeftovers: async () => {
        for await (const { name } of inner.list()) await inner.remove(name);
        return 0;
      },
    }),
  ],
};

describe('a backend that', () => {
  it.each(Object.entries(faults))('%s is found out', async (_title, [promise, fault]) => {
    const tests = testBackend(() => {
      const inner = memoryBackend();
      return { open: () => faulty(inner, fault(inner)) };
    });
    const test = tests.find(({ name }) => name === promise);
    await expect(test?.run()).rejects.toThrow();
  });

  it('does what it should passes, wrapped as those are', async () => {
    const tests = testBackend(() => {
      const inner = memoryBackend();
      return { open: () => faulty(inner, {}) };
    });
    for (const { run } of tests) await run();
    expect(tests.length).toBeGreaterThan(20);
  });
});

describe('the suite', () => {
  it('has a fault for each of its promises', () => {
    const promises = testBackend(() => ({ open: () => memoryBackend() })).map(({ name }) => name);
    const broken = new Set(Object.values(faults).map(([promise]) => promise));
    expect(promises.filter((promise) => !broken.has(promise))).toEqual([]);
  });

  it('takes the places away that it was given, also after a failure', async () => {
    let [made, closed] = [0, 0];
    const make = () => {
      made++;
      return {
        open: () => faulty(memoryBackend(), { stat: async () => Promise.reject(new Error('broken')) }),
        close: () => void closed++,
      };
    };
    const [first] = testBackend(make);
    await expect(first?.run()).rejects.toThrow('broken');
    expect([made, closed]).toEqual([2, 2]);
  });

  it('counts the leftovers that a place knows how to leave', async () => {
    let left = 0;
    const make = (collects: number) => () => {
      const inner = memoryBackend();
      const collectLeftovers: Backend['collectLeftovers'] = async ({ dryRun = false } = {}) => {
        const count = Math.min(left, collects);
        if (!dryRun) left = 0;
        return count;
      };
      return {
        open: () => faulty(inner, { collectLeftovers }),
        leaveLeftovers: async () => {
          left = 3;
          return left;
        },
      };
    };
    const testOf = (collects: number) =>
      testBackend(make(collects)).find(({ name }) => name.startsWith('collects what dead'));
    await expect(testOf(3)?.run()).resolves.toBeUndefined();
    await expect(testOf(2)?.run()).rejects.toThrow('leftovers');
  });
});
