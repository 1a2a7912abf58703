import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testBackend } from '@configdrive/store/testing';
import { describe, expect, it } from 'vitest';
import { modeOf, storageErrorOf, usePlace } from '../../../../test/storage/images.ts';
import { testedDirectory } from '../../../../test/storage/tested-directory.ts';
import { directoryBackend } from './directory-backend.ts';
import type { DirectoryBackendOptions } from './setting.ts';

const NAME = 'i-2-10-VM.iso';
const bytes = new Uint8Array(3000).fill(7);

describe('a directory of images', () => {
  for (const { name, run } of testBackend(() => testedDirectory({}))) it(name, run);
});

describe('a directory', () => {
  const place = usePlace();
  const path = (...names: readonly string[]): string => join(place.directory, ...names);
  const backendIn = (directory: string, options: DirectoryBackendOptions = {}) =>
    directoryBackend(path('root', directory), { root: path('root'), ...options });

  it('is made below its root, and the root never', async () => {
    const error = await storageErrorOf(() => backendIn('a/b').prepare());
    expect([error.code, error.step, error.path]).toEqual(['directory-missing', 'reach', path('root/a/b')]);
    mkdirSync(path('root'));
    await backendIn('a/b', { group: process.getgid?.() ?? 0, directoryMode: 0o710 }).prepare();
    expect([path('root/a'), path('root/a/b')].map(modeOf)).toEqual([0o710, 0o710]);
    expect((await storageErrorOf(() => directoryBackend(path('other')).prepare())).code).toBe('directory-missing');
  });

  it('has nothing before it is made, and does not seem to', async () => {
    mkdirSync(path('root'));
    const backend = backendIn('a');
    expect(await backend.stat(NAME)).toBeUndefined();
    expect(await backend.read(NAME)).toBeUndefined();
    expect(await backend.remove(NAME)).toEqual({ outcome: 'no-directory' });
    expect(await backend.collectLeftovers()).toBe(0);
    expect(readdirSync(path('root'))).toEqual([]);
  });

  it('is one place under all its names, made or not', async () => {
    mkdirSync(path('root'));
    symlinkSync(path('root'), path('link'));
    const identities = async () => [
      await backendIn('a').identify(NAME),
      await directoryBackend(path('link/a'), { root: path('link') }).identify(NAME),
    ];
    const before = await identities();
    expect(before[0]).toBe(before[1]);
    await backendIn('a').prepare();
    const after = await identities();
    expect(after[0]).toBe(after[1]);
    expect(await backendIn('.').identify(NAME)).not.toBe(after[0]);
  });

  it('holds files with the mode that was asked for, and lists nothing else', async () => {
    mkdirSync(path('root'));
    const backend = backendIn('.', { mode: 0o640 });
    await backend.replace(NAME, () => bytes);
    expect(modeOf(path('root', NAME))).toBe(0o640);
    mkdirSync(path('root/directory.iso'));
    symlinkSync(path('root', NAME), path('root/link.iso'));
    writeFileSync(path('root/a name that no image has'), '');
    const names: string[] = [];
    for await (const { name } of backend.list()) names.push(name);
    expect(names).toEqual([NAME]);
    expect((await storageErrorOf(() => backend.read('link.iso'))).code).toBe('not-a-file');
  });

  it('keeps the inode of a file when it is asked to, for one replacing', async () => {
    mkdirSync(path('root'));
    const backend = backendIn('.');
    await backend.replace(NAME, () => new Uint8Array(10));
    const { ino } = lstatSync(path('root', NAME));
    await backend.replace(NAME, () => bytes, { replace: 'keepInode' });
    expect([lstatSync(path('root', NAME)).ino, readFileSync(path('root', NAME)).equals(bytes)]).toEqual([ino, true]);
    await backend.replace(NAME, () => new Uint8Array(1));
    expect(lstatSync(path('root', NAME)).ino).not.toBe(ino);
  });

  it('removes one of two names of a file, and the file stays', async () => {
    mkdirSync(path('root'));
    const backend = backendIn('.');
    await backend.replace(NAME, () => bytes);
    linkSync(path('root', NAME), path('root/other.iso'));
    const { sha256 = '' } = (await backend.read(NAME)) ?? {};
    expect(await backend.remove(NAME, { expected: { sha256 } })).toEqual({ outcome: 'removed' });
    expect(readFileSync(path('root/other.iso')).equals(bytes)).toBe(true);
  });

  it('removes many at once, by the versions that were listed', async () => {
    mkdirSync(path('root'));
    const backend = backendIn('.');
    const names = Array.from({ length: 20 }, (_, index) => `${index}.iso`);
    for (const name of names) await backend.replace(name, () => bytes);
    const removals = [];
    for await (const { name, version = '' } of backend.list({ versions: true }))
      removals.push(backend.remove(name, { expected: { version } }));
    expect(new Set((await Promise.all(removals)).map(({ outcome }) => outcome))).toEqual(new Set(['removed']));
    expect(readdirSync(path('root'))).toEqual([]);
  });

  it('refuses options that cannot be meant, all of them at once', () => {
    const options = { mode: 0o10000, directoryMode: -1, replace: 'x' as 'rename', answerWithinMilliseconds: 0 };
    expect(() => directoryBackend(path('root'), options)).toThrow(
      expect.objectContaining({
        code: 'store-option-invalid',
        issues: Object.keys({ replace: 0, mode: 0, directoryMode: 0, answerWithinMilliseconds: 0 }).map((name) =>
          expect.objectContaining({ place: [name] }),
        ),
      }),
    );
  });
});
