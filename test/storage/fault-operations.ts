/**
 * The operations of a store for the fault matrix, in this process. Whoever adds a kind of operation or a method to the store
 * is told by the types of these tables that it is missing here.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConfigDrive } from '@configdrive/core';
import { InvalidImageError, InvalidInputError, StorageError } from '@configdrive/issues';
import type { Migration, OpenedOperation, OperationKind, Store } from '@configdrive/store';
import { openStore } from 'configdrive';
import { breakingOf, type Watch } from './broken-calls.ts';
import { NEW_PASSWORD, OLD_PASSWORD, type Operation, type Ran, USER_DATA_SECRET } from './fault-matrix.ts';
import { leaveLock } from './locks.ts';
import { dataOf, INSTANCE, timestamp } from './stores.ts';

type Location = 'secondary' | 'primary';

/** Collects what an operation says beside its result. */
type Tell = (words: unknown) => void;

interface StoreCase {
  readonly title: string;
  /** Where there is a drive before. */
  readonly before: readonly Location[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** What else is there, done by a store without faults; its result goes to the operation. */
  readonly prepare?: (store: Store, directory: string) => Promise<unknown>;
  readonly act: (store: Store, tell: Tell, prepared: unknown) => Promise<unknown>;
  readonly again?: (store: Store, tell: Tell, prepared: unknown) => Promise<unknown>;
  readonly doneAlready?: RegExp;
}

const here: readonly Location[] = ['secondary'];
const LONG_USER_DATA = `#cloud-config\n# ${USER_DATA_SECRET}\n`.repeat(200);

/** What each kind of operation is done with, but for the instance. */
const operations: {
  readonly [Kind in OperationKind]: Omit<OpenedOperation<Kind>, 'instance' | 'kind' | 'options'>;
} = {
  create: { input: dataOf(NEW_PASSWORD) },
  setPassword: { password: NEW_PASSWORD },
  removePassword: {},
  setUserData: { userData: LONG_USER_DATA },
  setPublicKeys: {
    publicKeys: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKSlf0XqtCl1vIcGcOQ1RDzbEuh4cnwYIuIUTnOykr5r another',
  },
  setMetadata: { metadata: { 'hypervisor-host-name': 'kvm2' } },
  setNetwork: { nics: [{ mac: '02:00:4c:5e:00:06', ipv4: 'dhcp' }] },
  remove: {},
};

const performing = (kind: string, before: readonly Location[], options: Record<string, unknown> = {}): StoreCase => ({
  title: [`perform ${kind}`, ...Object.keys(options), ...(before.length === 0 ? ['(none before)'] : [])].join(' '),
  before,
  act: async (store, tell) => {
    const own = { ...options, ...(kind === 'remove' ? { onRemoval: tell } : {}) };
    const contents = operations[kind as OperationKind];
    return store.perform({ ...contents, kind, instance: INSTANCE, options: own } as OpenedOperation);
  },
});

const migrated = async (store: Store): Promise<Migration> => store.migrate(INSTANCE, { to: 'primary' });
const rebuilt = async (store: Store): Promise<Migration> =>
  store.migrate(INSTANCE, { to: 'secondary', change: (drive) => drive, input: dataOf(NEW_PASSWORD) });
const migration = (prepared: unknown): Migration => prepared as Migration;

/** The methods that are an operation of a kind and nothing else. */
type Operational = 'create' | 'setPassword' | 'removePassword' | 'setUserData' | 'setPublicKeys' | 'remove';

const methods: {
  readonly [Method in Exclude<keyof Store, Operational | 'perform'>]: readonly Omit<StoreCase, 'title'>[];
} = {
  change: [{ before: here, act: (store) => store.change(INSTANCE, (drive) => ({ ...drive, label: 'another' })) }],
  read: [{ before: here, act: async (store) => (await store.read(INSTANCE)).sha256 }],
  stat: [{ before: here, act: async (store) => (await store.stat(INSTANCE))?.sha256 }],
  list: [{ before: here, act: async (store) => listed(store) }],
  migrate: [
    // The drive is in both places until the migration ends.
    {
      before: here,
      act: migrated,
      again: (store) => store.migrate(INSTANCE, { to: 'primary', location: 'secondary' }),
    },
    { before: here, act: rebuilt },
  ],
  commit: [
    {
      before: here,
      prepare: migrated,
      act: (store, onRemoval, before) => store.commit(migration(before), { onRemoval }),
    },
    {
      before: here,
      prepare: rebuilt,
      act: (store, onRemoval, before) => store.commit(migration(before), { onRemoval }),
    },
  ],
  rollback: [
    {
      before: here,
      prepare: migrated,
      act: (store, onRemoval, before) => store.rollback(migration(before), { onRemoval }),
    },
    {
      before: here,
      prepare: rebuilt,
      act: (store, onRemoval, before) => store.rollback(migration(before), { onRemoval }),
    },
  ],
  unlock: [
    {
      before: here,
      prepare: async (_, directory) => leaveLock(join(directory, 'configdrive'), `${INSTANCE}.iso`, ofTheDead),
      act: async (store) => (await store.unlock(INSTANCE)).map(({ owner, isRemoved }) => ({ owner, isRemoved })),
    },
  ],
  gc: [
    {
      before: ['secondary', 'primary'],
      act: (store) => store.gc(['i-2-11-VM']),
    },
  ],
};

/** A process that ran before this one started, by its start. */
const ofTheDead = (name: string): string => name.replace(/\.[0-9a-f]+(?=\.(?:claim|draft)$)/, '.1');

async function listed(store: Store): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { instance, location } of store.list()) names.push(`${instance} ${location}`);
  return names;
}

