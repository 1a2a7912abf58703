/** Operations as values: what is kept and comes back does what a call does, and holds no content. */
import { withMetadata, withNetwork } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { dataOf, INSTANCE, PASSWORD_FILE, textOn, timestamp, useStorePlace } from '../../../test/storage/stores.ts';
import { memoryBackend } from './memory-backend.ts';
import { type OpenSecret, type Operation, type OperationKind, openedOperation, secretRefOf } from './operation.ts';
import { applyOperation, openStore, type Store } from './store.ts';

const NICS = [{ deviceId: 0, mac: '02:00:4c:5e:00:05', ipv4: 'dhcp' }] as const;
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKSlf0XqtCl1vIcGcOQ1RDzbEuh4cnwYIuIUTnOykr5r new';
const METADATA = { 'hypervisor-host-name': 'kvm2' };
const later = new Date('2026-01-02T03:04:05Z');

/** What a sealed place keeps, under the names that it has for it. */
const sealed: Readonly<Record<string, Uint8Array | string>> = {
  'vault/data': JSON.stringify(dataOf('s3cret-canary')),
  'vault/data-as-bytes': Buffer.from(JSON.stringify(dataOf('s3cret-canary'))),
  'vault/password': 'n3w-canary',
  'vault/password-as-bytes': Buffer.from('n3w-canary'),
  'vault/user-data': Uint8Array.of(0x23, 0x21, 0xff, 0x00),
  'vault/keys': KEY,
  'vault/metadata': JSON.stringify(METADATA),
  'vault/nics': JSON.stringify(NICS),
  'vault/no-json': '{"password": canary',
  'vault/no-text': Uint8Array.of(0xff, 0xfe, 0xfd),
};
const ref = (name: string) => secretRefOf(`vault/${name}`);

const opened: string[] = [];
const openSecret: OpenSecret = async (name) => {
  opened.push(name);
  const content = sealed[name];
  if (content === undefined) throw new Error(`nobody keeps ${name}`);
  return content;
};

/** An operation, and the call that does the same. */
const operations: readonly (readonly [Operation, (store: Store) => Promise<unknown>])[] = [
  [
    { kind: 'create', instance: INSTANCE, input: ref('data'), options: { placement: 'primary' } },
    (store) => store.create(INSTANCE, dataOf('s3cret-canary'), { placement: 'primary' }),
  ],
  [
    { kind: 'create', instance: 'i-2-11-VM', input: ref('data-as-bytes'), options: { ifAbsent: true } },
    (store) => store.create('i-2-11-VM', dataOf('s3cret-canary'), { ifAbsent: true }),
  ],
  [
    { kind: 'setPassword', instance: INSTANCE, password: ref('password') },
    (store) => store.setPassword(INSTANCE, 'n3w-canary'),
  ],
  [
    { kind: 'setPassword', instance: INSTANCE, password: ref('password-as-bytes') },
    (store) => store.setPassword(INSTANCE, 'n3w-canary'),
  ],
  [{ kind: 'removePassword', instance: INSTANCE }, (store) => store.removePassword(INSTANCE)],
  [
    {
      kind: 'setUserData',
      instance: INSTANCE,
      userData: ref('user-data'),
      options: { timestamp: later.toISOString(), location: 'secondary' },
    },
    (store) =>
      store.setUserData(INSTANCE, Uint8Array.of(0x23, 0x21, 0xff, 0x00), {
        timestamp: later,
        location: 'secondary',
      }),
  ],
  [
    { kind: 'setPublicKeys', instance: INSTANCE, publicKeys: ref('keys'), options: { guestOs: 'windows' } },
    (store) => store.setPublicKeys(INSTANCE, KEY, { guestOs: 'windows' }),
  ],
  [
    { kind: 'setMetadata', instance: INSTANCE, metadata: ref('metadata') },
    (store) => store.change(INSTANCE, (drive, options) => withMetadata(drive, METADATA, options)),
  ],
  [
    { kind: 'setNetwork', instance: INSTANCE, nics: ref('nics') },
    (store) => store.change(INSTANCE, (drive, options) => withNetwork(drive, NICS, options)),
  ],
  [{ kind: 'remove', instance: INSTANCE, options: { location: 'secondary' } }, (store) => store.remove(INSTANCE)],
];

/** What comes back from where operations are kept. */
const kept = (operation: Operation): Operation => JSON.parse(JSON.stringify(operation)) as Operation;

