/** What a store is told to ask of its drives: heard at every building and change, heeded where it is strict. */
import type { ConfigDrive } from '@configdrive/core';
import type { Issue } from '@configdrive/issues';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  dataOf,
  INSTANCE,
  PASSWORD_FILE,
  type StorePlace,
  storeKinds,
  textOn,
  useStorePlace,
} from '../../../test/storage/stores.ts';
import type { Store } from './store.ts';

const opinion = (severity: Issue['severity']): Issue => ({
  code: 'guest-minds',
  severity,
  place: [],
  message: 'does not like it',
});

/** The passwords of the drives that were asked about. */
const asked: (string | undefined)[] = [];
const checkWith =
  (...issues: readonly Issue[]) =>
  (drive: ConfigDrive): readonly Issue[] => {
    asked.push(textOn(drive, PASSWORD_FILE));
    return issues;
  };

beforeEach(() => {
  asked.length = 0;
});

type Operation = (store: Store) => Promise<{ readonly issues: readonly Issue[] }>;

const changes: Readonly<Record<string, readonly [operation: Operation, password: string | undefined]>> = {
  'a reset of the password': [(store) => store.setPassword(INSTANCE, 'n3w'), 'n3w'],
  'a removal of the password': [(store) => store.removePassword(INSTANCE), undefined],
  'new user data': [(store) => store.setUserData(INSTANCE, '#!/bin/sh\n'), 's3cret'],
  'new keys': [(store) => store.setPublicKeys(INSTANCE, ''), 's3cret'],
  'a change that changes nothing': [(store) => store.change(INSTANCE, (drive) => drive), 's3cret'],
  'a rebuild': [(store) => store.create(INSTANCE, dataOf('other')), 'other'],
  'a migration': [async (store) => (await store.migrate(INSTANCE, { to: 'primary' })).to, 's3cret'],
  'a migration with data': [
    async (store) => (await store.migrate(INSTANCE, { to: 'primary', input: dataOf('other') })).to,
    'other',
  ],
};

const imageIn = ({ backend }: StorePlace) => backend('secondary').read(`${INSTANCE}.iso`);

describe.each(storeKinds)('a store over %s', (kind) => {
  const place = useStorePlace(kind);

  describe.each(Object.entries(changes))('%s', (_title, [operation, password]) => {
    beforeEach(async () => void (await place.open().create(INSTANCE, dataOf())));

    it('is asked about as it is to be, and tells what the answer is, an error as a warning', async () => {
      const told = opinion('error');
      const { issues } = await operation(place.open({ check: checkWith(told) }));
      expect(asked).toEqual([password]);
      expect(issues.at(-1)).toEqual({ ...told, severity: 'warning' });
    });

    it('is refused for an error where the store is strict, and nothing is written', async () => {
      const before = await imageIn(place);
      const names = await place.names();
      const store = place.open({ check: checkWith(opinion('warning'), opinion('error')), drive: { strict: true } });
      await expect(operation(store)).rejects.toMatchObject({
        name: 'InvalidInputError',
        issues: [opinion('error')],
      });
      expect(await place.names()).toEqual(names);
      expect(await imageIn(place)).toEqual(before);
    });

    it('is not refused for less', async () => {
      const store = place.open({ check: checkWith(opinion('warning')), drive: { strict: true } });
      expect((await operation(store)).issues.at(-1)).toEqual(opinion('warning'));
    });
  });

  describe('create', () => {
    it('asks about the drive without the password that goes at a rebuild', async () => {
      const store = place.open({ check: checkWith(), passwordLife: 'untilRebuilt' });
      await store.create(INSTANCE, dataOf());
      await store.create(INSTANCE, dataOf());
      await store.setUserData(INSTANCE, 'hello');
      expect(asked).toEqual(['s3cret', undefined, undefined]);
    });
  });
});

describe('a store over directories', () => {
  const place = useStorePlace();

  it('makes no directory for what is refused', async () => {
    const store = place.open({ check: checkWith(opinion('error')) });
    await expect(store.create(INSTANCE, dataOf(), { drive: { strict: true } })).rejects.toMatchObject({
      code: 'guest-minds',
    });
    expect(place.entries()).toEqual(['cache', 'primary', 'secondary']);
  });
});
