/** `remove` said `removed` while a living writer had the drive, which then published it again, with its new password. */
import { readdirSync } from 'node:fs';
import { acquireLock, directoryBackend } from '@configdrive/files';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inAnotherContainer, leaveLock } from '../storage/locks.ts';
import { dataOf, INSTANCE, openStore } from '../storage/stores.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

let root = '';
const IMAGE = `${INSTANCE}.iso`;
const directory = (): string => `${root}/configdrive`;
const AT_ONCE = { maxWaitMilliseconds: 20 };

beforeEach(async () => {
  root = makeTemporaryDirectory();
  await openStore({ secondary: root }).create(INSTANCE, dataOf());
});
afterEach(() => removeTree(root));

it('a drive that somebody is at work on is not said to be removed', async () => {
  const lock = await acquireLock(`${directory()}/${IMAGE}`);
  const errors: (string | undefined)[] = [];
  const onRemoval = ({ error }: { readonly error?: { readonly code: string } }) => void errors.push(error?.code);
  expect(await openStore({ secondary: root, ...AT_ONCE }).remove(INSTANCE, { onRemoval })).toBe('unreachable');
  expect([errors, readdirSync(directory())]).toEqual([['busy'], expect.arrayContaining([IMAGE])]);
  await lock.release();
  expect(await openStore({ secondary: root }).remove(INSTANCE)).toBe('removed');
});

it('a writer that cannot be seen publishes nothing after its drive was removed', async () => {
  const { lock, draft } = leaveLock(directory(), IMAGE, inAnotherContainer);
  expect(await directoryBackend(directory(), AT_ONCE).remove(IMAGE)).toEqual({ outcome: 'removed' });
  expect(readdirSync(directory())).toEqual([]);
  expect([lock, draft].every((name) => name.length > 0)).toBe(true);
});
