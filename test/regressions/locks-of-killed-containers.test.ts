/** A killed container left a lock that nobody could tell dead, for ever, and a draft with the password that nobody removed. */
import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandResult, configdrive, vm } from '../cli/command.ts';
import { inAnotherContainer, type Left, leaveLock } from '../storage/locks.ts';
import { dataOf, INSTANCE, openStore } from '../storage/stores.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

let root = '';
let left: Left;
let timer: NodeJS.Timeout | undefined;
const directory = (): string => join(root, 'configdrive');
const IMAGE = `${INSTANCE}.iso`;
const QUICK = { takeOverAfterMilliseconds: 200 };

const files = (): readonly string[] => readdirSync(directory()).sort();
const store = (...args: readonly string[]): CommandResult =>
  configdrive(['store', ...args, '--secondary', root, '--take-over-after', '0.2'], { input: JSON.stringify(vm) });

beforeEach(async () => {
  root = makeTemporaryDirectory();
  mkdirSync(directory());
  await openStore({ secondary: root }).create(INSTANCE, dataOf());
  left = leaveLock(directory(), IMAGE, inAnotherContainer);
});
afterEach(() => {
  clearInterval(timer);
  removeTree(root);
});

const keepAlive = (name: string): void => {
  const now = new Date();
  timer = setInterval(() => utimesSync(join(directory(), name), now, new Date()), 10);
};

describe('what a killed container left', () => {
  it('goes with the next change of the drive', () => {
    expect(store('create', INSTANCE, '-')).toMatchObject({ status: 0, stderr: '' });
    expect(files()).toEqual([IMAGE]);
  });

  it('goes by hand', () => {
    const { status, stdout } = store('unlock', INSTANCE);
    expect([status, stdout]).toEqual([
      0,
      `${INSTANCE}  secondary  ${directory()}/${left.lock}  unseen, removed\n1 lock, 0 of them held\n`,
    ]);
    expect(files()).toEqual([IMAGE]);
  });

  it('goes with what else is left, where one asks for it', async () => {
    expect(await openStore({ secondary: root, ...QUICK }).gc([INSTANCE])).toMatchObject({ leftovers: 0 });
    const unseen = openStore({ secondary: root, ...QUICK });
    expect(await unseen.gc([INSTANCE], { unseen: true, dryRun: true })).toMatchObject({ leftovers: 2 });
    expect(files()).toHaveLength(3);
    expect(store('gc', '-', '--unseen', '--remove', '--allow-empty').status).toBe(2);
    expect(await unseen.gc([INSTANCE], { unseen: true })).toMatchObject({ leftovers: 2 });
    expect(files()).toEqual([IMAGE]);
  });

  it('does not hold up who stops', async () => {
    expect(await openStore({ secondary: root }).remove(INSTANCE)).toBe('removed');
    expect(files()).toEqual([]);
  });

  it('is of the living while it changes: by hand it goes only where one insists', async () => {
    keepAlive(left.lock);
    const living = openStore({ secondary: root, ...QUICK });
    expect(await living.unlock(INSTANCE)).toMatchObject([{ owner: 'unseen', isRemoved: false }]);
    expect(await living.gc([INSTANCE], { unseen: true })).toMatchObject({ leftovers: 1 });
    expect(files()).toEqual([IMAGE, left.lock].sort());
    clearInterval(timer);
    expect(store('unlock', INSTANCE, '--force', '--json').stdout).toContain('"outcome": "removed"');
  });
});

it('a lock of a process that runs is kept, and said to be', () => {
  store('unlock', INSTANCE, '--force');
  const { lock, draft } = leaveLock(directory(), IMAGE);
  expect(store('unlock', INSTANCE)).toMatchObject({ status: 3, stdout: expect.stringContaining('running, held') });
  expect(files()).toEqual([IMAGE, lock, draft].sort());
});
