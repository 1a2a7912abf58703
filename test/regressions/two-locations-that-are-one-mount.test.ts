/** The command deleted a drive and said `written` where two of its locations were one directory: by a link, a bind mount, /proc/self/cwd. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtBin, type CommandResult, configdrive, vm } from '../cli/command.ts';
import { dataOf, INSTANCE, openStore } from '../storage/stores.ts';
import { run } from '../support/run.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

let directory = '';
const drives = (below = 'configdrive'): readonly string[] => readdirSync(`${directory}/a/${below}`);

beforeEach(() => {
  directory = makeTemporaryDirectory();
  mkdirSync(`${directory}/a`);
  mkdirSync(`${directory}/b`);
  symlinkSync('a', `${directory}/link`);
});
afterEach(() => removeTree(directory));

const store = (...args: readonly string[]): CommandResult =>
  configdrive(['store', ...args], { cwd: directory, input: JSON.stringify(vm) });

describe.each(['link', '/proc/self/cwd/a'])('a drive on a directory that is also %s', (other) => {
  const isThere = other.startsWith('/proc') ? process.platform === 'linux' : true;

  it.runIf(isThere)('stays when it is created, moved and collected', () => {
    const roots = ['--secondary', 'a', '--primary', other];
    expect(store('create', INSTANCE, '-', ...roots)).toMatchObject({ status: 0, stderr: '' });
    expect(drives()).toEqual(['i-2-10-VM.iso']);
    expect(store('migrate', INSTANCE, '--to', 'primary', ...roots).status).toBe(0);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
    const renamed = ['migrate', INSTANCE, '--location', 'secondary', '--to', 'primary', '--host-name', 'kvm2'];
    expect(store(...renamed, ...roots).status).toBe(0);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
    expect(store('stat', INSTANCE, ...roots).status).toBe(0);
  });

  it.runIf(isThere)('stays when it moves to the same cache under another root', () => {
    expect(store('create', INSTANCE, '-', '--host-cache', 'a', '--placement', 'hostCache').status).toBe(0);
    const moved = store('migrate', INSTANCE, '--to', 'hostCache', '--to-root', other, '--host-cache', 'a');
    expect([moved.status, moved.stdout.includes('removed')]).toEqual([0, false]);
    expect(drives('config/configdrive')).toEqual(['i-2-10-VM.iso']);
  });
});

/** Mounts in a mount namespace of its own, which ends with the command. */
const withBindMount = (command: readonly string[], input = '') =>
  run('unshare', ['-m', 'sh', '-c', 'mount --bind a b && exec "$@"', 'sh', ...command], { cwd: directory, input });

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && run('unshare', ['-m', 'true']).status === 0;

describe.runIf(canMount)('a drive on a directory that is mounted twice', () => {
  const bin = (...args: readonly string[]) =>
    withBindMount([process.execPath, builtBin(), 'store', ...args], JSON.stringify(vm));
  const roots = ['--secondary', 'a', '--primary', 'b'];

  it('stays when it is created and moved', () => {
    expect(bin('create', INSTANCE, '-', ...roots).status).toBe(0);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
    expect(bin('migrate', INSTANCE, '--location', 'secondary', '--to', 'primary', ...roots).status).toBe(0);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
    expect(bin('create', INSTANCE, '-', '--placement', 'primary', ...roots).status).toBe(0);
    expect(drives()).toEqual(['i-2-10-VM.iso']);
  });
});

describe('a drive on two directories', () => {
  it('is removed where it was, as before', async () => {
    const apart = openStore({ secondary: `${directory}/a`, primary: `${directory}/b` });
    await apart.create(INSTANCE, dataOf());
    const migration = await apart.migrate(INSTANCE, { to: 'primary' });
    expect(await apart.commit(migration)).toBe('removed');
    expect([drives(), readdirSync(`${directory}/b/configdrive`)]).toEqual([[], ['i-2-10-VM.iso']]);
  });
});