describe('an operation', () => {
  const place = useStorePlace('memory');
  const other = useStorePlace('memory');

  it.each(operations.map(([operation, call]) => ({ kind: operation.kind, operation, call })))(
    '$kind does after its JSON what the call does',
    async ({ operation, call }) => {
      const [store, called] = [place.open(), other.open()];
      for (const each of [store, called]) await each.create(INSTANCE, dataOf());
      expect(kept(operation)).toEqual(operation);
      expect(await applyOperation(store, kept(operation), openSecret)).toEqual(await call(called));
      for (const location of ['secondary', 'primary'] as const) {
        for await (const { name } of other.backend(location).list()) {
          expect(await place.backend(location).read(name)).toEqual(await other.backend(location).read(name));
        }
      }
      expect(await place.names()).toEqual(await other.names());
    },
  );

  it('of every kind is among them', () => {
    const kinds: Readonly<Record<OperationKind, true>> = {
      create: true,
      setPassword: true,
      removePassword: true,
      setUserData: true,
      setPublicKeys: true,
      setMetadata: true,
      setNetwork: true,
      remove: true,
    };
    expect(new Set(operations.map(([{ kind }]) => kind))).toEqual(new Set(Object.keys(kinds)));
  });

  it('holds no content, and opens what it needs and nothing else', async () => {
    const store = place.open();
    await store.create(INSTANCE, dataOf());
    opened.length = 0;
    for (const [operation] of operations.slice(2, 4)) {
      expect(JSON.stringify(operation)).not.toContain('canary');
      await applyOperation(store, operation, openSecret);
    }
    expect(opened).toEqual(['vault/password', 'vault/password-as-bytes']);
    expect(textOn((await store.read(INSTANCE)).drive, PASSWORD_FILE)).toBe('n3w-canary');
  });

  it('does nothing when its content cannot be opened, or is not what it should be', async () => {
    const store = place.open();
    const { sha256 } = await store.create(INSTANCE, dataOf());
    const lost = applyOperation(store, { kind: 'setPassword', instance: INSTANCE, password: ref('lost') }, openSecret);
    await expect(lost).rejects.toThrow('nobody keeps vault/lost');
    const wrong: readonly Operation[] = [
      { kind: 'create', instance: INSTANCE, input: ref('no-json') },
      { kind: 'setMetadata', instance: INSTANCE, metadata: ref('no-text') },
      { kind: 'setPassword', instance: INSTANCE, password: ref('no-text') },
    ];
    for (const operation of wrong) {
      const cause: unknown = await applyOperation(store, operation, openSecret).catch((error: unknown) => error);
      expect(cause).toMatchObject({ name: 'InvalidInputError', code: 'operation-invalid' });
      expect(String(cause)).not.toContain('canary');
    }
    expect(await store.stat(INSTANCE)).toMatchObject({ sha256 });
  });

  it.each<[string, unknown, readonly (string | number)[]]>([
    ['is none', null, ['kind']],
    ['is a list', [], ['kind']],
    ['has no kind', { instance: INSTANCE }, ['kind']],
    ['has a kind of every object', { kind: 'toString', instance: INSTANCE }, ['kind']],
    ['has no instance', { kind: 'removePassword' }, ['instance']],
    ['lacks its content', { kind: 'setPassword', instance: INSTANCE }, ['password']],
    ['has its content inside', { kind: 'create', instance: INSTANCE, input: { vmData: [] } }, ['input']],
    ['has a content too many', { kind: 'removePassword', instance: INSTANCE, password: 'x' }, ['password']],
    ['has options that are none', { kind: 'removePassword', instance: INSTANCE, options: 7 }, ['options']],
    [
      'has an option too many',
      { kind: 'remove', instance: INSTANCE, options: { ifMatch: 'x' } },
      ['options', 'ifMatch'],
    ],
    [
      'has an option of another type',
      { kind: 'removePassword', instance: INSTANCE, options: { ifMatch: 7 } },
      ['options', 'ifMatch'],
    ],
    [
      'has a date that is none',
      { kind: 'removePassword', instance: INSTANCE, options: { timestamp: 'yesterday' } },
      ['options', 'timestamp'],
    ],
  ])('that %s is refused', async (_, operation, at) => {
    opened.length = 0;
    await expect(applyOperation(place.open(), operation as Operation, openSecret)).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'operation-invalid',
      issues: [{ place: at }],
    });
    expect(opened).toEqual([]);
  });

  it('ends with the reason of a signal', async () => {
    const store = place.open();
    await store.create(INSTANCE, dataOf(), { timestamp });
    const signal = AbortSignal.abort(new Error('enough'));
    const operation: Operation = { kind: 'removePassword', instance: INSTANCE };
    await expect(applyOperation(store, operation, openSecret, { signal })).rejects.toThrow('enough');
    expect(textOn((await store.read(INSTANCE)).drive, PASSWORD_FILE)).toBe('s3cret');
  });
});

describe('a word that is none', () => {
  const operation = { kind: 'remove', instance: 'i-1' } as const;

  it.each([
    ['location', 'tertiary', operation],
    ['replace', 'renamed', { kind: 'removePassword', instance: 'i-1' }],
    ['placement', 'tertiary', { kind: 'create', instance: 'i-1', input: 'ref' }],
    ['placement', null, { kind: 'create', instance: 'i-1', input: 'ref' }],
    ['timestamp', '1 May 2026', { kind: 'removePassword', instance: 'i-1' }],
    ['timestamp', 'yesterday', { kind: 'removePassword', instance: 'i-1' }],
  ])('of %s is refused: %j', async (name, value, value_) => {
    const opening = openedOperation({ ...value_, options: { [name]: value } }, async () => '{}');
    await expect(opening).rejects.toMatchObject({ code: 'operation-invalid', issues: [{ place: ['options', name] }] });
  });

  it('for the way to replace is refused in a call, too', async () => {
    const store = openStore({ secondary: memoryBackend(), now: () => new Date(0) });
    const input = [['metadata', 'vm-id', 'x']] as const;
    const replace = 'renamed' as 'rename';
    await expect(store.create('i-1', input, { replace })).rejects.toMatchObject({ code: 'store-option-invalid' });
  });
});
