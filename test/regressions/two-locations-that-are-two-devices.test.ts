/** A place that is mounted twice has two devices and two inodes: its drive was removed as the other one of two. */
import { mkdirSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtBin, vm } from '../cli/command.ts';
import { INSTANCE } from '../storage/stores.ts';
import { run } from '../support/run.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

let directory = '';
const PLACES = ['a', 'b', 'lower', 'work'];

beforeEach(() => {
  directory = makeTemporaryDirectory();
  for (const name of PLACES) mkdirSync(`${directory}/${name}`);
});
afterEach(() => removeTree(directory));

/** An overlay of one writable layer: what is in the one is in the other, with another device for each. */
const MOUNT = 'mount -t overlay overlay -o lowerdir=lower,upperdir=a,workdir=work b';
const mounted = (command: string, ...args: readonly string[]) =>
  run('unshare', ['-m', 'sh', '-c', `${MOUNT} && ${command}`, 'sh', ...args], {
    cwd: directory,
    input: JSON.stringify(vm),
  });

const canOverlay = ((): boolean => {
  directory = makeTemporaryDirectory();
  for (const name of PLACES) mkdirSync(`${directory}/${name}`);
  const { status } = mounted('touch a/seen && test -e b/seen && test "$(stat -c %d a)" != "$(stat -c %d b)"');
  removeTree(directory);
  return process.platform === 'linux' && process.getuid?.() === 0 && status === 0;
})();

describe.runIf(canOverlay)('a drive on a directory with two devices', () => {
  const store = (...args: readonly string[]) =>
    mounted('exec "$@"', process.execPath, builtBin(), 'store', ...args, '--secondary', 'a', '--primary', 'b');
  const files = (): readonly string[] => readdirSync(`${directory}/a/configdrive`);

  it('stays when it is created on the other, moved there, and looked for in both', () => {
    mkdirSync(`${directory}/a/configdrive`);
    expect(store('create', INSTANCE, '-').status).toBe(0);
    expect(files()).toEqual([`${INSTANCE}.iso`]);
    expect(store('create', INSTANCE, '-', '--placement', 'primary')).toMatchObject({ status: 0 });
    expect(files()).toEqual([`${INSTANCE}.iso`]);
    expect(store('stat', INSTANCE).status).toBe(0);
    expect(store('migrate', INSTANCE, '--to', 'primary', '--location', 'secondary').status).toBe(0);
    expect(files()).toEqual([`${INSTANCE}.iso`]);
  });
});
