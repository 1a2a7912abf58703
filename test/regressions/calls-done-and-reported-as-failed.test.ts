/**
 * A call that a server had done and reported as failed: a lock of this process locked it out for good, an update that was there
 * was said not to be, and whoever waited for a lock got an error without a type.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConfigDrive } from '@configdrive/core';
import { extractImage, writeImageFile } from '@configdrive/files';
import { StorageError } from '@configdrive/issues';
import { openStore, type Store } from 'configdrive';
import { beforeEach, expect, it } from 'vitest';
import { type Breaking, BrokenCalls, install } from '../storage/broken-calls.ts';
import { inAnotherContainer, leaveLock } from '../storage/locks.ts';
import { dataOf, INSTANCE } from '../storage/stores.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const watch = new BrokenCalls();
install(watch);

let root = '';
let store: Store;
let count = 0;
beforeEach(() => {
  root = path(`root-${count++}`);
  mkdirSync(root);
  store = openStore({ secondary: root, maxWaitMilliseconds: 50, takeOverAfterMilliseconds: 100 });
});

const directory = (): string => join(root, 'configdrive');
const once = (start: string, fault: string): Breaking => {
  let isLeft = true;
  return (_, text) => {
    if (!isLeft || !text.startsWith(start)) return undefined;
    isLeft = false;
    return fault;
  };
};

/** What an act rejects with, with some calls broken. */
async function errorOf(act: () => Promise<unknown>, breaking: Breaking): Promise<unknown> {
  let error: unknown;
  await watch.over(async () => {
    error = await act().then(
      () => undefined,
      (cause: unknown) => cause,
    );
  }, breaking);
  return error;
}

it('a lock that could not be made is in nobody’s way', async () => {
  await store.create(INSTANCE, dataOf());
  const reset = (): Promise<unknown> => store.setPassword(INSTANCE, 'another');
  expect(await errorOf(reset, once('open claim', 'done, and EIO'))).toMatchObject({ code: 'io-failed', step: 'claim' });
  expect(readdirSync(directory())).toEqual([`${INSTANCE}.iso`]);
  await expect(reset()).resolves.toMatchObject({ isChanged: true });
});

it('a temporary file that could not be made does not stay', async () => {
  await store.create(INSTANCE, dataOf());
  const reset = (): Promise<unknown> => store.setPassword(INSTANCE, 'another');
  expect(await errorOf(reset, once('open draft', 'done, and EIO'))).toMatchObject({
    code: 'io-failed',
    step: 'create',
  });
  expect(readdirSync(directory())).toEqual([`${INSTANCE}.iso`]);
});

it('a new content that got its name beside the file is written over it', async () => {
  const image = path('image.iso');
  writeFileSync(image, 'the old one');
  const write = (): Promise<unknown> => writeImageFile(image, Buffer.from('the new one'), { replace: 'keepInode' });
  expect(await errorOf(write, once('rename draft copy', 'done, and ESTALE'))).toBeUndefined();
  expect(readdirSync(path('.')).filter((name) => name.endsWith('.next'))).toEqual([]);
});

it('a directory that cannot be listed while a lock is taken over is an error of the storage', async () => {
  await store.create(INSTANCE, dataOf());
  leaveLock(directory(), `${INSTANCE}.iso`, inAnotherContainer);
  let lists = 0;
  const error = await errorOf(
    () => store.unlock(INSTANCE, { force: true }),
    (_, text) => (text.startsWith('readdir') && ++lists === 2 ? 'EIO' : undefined),
  );
  expect(error).toBeInstanceOf(StorageError);
});

it('what is left of an extraction is not said to be removed', async () => {
  const { bytes } = buildConfigDrive({ instanceName: INSTANCE, vmData: dataOf() }, { timestamp: new Date(0) });
  const error = await errorOf(
    () => extractImage(bytes, path('tree')),
    (_, text) => (text.startsWith('write') || text.startsWith('rm ') ? 'EIO' : undefined),
  );
  expect(existsSync(path('tree'))).toBe(true);
  expect(error).toMatchObject({
    leftover: path('tree'),
    message: expect.stringMatching(/EIO while removing what was extracted; a part of the image is left/),
  });
  expect(error).not.toMatchObject({ message: expect.stringContaining('what was extracted is removed') });
});

it('a directory that could not be made is in the way of no other extraction', async () => {
  const { bytes } = buildConfigDrive({ instanceName: INSTANCE, vmData: dataOf() }, { timestamp: new Date(0) });
  const extract = (): Promise<unknown> => extractImage(bytes, path('made'));
  const error = await errorOf(extract, once('mkdir', 'done, and EIO'));
  expect(error).toMatchObject({ code: 'io-failed', step: 'make-directory' });
  expect(existsSync(path('made'))).toBe(false);
  await expect(extract()).resolves.toMatchObject({ directory: path('made') });
});