const kinds = Object.keys(operations);
const changing = kinds.filter((kind) => kind !== 'create' && kind !== 'remove');

const cases: readonly StoreCase[] = [
  performing('create', []),
  { ...performing('create', [], { ifAbsent: true }), doneAlready: /already-exists/ },
  performing('create', here),
  performing('create', ['primary']),
  performing('create', here, { replace: 'keepInode' }),
  ...changing.map((kind) => performing(kind, here)),
  ...changing.map((kind) => performing(kind, here, { replace: 'keepInode' })),
  performing('remove', here),
  performing('remove', ['secondary', 'primary']),
  ...Object.entries(methods).flatMap(([name, some]) =>
    some.map((each, index) => ({ ...each, title: some.length === 1 ? name : `${name} ${index + 1}` })),
  ),
];

/** Files of the store: what is in `configdrive/` below both roots. */
const rootsIn = (place: string): Record<Location, string> => ({
  secondary: join(place, 'secondary'),
  primary: join(place, 'primary'),
});

/** Short, since a lock that cannot be taken back is waited for. */
const TIMING = { maxWaitMilliseconds: 20, takeOverAfterMilliseconds: 2000 };

const storeIn = (place: string): Store => openStore({ ...rootsIn(place), ...TIMING, now: () => timestamp });

function oldImage(): Uint8Array {
  image ??= buildConfigDrive({ instanceName: INSTANCE, vmData: dataOf(OLD_PASSWORD) }, { timestamp }).bytes;
  return image;
}
let image: Uint8Array | undefined;

function placeDrives(place: string, before: readonly Location[]): void {
  for (const [location, root] of Object.entries(rootsIn(place))) {
    mkdirSync(root);
    if (!before.some((each) => each === location)) continue;
    mkdirSync(join(root, 'configdrive'), 0o700);
    writeFileSync(join(root, 'configdrive', `${INSTANCE}.iso`), oldImage(), { mode: 0o600 });
  }
}

/** The operations of a store whose calls are seen by a watch over the place. */
export function storeOperations(watch: Watch): readonly Operation[] {
  let prepared: unknown;
  return cases.map(({ title, before, prepare, act, again = act, doneAlready }) => {
    const run = async (
      doing: StoreCase['act'],
      place: string,
      broken?: Parameters<typeof breakingOf>[0],
    ): Promise<Ran> => {
      const words: unknown[] = [];
      let told: Omit<Ran, 'calls'> | undefined;
      const watched = async (): Promise<void> => {
        told = await toldBy(() => doing(storeIn(place), (word) => words.push(word), prepared), words);
      };
      const texts = await watch.over(watched, broken === undefined ? undefined : breakingOf(broken));
      const calls = texts.map((text, index) => ({ text, index }));
      return { ...told!, calls };
    };
    return {
      title: `store ${title}`,
      prepare: async (place) => {
        placeDrives(place, before);
        prepared = await prepare?.(storeIn(place), join(place, 'secondary'));
      },
      run: (place, broken) => run(act, place, broken),
      runAgain: (place) => run(again, place),
      ...(doneAlready === undefined ? {} : { doneAlready }),
      collect: async (place) => void (await storeIn(place).gc([INSTANCE, 'i-2-11-VM'])),
    };
  });
}

const TYPES = [StorageError, InvalidInputError, InvalidImageError];

async function toldBy(act: () => Promise<unknown>, words: readonly unknown[]): Promise<Omit<Ran, 'calls'>> {
  try {
    const result = await act();
    const text = textOf([result, ...words]);
    return { isDone: true, isTyped: true, says: troubleIn(text), found: text };
  } catch (cause) {
    const says = cause instanceof Error ? `${cause.name} ${cause.message} ${textOf(cause)}` : String(cause);
    return { isDone: false, isTyped: TYPES.some((type) => cause instanceof type), says, found: '' };
  }
}

/** With the messages of errors, without what is another in each run. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, each) => {
    if (key === 'modified' || key === 'cause') return undefined;
    return each instanceof Error ? { ...Object.fromEntries(Object.entries(each)), message: each.message } : each;
  }) ?? 'nothing';

const TROUBLE = /unreachable|"isRemoved":false|"error":|"severity":"(?:warning|error)"/;

const troubleIn = (text: string): string => (TROUBLE.test(text) ? text : '');
