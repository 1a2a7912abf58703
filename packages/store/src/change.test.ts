import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigDrive, withNetwork } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { storageErrorOf } from '../../../test/storage/images.ts';
import {
  dataOf,
  INSTANCE,
  PASSWORD_FILE,
  storeKinds,
  textOn,
  timestamp,
  USER_DATA_FILE,
  useStorePlace,
} from '../../../test/storage/stores.ts';
import type { Store } from './store.ts';

const KEYS_FILE = 'cloudstack/metadata/public-keys.txt';
const NAME = `${INSTANCE}.iso`;
const driveIn = async (store: Store): Promise<ConfigDrive> => (await store.read(INSTANCE)).drive;

describe.each(storeKinds)('a store over %s', (kind) => {
  const place = useStorePlace(kind);

  describe('a change', () => {
    it('puts one thing and leaves the others', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf('s3cret'));
      const steps = [
        [() => store.setPassword(INSTANCE, 'n3w'), PASSWORD_FILE, 'n3w'],
        [() => store.setUserData(INSTANCE, '#!/bin/sh\n'), USER_DATA_FILE, '#!/bin/sh\n'],
        [() => store.setPublicKeys(INSTANCE, ''), KEYS_FILE, undefined],
        [() => store.removePassword(INSTANCE), PASSWORD_FILE, undefined],
      ] as const;
      for (const [act, path, text] of steps) {
        const { isChanged, sha256 } = await act();
        expect([isChanged, textOn(await driveIn(store), path)]).toEqual([true, text]);
        expect((await store.stat(INSTANCE))?.sha256).toBe(sha256);
      }
      expect(textOn(await driveIn(store), 'cloudstack/metadata/local-hostname.txt')).toBe('web-1');
      expect(await place.names()).toEqual(['secondary/configdrive/i-2-10-VM.iso']);
    });

    it('can be any function of a drive', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      const nics = [{ deviceId: 0, mac: '02:00:4c:5e:00:05', ipv4: 'dhcp' }] as const;
      await store.change(INSTANCE, (drive, options) => withNetwork(drive, nics, options));
      expect(textOn(await driveIn(store), 'openstack/latest/network_data.json')).toContain('02:00:4c:5e:00:05');
    });

    it('that changes nothing leaves the file alone', async () => {
      const store = place.open();
      const { path, sha256 } = await store.create(INSTANCE, dataOf('s3cret'));
      const before = await place.backend('secondary').stat(NAME);
      expect(await store.setPassword(INSTANCE, 's3cret')).toMatchObject({ isChanged: false, sha256, path });
      expect(await place.backend('secondary').stat(NAME)).toEqual(before);
    });

    it('of a drive that is not there is an error', async () => {
      const error = await storageErrorOf(() => place.open().setPassword(INSTANCE, 'n3w'));
      expect([error.code, error.path]).toEqual([
        'file-missing',
        join(place.roots.secondary, 'configdrive/i-2-10-VM.iso'),
      ]);
    });

    it('that is refused leaves the drive as it was', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf('s3cret'));
      const before = await place.backend('secondary').read(NAME);
      await expect(store.setPassword(INSTANCE, ' ')).rejects.toMatchObject({ name: 'InvalidInputError' });
      const failing = () => {
        throw new Error('enough');
      };
      await expect(store.change(INSTANCE, failing)).rejects.toThrow('enough');
      expect(await place.backend('secondary').read(NAME)).toEqual(before);
      expect(await place.names()).toEqual(['secondary/configdrive/i-2-10-VM.iso']);
    });

    it('keeps a change of the drive within its limit', async () => {
      const { byteLength } = await place.open().create(INSTANCE, dataOf());
      const store = place.open({ drive: { limits: { imageByteLength: byteLength } } });
      await expect(store.setUserData(INSTANCE, 'x'.repeat(20_000))).rejects.toMatchObject({
        code: 'image-too-large',
      });
    });
  });

  describe('ifMatch', () => {
    it('lets only who has seen the drive change it', async () => {
      const store = place.open();
      const { sha256: first } = await store.create(INSTANCE, dataOf());
      const { sha256: second } = await store.setPassword(INSTANCE, 'n3w', { ifMatch: first });
      const acts = [
        () => store.setPassword(INSTANCE, 'other', { ifMatch: first }),
        () => store.create(INSTANCE, dataOf('other'), { ifMatch: first }),
        () => store.create('i-2-11-VM', dataOf('other'), { ifMatch: first }),
      ];
      for (const act of acts) expect((await storageErrorOf(act)).code).toBe('conflict');
      expect(await store.stat(INSTANCE)).toMatchObject({ sha256: second });
      await store.create(INSTANCE, dataOf('other'), { ifMatch: second.toUpperCase() });
      expect(textOn(await driveIn(store), PASSWORD_FILE)).toBe('other');
    });

    it('is 64 hex digits, and no companion of ifAbsent', async () => {
      const store = place.open();
      const ifMatch = createHash('sha256').digest('hex');
      for (const options of [{ ifMatch: 'x' }, { ifMatch, ifAbsent: true }]) {
        await expect(store.create(INSTANCE, dataOf(), options)).rejects.toMatchObject({ code: 'option-invalid' });
      }
    });
  });

  describe('passwords', () => {
    const hasPassword = async (store: Store): Promise<boolean> =>
      textOn(await driveIn(store), PASSWORD_FILE) !== undefined;

    it('stay on the drive by default', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      await store.setUserData(INSTANCE, 'x');
      expect(await hasPassword(store)).toBe(true);
      await store.create(INSTANCE, dataOf());
      expect(await hasPassword(store)).toBe(true);
    });

    it('are there after the first start and a reset, and gone at later rebuilds, where CloudStack’s life is asked for', async () => {
      const store = place.open({ passwordLife: 'untilRebuilt' });
      const steps: readonly [() => Promise<unknown>, boolean][] = [
        [() => store.create(INSTANCE, dataOf()), true],
        [() => store.setUserData(INSTANCE, 'x'), false],
        [() => store.setPassword(INSTANCE, 'n3w'), true],
        [() => store.setPublicKeys(INSTANCE, ''), false],
        [() => store.setPassword(INSTANCE, 'n3w'), true],
        [() => store.create(INSTANCE, dataOf()), false],
        [() => store.create(INSTANCE, dataOf(), { isRebuild: false }), true],
        [() => store.change(INSTANCE, (drive) => drive), false],
      ];
      for (const [act, isThere] of steps) {
        await act();
        expect(await hasPassword(store)).toBe(isThere);
      }
      await store.remove(INSTANCE);
      await store.create(INSTANCE, dataOf(), { isRebuild: true });
      expect(await hasPassword(store)).toBe(false);
    });

    it('leave nothing behind that looks like one', async () => {
      const store = place.open({ passwordLife: 'untilRebuilt' });
      const { sha256 } = await store.create(INSTANCE, dataOf(null));
      expect((await store.create(INSTANCE, dataOf('s3cret-canary'), { isRebuild: true })).sha256).toBeDefined();
      const image = await place.backend('secondary').read(NAME);
      expect(Buffer.from(image?.bytes ?? []).includes('s3cret-canary')).toBe(false);
      const without = (await store.read(INSTANCE)).drive.entries.map((entry) => entry.path);
      await store.create(INSTANCE, dataOf(null));
      expect((await store.stat(INSTANCE))?.sha256).toBe(sha256);
      expect((await store.read(INSTANCE)).drive.entries.map((entry) => entry.path)).toEqual(without);
    });
  });

  describe('several at once', () => {
    it('change a drive one after the other, and lose nothing', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      const parameters = Array.from({ length: 12 }, (_, index) => `openstack/content/${index}`);
      const add = (path: string) => (drive: ConfigDrive) => ({
        ...drive,
        entries: [...drive.entries, { path, content: path }],
      });
      await Promise.all(parameters.map((path) => store.change(INSTANCE, add(path))));
      const drive = await driveIn(store);
      expect(parameters.map((path) => textOn(drive, path))).toEqual(parameters);
    });
  });

  describe('dates', () => {
    it('are the operation’s, else the store’s clock', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      expect((await driveIn(store)).timestamp).toEqual(timestamp);
      const later = new Date('2026-01-02T03:04:05Z');
      await store.setUserData(INSTANCE, 'x', { timestamp: later });
      const { entries } = await driveIn(store);
      const modified = entries.find(({ path }) => path === USER_DATA_FILE)?.modified;
      expect(modified).toEqual(later);
    });
  });

  describe('a foreign file of the name', () => {
    it('is an error of the image, and stays', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      const foreign = Buffer.from('no image');
      await place.backend('secondary').replace(NAME, () => foreign);
      await expect(store.setPassword(INSTANCE, 'n3w')).rejects.toMatchObject({ name: 'InvalidImageError' });
      expect(Buffer.from((await place.backend('secondary').read(NAME))?.bytes ?? [])).toEqual(foreign);
      expect(await store.create(INSTANCE, dataOf())).toMatchObject({ isChanged: true });
    });
  });

  it('calls a change again for who was overtaken, and loses nothing', async () => {
    const store = place.open();
    await store.create(INSTANCE, dataOf());
    let calls = 0;
    let overtaking: Promise<unknown> | undefined;
    const changing = store.change(INSTANCE, (drive) => {
      calls++;
      overtaking ??= store.setPassword(INSTANCE, 'n3w');
      return { ...drive, entries: [...drive.entries, { path: 'openstack/content/1', content: 'mine' }] };
    });
    await changing;
    await overtaking;
    const drive = await driveIn(store);
    expect([textOn(drive, 'openstack/content/1'), textOn(drive, PASSWORD_FILE)]).toEqual(['mine', 'n3w']);
    expect(calls).toBeLessThanOrEqual(2);
  });
});

describe('a store over directories', () => {
  const place = useStorePlace();

  describe("replace: 'keepInode'", () => {
    it('writes over the file that a guest has open', async () => {
      const store = place.open({ replace: 'keepInode' });
      const { path } = await store.create(INSTANCE, dataOf());
      const reader = openSync(path, 'r');
      await store.setUserData(INSTANCE, 'x'.repeat(20_000));
      expect(readFileSync(reader).equals(readFileSync(path))).toBe(true);
      closeSync(reader);
      await store.setPassword(INSTANCE, 'n3w', { replace: 'rename' });
      expect(place.files()).toEqual(['secondary/configdrive/i-2-10-VM.iso']);
    });
  });
});

describe('a store over memory', () => {
  const place = useStorePlace('memory');

  it('has no inode to keep, and does not seem to', async () => {
    const store = place.open();
    await store.create(INSTANCE, dataOf());
    const keeping = store.setPassword(INSTANCE, 'n3w', { replace: 'keepInode' });
    await expect(keeping).rejects.toMatchObject({ name: 'InvalidInputError', code: 'store-option-invalid' });
    expect(textOn(await driveIn(store), PASSWORD_FILE)).toBe('s3cret');
  });
});
