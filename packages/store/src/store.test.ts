import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConfigDrive, parseMachine } from '@configdrive/core';
import { describe, expect, it } from 'vitest';
import { modeOf, storageErrorOf } from '../../../test/storage/images.ts';
import {
  dataOf,
  INSTANCE,
  openStore,
  PASSWORD_FILE,
  type StorePlace,
  storeKinds,
  textOn,
  timestamp,
  useStorePlace,
} from '../../../test/storage/stores.ts';

import type { DrivePlanOptions } from './options.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const inputErrorOf = async (act: () => Promise<unknown>): Promise<string> =>
  act().then(
    () => 'none',
    (cause: Error & { code: string }) => `${cause.name} ${cause.code}`,
  );

/** A second drive of the instance, as a crash may leave it. */
async function copyToPrimary({ backend }: StorePlace): Promise<void> {
  const image = await backend('secondary').read(`${INSTANCE}.iso`);
  await backend('primary').prepare();
  await backend('primary').replace(`${INSTANCE}.iso`, () => image?.bytes);
}

describe.each(storeKinds)('a store over %s', (kind) => {
  const place = useStorePlace(kind);

  describe('create', () => {
    it.each([
      ['primary', 'primary/configdrive/i-2-10-VM.iso'],
      ['hostCache', 'cache/config/configdrive/i-2-10-VM.iso'],
    ] as const)('puts it on %s when told so', async (placement, file) => {
      await place.open({ placement }).create(INSTANCE, dataOf());
      expect(await place.names()).toEqual([file]);
    });

    it('follows CloudStack’s settings, with the pool of the instance', async () => {
      const store = place.open({ placement: { primaryPoolEnabled: true } });
      await store.create('a', dataOf(), { placement: { poolType: 'NetworkFilesystem' } });
      await store.create('b', dataOf(), { placement: { poolType: 'RBD' } });
      expect(await place.names()).toEqual(['cache/config/configdrive/b.iso', 'primary/configdrive/a.iso']);
    });

    it('refuses options of reading an input with a machine, which would be ignored', async () => {
      const machine = parseMachine(dataOf());
      const create = (drive: DrivePlanOptions) =>
        place.open({ drive: { label: 'own' } }).create(INSTANCE, machine, { drive });
      expect(await inputErrorOf(() => create({ label: 'other' }))).toBe('InvalidInputError option-unfit');
      expect(await place.names()).toEqual([]);
      expect(await inputErrorOf(() => create({ strict: false }))).toBe('none');
    });

    it('takes the drive off the location where it was before', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      await store.create(INSTANCE, dataOf(), { placement: 'hostCache' });
      expect(await place.names()).toEqual(['cache/config/configdrive/i-2-10-VM.iso']);
    });

    it('once only, when asked to', async () => {
      const store = place.open();
      const { sha256: first } = await store.create(INSTANCE, dataOf(), { ifAbsent: true });
      for (const placement of ['secondary', 'primary'] as const) {
        const error = await storageErrorOf(() =>
          store.create(INSTANCE, dataOf('other'), { ifAbsent: true, placement }),
        );
        expect(error.code).toBe('already-exists');
      }
      expect(await store.stat(INSTANCE)).toMatchObject({ sha256: first });
    });

    it('refuses the data of another instance', async () => {
      const input = { instanceName: 'i-9-99-VM', vmData: dataOf() };
      const refused = await inputErrorOf(() => place.open().create(INSTANCE, input));
      expect([refused, await place.names()]).toEqual(['InvalidInputError instance-name-differs', []]);
    });

    it('refuses a wrong input before anything is made', async () => {
      const refused = await inputErrorOf(() => place.open().create(INSTANCE, { vmData: 7 } as never));
      expect([refused, await place.names()]).toEqual(['InvalidInputError wrong-type', []]);
    });
  });

  describe('read and stat', () => {
    it('give the drive, and what ifMatch takes', async () => {
      const store = place.open();
      const written = await store.create(INSTANCE, dataOf('s3cret'));
      const read = await store.read(INSTANCE);
      expect(textOn(read.drive, PASSWORD_FILE)).toBe('s3cret');
      const image = await place.backend('secondary').read(`${INSTANCE}.iso`);
      const { instance, location, path, byteLength, sha256: hash } = written;
      expect(await store.stat(INSTANCE)).toEqual({
        instance,
        location,
        path,
        byteLength,
        sha256: hash,
        modified: image?.modified,
      });
      expect(read).toMatchObject({ path, sha256: hash });
    });

    it('of a drive that is not there: undefined, and an error', async () => {
      const store = place.open();
      expect(await store.stat(INSTANCE)).toBeUndefined();
      expect((await storageErrorOf(() => store.read(INSTANCE))).code).toBe('file-missing');
    });

    it('do not guess which of two drives is meant', async () => {
      const { path } = await place.open().create(INSTANCE, dataOf());
      await copyToPrimary(place);
      const error = await storageErrorOf(() => place.open().read(INSTANCE));
      expect([error.code, error.message]).toEqual([
        'drive-ambiguous',
        expect.stringContaining('secondary and on primary'),
      ]);
      expect(await place.open().stat(INSTANCE, { location: 'secondary' })).toMatchObject({ path });
    });

    it('tell what is no drive', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      await place.backend('secondary').replace(`${INSTANCE}.iso`, () => Buffer.from('no image'));
      expect(await inputErrorOf(() => store.read(INSTANCE))).toMatch(/^InvalidImageError /);
    });

    it('read no more than a drive may have', async () => {
      const { byteLength: size } = await place.open().create(INSTANCE, dataOf());
      const limited = (imageByteLength: number) => place.open({ drive: { limits: { imageByteLength } } });
      expect((await storageErrorOf(() => limited(size - 1).stat(INSTANCE))).code).toBe('file-too-large');
      expect(await limited(size).stat(INSTANCE)).toBeDefined();
    });
  });

  describe('list', () => {
    it('can be left early, and aborted', async () => {
      const store = place.open();
      for (const name of ['a', 'b', 'c']) await store.create(name, dataOf());
      for await (const { instance } of store.list()) {
        expect(['a', 'b', 'c']).toContain(instance);
        break;
      }
      const controller = new AbortController();
      await expect(async () => {
        for await (const _ of store.list({ signal: controller.signal })) controller.abort(new Error('enough'));
      }).rejects.toThrow('enough');
    });
  });

  describe('remove', () => {
    it('says what was there', async () => {
      const store = place.open();
      expect(await store.remove(INSTANCE)).toBe('no-directory');
      await store.create(INSTANCE, dataOf());
      expect(await store.remove(INSTANCE)).toBe('removed');
      expect(await store.remove(INSTANCE)).toBe('absent');
      expect(await place.names()).toEqual([]);
    });

    it('takes the drive off every location', async () => {
      await place.open().create(INSTANCE, dataOf());
      await copyToPrimary(place);
      const removals: string[] = [];
      const onRemoval = ({ location, outcome }: { location: string; outcome: string }) =>
        removals.push(`${location} ${outcome}`);
      expect(await place.open().remove(INSTANCE, { onRemoval })).toBe('removed');
      expect(removals).toEqual(['secondary removed', 'primary removed', 'hostCache no-directory']);
      expect(await place.names()).toEqual([]);
    });

    it('from one location when told which', async () => {
      await place.open().create(INSTANCE, dataOf());
      expect(await place.open().remove(INSTANCE, { location: 'primary' })).toBe('no-directory');
      expect(await place.names()).toHaveLength(1);
    });
  });

  describe('every operation', () => {
    it('refuses names that lead elsewhere', async () => {
      const store = place.open();
      const name = '../../etc/shadow';
      const acts: (() => Promise<unknown>)[] = [
        () => store.create(name, dataOf()),
        () => store.setPassword(name, 'n3w'),
        () => store.removePassword(name),
        () => store.setUserData(name, 'x'),
        () => store.setPublicKeys(name, 'x'),
        () => store.change(name, (drive) => drive),
        () => store.read(name),
        () => store.stat(name),
        () => store.remove(name),
      ];
      for (const act of acts) expect(await inputErrorOf(act)).toBe('InvalidInputError instance-name-invalid');
    });

    it('ends with the reason of its signal', async () => {
      const store = place.open();
      const signal = AbortSignal.abort(new Error('enough'));
      const acts: (() => Promise<unknown>)[] = [
        () => store.create(INSTANCE, dataOf(), { signal }),
        () => store.setPassword(INSTANCE, 'n3w', { signal }),
        () => store.read(INSTANCE, { signal }),
        () => store.stat(INSTANCE, { signal }),
        () => store.remove(INSTANCE, { signal }),
      ];
      for (const act of acts) await expect(act()).rejects.toThrow('enough');
      expect(await place.names()).toEqual([]);
    });
  });
});

