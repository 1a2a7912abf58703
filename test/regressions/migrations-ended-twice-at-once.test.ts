/** A commit and a rollback of one migration, each of which saw the other drive in its place, removed both. */
import { mkdirSync, readdirSync } from 'node:fs';
import { type Backend, memoryBackend, openStore as openStoreOver } from '@configdrive/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, INSTANCE, openStore, timestamp } from '../storage/stores.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

let root = '';
beforeEach(() => {
  root = makeTemporaryDirectory();
  for (const name of ['s', 'p']) mkdirSync(`${root}/${name}`);
});
afterEach(() => removeTree(root));

const outcomesOf = async (acts: readonly Promise<string>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(acts)).map((result) =>
    result.status === 'fulfilled' ? result.value : String(result.reason.code),
  );

it.each([
  ['in directories', () => openStore({ secondary: `${root}/s`, primary: `${root}/p` })],
  ['in memory', () => openStoreOver({ secondary: memoryBackend(), primary: memoryBackend(), now: () => timestamp })],
])('%s one of the two wins, and one drive is there', async (_where, open) => {
  const store = open();
  await store.create(INSTANCE, dataOf());
  for (const first of ['commit', 'rollback'] as const) {
    const [from, to] = first === 'commit' ? (['secondary', 'primary'] as const) : (['primary', 'secondary'] as const);
    const migration = await store.migrate(INSTANCE, { to });
    const second = first === 'commit' ? 'rollback' : 'commit';
    const outcomes = await outcomesOf([store[first](migration), store[second](migration)]);
    expect([...outcomes].sort()).toEqual(['file-missing', 'removed']);
    const { location } = await store.read(INSTANCE);
    if (location === from) await store.commit(await store.migrate(INSTANCE, { to }));
  }
});

describe('two that create the drive of one instance in two places', () => {
  /** Waits with its first change until somebody else is done. */
  function late(inner: Backend, until: () => Promise<unknown>): Backend {
    let isFirst = true;
    return new Proxy(inner, {
      get: (target, key) => {
        if (key !== 'replace') return Reflect.get(target, key).bind?.(target) ?? Reflect.get(target, key);
        return async (...args: Parameters<Backend['replace']>) => {
          const wait = isFirst ? until() : undefined;
          isFirst = false;
          await wait;
          return inner.replace(...args);
        };
      },
    });
  }

  it('take nothing away from each other, and say that there are two', async () => {
    const [a, b] = [memoryBackend(), memoryBackend()];
    const now = () => timestamp;
    const second = openStoreOver({ secondary: a, primary: b, placement: 'primary', now });
    const first = openStoreOver({
      secondary: late(a, () => second.create(INSTANCE, dataOf('second'))),
      primary: b,
      now,
    });
    const { issues } = await first.create(INSTANCE, dataOf('first'));
    expect(issues).toContainEqual(expect.objectContaining({ code: 'drive-ambiguous', severity: 'warning' }));
    expect([await a.stat(`${INSTANCE}.iso`), await b.stat(`${INSTANCE}.iso`)]).not.toContain(undefined);
  });

  it('leave one where there was one before', async () => {
    const store = openStore({ secondary: `${root}/s`, primary: `${root}/p` });
    await store.create(INSTANCE, dataOf());
    const { issues } = await store.create(INSTANCE, dataOf(), { placement: 'primary' });
    expect(issues.filter(({ code }) => code === 'drive-ambiguous')).toEqual([]);
    expect([readdirSync(`${root}/s/configdrive`), readdirSync(`${root}/p/configdrive`)]).toEqual([
      [],
      [`${INSTANCE}.iso`],
    ]);
  });
});
