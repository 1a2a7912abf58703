/** Any sequence of operations by two clients of one store does what it would do to a map. */

import { openStore, type Store, type StoreLocation } from 'configdrive';
import fc from 'fast-check';
import { ensureDirSync, removeSync } from 'fs-extra';
import { describe, expect, it } from 'vitest';
import { isLong } from '../support/long.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { dataOf, filesBelow, PASSWORD_FILE, textOn, timestamp, USER_DATA_FILE } from './stores.ts';

const RUNS = isLong ? 5000 : 60;
const INSTANCES = ['i-2-10-VM', 'i-2-11-VM', 'r-4-VM'] as const;
const LOCATIONS = ['secondary', 'primary', 'hostCache'] as const;
const USER_DATA = '#cloud-config\n';

/** What there is to know of a drive. */
interface Known {
  readonly location: StoreLocation;
  readonly password: string | undefined;
  readonly userData: string | undefined;
}

type Model = Map<string, Known>;

interface Real {
  readonly clients: readonly [Store, Store];
  readonly dropsPasswords: boolean;
}

type Step = fc.AsyncCommand<Model, Real>;

/** The error code of an operation, or none. */
const codeOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'none',
    (cause: { code?: string }) => cause.code ?? 'no code',
  );

const step = (title: string, run: (model: Model, store: Store, real: Real) => Promise<void>, client: number): Step => ({
  check: () => true,
  run: (model, real) => run(model, real.clients[client === 0 ? 0 : 1], real),
  toString: () => `${client === 0 ? 'first' : 'second'} client: ${title}`,
});

const client = fc.nat(1);
const instance = fc.constantFrom(...INSTANCES);
const location = fc.constantFrom(...LOCATIONS);
const password = fc.stringMatching(/^[A-Za-z0-9]{6,12}$/);
const text = fc.stringMatching(/^#![ -~]{0,40}$/);

/** A change of a drive that is there, or the error that there is none. */
const change = (model: Model, name: string, act: Promise<unknown>, change: (known: Known) => Known): Promise<void> => {
  const known = model.get(name);
  if (known !== undefined) model.set(name, change(known));
  return expect(codeOf(act)).resolves.toBe(known === undefined ? 'file-missing' : 'none');
};

const steps: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(client, instance, password, location, fc.boolean()).map(([who, name, secret, placement, ifAbsent]) =>
    step(
      `create ${name} on ${placement}${ifAbsent ? ' once' : ''}`,
      async (model, store, { dropsPasswords }) => {
        const known = model.get(name);
        const code = await codeOf(store.create(name, dataOf(secret), { placement, ifAbsent }));
        expect(code).toBe(ifAbsent && known !== undefined ? 'already-exists' : 'none');
        if (code !== 'none') return;
        const isRebuild = known?.location === placement;
        const kept = dropsPasswords && isRebuild ? undefined : secret;
        model.set(name, { location: placement, password: kept, userData: USER_DATA });
      },
      who,
    ),
  ),
  fc
    .tuple(client, instance, password)
    .map(([who, name, secret]) =>
      step(
        `setPassword ${name}`,
        (model, store) =>
          change(model, name, store.setPassword(name, secret), (known) => ({ ...known, password: secret })),
        who,
      ),
    ),
  fc
    .tuple(client, instance)
    .map(([who, name]) =>
      step(
        `removePassword ${name}`,
        (model, store) =>
          change(model, name, store.removePassword(name), (known) => ({ ...known, password: undefined })),
        who,
      ),
    ),
  fc.tuple(client, instance, text, fc.constantFrom('rename', 'keepInode')).map(([who, name, userData, replace]) =>
    step(
      `setUserData ${name} by ${replace}`,
      (model, store, { dropsPasswords }) =>
        change(model, name, store.setUserData(name, userData, { replace }), ({ location, password }) => ({
          location,
          userData,
          password: dropsPasswords ? undefined : password,
        })),
      who,
    ),
  ),
  fc.tuple(client, instance, location, fc.boolean()).map(([who, name, to, commits]) =>
    step(
      `migrate ${name} to ${to} and ${commits ? 'commit' : 'roll back'}`,
      async (model, store, { dropsPasswords }) => {
        const migrated = store
          .migrate(name, { to })
          .then((migration) => (commits ? store.commit(migration) : store.rollback(migration)));
        await change(model, name, migrated, (known) =>
          commits ? { ...known, location: to, password: dropsPasswords ? undefined : known.password } : known,
        );
      },
      who,
    ),
  ),
  fc.tuple(client, instance).map(([who, name]) =>
    step(
      `remove ${name}`,
      async (model, store) => {
        const expected = model.delete(name) ? ['removed'] : ['absent', 'no-directory'];
        expect(expected).toContain(await store.remove(name));
      },
      who,
    ),
  ),
  fc.tuple(client, fc.subarray([...INSTANCES], { minLength: 1 }), fc.boolean()).map(([who, live, dryRun]) =>
    step(
      `gc for ${live.join(', ')}${dryRun ? ', dry' : ''}`,
      async (model, store) => {
        const orphans = [...model.keys()].filter((name) => !live.some((each) => each === name));
        const report = await store.gc(live, { dryRun });
        expect(report.orphans.map(({ instance: name }) => name).sort()).toEqual(orphans.sort());
        expect([report.kept, report.unreachable]).toEqual([model.size - orphans.length, []]);
        if (!dryRun) for (const name of orphans) model.delete(name);
      },
      who,
    ),
  ),
];

describe.each(['kept', 'untilRebuilt'] as const)('a store whose passwords are %s', (passwordLife) => {
  const path = useTemporaryDirectory();

  function fresh(): Real {
    removeSync(path('store'));
    const roots = Object.fromEntries(LOCATIONS.map((each) => [each, path('store', each)]));
    for (const root of Object.values(roots)) ensureDirSync(root);
    const open = (): Store => openStore({ ...roots, passwordLife, now: () => timestamp });
    return { clients: [open(), open()], dropsPasswords: passwordLife === 'untilRebuilt' };
  }

  async function expectAlike(model: Model, { clients: [store] }: Real): Promise<void> {
    const found: Model = new Map();
    for await (const { instance: name } of store.list()) {
      const { drive, location: place } = await store.read(name);
      found.set(name, {
        location: place,
        password: textOn(drive, PASSWORD_FILE),
        userData: textOn(drive, USER_DATA_FILE),
      });
    }
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(model));
    expect(filesBelow(path('store'))).toHaveLength(model.size);
  }

  it('is a map, for any sequence of operations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands([...steps], { maxCommands: 25 }), async (commands) => {
        const model: Model = new Map();
        const real = fresh();
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await expectAlike(model, real);
      }),
      { numRuns: RUNS },
    );
  });
});