describe('a store over directories, as files', () => {
  const place = useStorePlace();

  describe('create', () => {
    it('builds what buildConfigDrive builds, private, where CloudStack has it', async () => {
      const { bytes } = buildConfigDrive({ instanceName: INSTANCE, vmData: dataOf() }, { timestamp });
      const written = await place.open().create(INSTANCE, dataOf());
      const path = join(place.roots.secondary, 'configdrive/i-2-10-VM.iso');
      expect(written).toEqual({
        instance: INSTANCE,
        location: 'secondary',
        path,
        byteLength: bytes.byteLength,
        sha256: sha256(bytes),
        isChanged: true,
        issues: written.issues,
      });
      expect(readFileSync(path).equals(bytes)).toBe(true);
      expect([modeOf(path), modeOf(join(path, '..'))]).toEqual([0o600, 0o700]);
      expect(place.files()).toEqual(['secondary/configdrive/i-2-10-VM.iso']);
    });

    it('starts instances while another location does not answer, and says so', async () => {
      rmSync(place.roots.primary, { recursive: true });
      const { issues } = await place.open().create(INSTANCE, dataOf(), { ifAbsent: true });
      expect(issues.filter(({ code }) => code === 'unreachable')).toMatchObject([{ severity: 'warning' }]);
    });

    it('makes no roots: what is to be mounted there may be gone', async () => {
      rmSync(place.roots.secondary, { recursive: true });
      const error = await storageErrorOf(() => place.open().create(INSTANCE, dataOf()));
      expect([error.code, error.step]).toEqual(['directory-missing', 'reach']);
      expect(place.files()).toEqual([]);
    });

    it('opens images and directories to a group only when told so', async () => {
      const store = place.open({ mode: 0o640, group: process.getgid?.() ?? 0 });
      const { path } = await store.create(INSTANCE, dataOf(), { placement: 'hostCache' });
      expect([path, join(path, '..'), join(path, '../..')].map(modeOf)).toEqual([0o640, 0o750, 0o750]);
    });
  });

  describe('read and stat', () => {
    it('do not say that a drive is absent when one could not look', async () => {
      rmSync(place.roots.primary, { recursive: true });
      const store = place.open();
      expect((await storageErrorOf(() => store.stat(INSTANCE))).code).toBe('directory-missing');
      expect(await store.stat(INSTANCE, { location: 'secondary' })).toBeUndefined();
      await store.create(INSTANCE, dataOf());
      expect(await store.stat(INSTANCE)).toBeDefined();
    });

    it('follow no links, and read no directories', async () => {
      const store = place.open();
      const { path } = await store.create('other', dataOf());
      symlinkSync(path, join(path, '../link.iso'));
      mkdirSync(join(path, '../directory.iso'));
      for (const name of ['link', 'directory']) {
        expect((await storageErrorOf(() => store.read(name))).code).toBe('not-a-file');
      }
    });
  });

  describe('list', () => {
    const namesOf = async (store = place.open(), options = {}): Promise<readonly string[]> => {
      const names: string[] = [];
      for await (const { instance, location } of store.list(options)) names.push(`${location} ${instance}`);
      return names.sort();
    };

    it('gives the drives of all locations, and nothing else that lies there', async () => {
      const store = place.open();
      expect(await namesOf()).toEqual([]);
      const { path } = await store.create('a', dataOf());
      await store.create('b', dataOf(), { placement: 'hostCache' });
      for (const name of ['volume.properties', '.configdrive-x.iso', 'c.txt'])
        writeFileSync(join(path, '..', name), '');
      mkdirSync(join(path, '../d.iso'));
      symlinkSync(path, join(path, '../e.iso'));
      expect(await namesOf()).toEqual(['hostCache b', 'secondary a']);
      expect(await namesOf(store, { location: 'hostCache' })).toEqual(['hostCache b']);
    });

    it('says when a location cannot be listed', async () => {
      rmSync(place.roots.hostCache, { recursive: true });
      expect((await storageErrorOf(() => namesOf())).code).toBe('directory-missing');
    });
  });

  describe('remove', () => {
    it('is no error where the storage is gone, and takes away what it reaches', async () => {
      const store = place.open();
      await store.create(INSTANCE, dataOf());
      rmSync(place.roots.primary, { recursive: true });
      writeFileSync(place.roots.primary, 'no directory');
      expect(await store.remove(INSTANCE)).toBe('unreachable');
      expect(place.files()).toEqual(['primary']);
    });

    it('takes away a link, not what it leads to', async () => {
      const store = place.open();
      const { path } = await store.create('other', dataOf());
      symlinkSync(path, join(path, '../link.iso'));
      expect(await store.remove('link')).toBe('removed');
      expect(place.files()).toEqual(['secondary/configdrive/other.iso']);
    });

    it('says why when something else is in the way', async () => {
      mkdirSync(join(place.roots.secondary, 'configdrive/i-2-10-VM.iso'), { recursive: true });
      const codes: unknown[] = [];
      const onRemoval = ({ error }: { error?: { code: string } }) => codes.push(error?.code);
      expect(await place.open().remove(INSTANCE, { onRemoval })).toBe('unreachable');
      expect(codes).toEqual(['not-a-file', undefined, undefined]);
    });
  });

  describe('openStore', () => {
    it.each([
      [{}, 'location-not-configured'],
      [{ secondary: '/a', primary: '/a/' }, 'location-not-configured'],
      [{ secondary: '/a', mode: 0o10000 }, 'store-option-invalid'],
      [{ secondary: '/a', passwordLife: 'x' }, 'store-option-invalid'],
      [{ secondary: '/a', replace: 'x' }, 'store-option-invalid'],
      [{ secondary: '/a', answerWithinMilliseconds: 0 }, 'store-option-invalid'],
    ])('refuses %j', (options, code) => {
      expect(() => openStore(options as { secondary: string })).toThrow(expect.objectContaining({ code }));
    });

    it('knows the locations it was given, and no others', async () => {
      const store = openStore({ secondary: place.roots.secondary });
      const act = () => store.create(INSTANCE, dataOf(), { placement: 'hostCache' });
      expect(await inputErrorOf(act)).toBe('InvalidInputError location-not-configured');
    });
  });
});
