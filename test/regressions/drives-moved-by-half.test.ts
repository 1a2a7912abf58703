/** A drive was written where it went, stayed where it was with its password, and `store migrate` said exit code 0. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageError } from '@configdrive/files';
import { memoryBackend, openStore as openStoreOver, type Removal } from '@configdrive/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CommandResult, configdrive, vm } from '../cli/command.ts';
import { dataOf, INSTANCE, timestamp } from '../storage/stores.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
let count = 0;
let directory = '';

const ROOTS = { CONFIGDRIVE_SECONDARY: 's', CONFIGDRIVE_PRIMARY: 'p' } as const;

beforeEach(() => {
  directory = path(`case-${count++}`);
  for (const root of ['s', 'p']) mkdirSync(join(directory, root), { recursive: true });
});

/** Makes the removal of files fail whose path has an end, as storage does that fails; of some files first not yet. */
const breakingUnlink = (end: string, spared: number): string => `
let spared = ${spared};
const fs = require('node:fs');
const { unlinkSync } = fs;
fs.unlinkSync = (path) => {
  if (!String(path).endsWith(${JSON.stringify(end)}) || spared-- > 0) return unlinkSync(path);
  throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'unlink' });
};
require('node:module').syncBuiltinESMExports();
`;

function store(args: readonly string[], brokenEnd?: string, spared = 0): CommandResult {
  const hook = join(directory, 'hook.cjs');
  writeFileSync(hook, brokenEnd === undefined ? '' : breakingUnlink(brokenEnd, spared));
  const env = { ...ROOTS, NODE_OPTIONS: `--require=${hook}` };
  return configdrive(['store', ...args], { cwd: directory, input: JSON.stringify(vm), env });
}

const drives = (root: string): readonly string[] =>
  readdirSync(join(directory, root, 'configdrive')).filter((name) => name.endsWith('.iso'));

describe('a drive that moves and cannot be removed where it was', () => {
  const FILE = `${INSTANCE}.iso`;

  it('is exit code 3 of migrate, which says what is where', () => {
    expect(store(['create', INSTANCE, '-']).status).toBe(0);
    const moved = store(['migrate', INSTANCE, '--to', 'primary'], FILE);
    expect(moved).toMatchObject({
      status: 3,
      stdout: expect.stringMatching(/primary {2}p\/.*written.*\n.*secondary {2}s\/.*unreachable\n$/),
      stderr: expect.stringMatching(
        /EIO while removing[\s\S]*error\[drive-left-behind\] s\/.*new drive is on primary.*may be on secondary/,
      ),
    });
    expect([drives('s'), drives('p')]).toEqual([[FILE], [FILE]]);
    const [, way = ''] = /store (remove .*) removes it/.exec(moved.stderr) ?? [];
    expect(store(way.split(' ')).status).toBe(0);
    expect([drives('s'), drives('p')]).toEqual([[], [FILE]]);
    expect(store(['stat', INSTANCE]).status).toBe(0);
  });

  it('is exit code 3 with data, too', () => {
    store(['create', INSTANCE, '-']);
    const { status, stdout } = store(['migrate', INSTANCE, '--to', 'primary', '--json'], FILE);
    const codes = JSON.parse(stdout).issues.map(({ code }: { code: string }) => code);
    expect([status, codes]).toEqual([3, expect.arrayContaining(['io-failed', 'drive-left-behind'])]);
  });

  it('is a warning of create with a code of its own, and why', () => {
    store(['create', INSTANCE, '-']);
    const moved = store(['create', INSTANCE, '-', '--placement', 'primary', '--json'], FILE);
    const { issues } = JSON.parse(moved.stdout);
    const message = expect.stringContaining('may be on secondary still: the operating system reports an error (EIO');
    expect(issues).toContainEqual({ code: 'unreachable', severity: 'warning', place: [expect.any(String)], message });
    expect(moved.status).toBe(0);
  });

  it.each([
    ['migrate', INSTANCE, '--to', 'primary'],
    ['create', INSTANCE, '-', '--placement', 'primary'],
  ])('is told where only the lock on it could not be taken back: %s', (...args) => {
    store(['create', INSTANCE, '-']);
    const moved = store(args, '.claim', 1);
    expect(moved).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^warning\[io-failed\] .*EIO while taking back the claim/),
    });
    expect([drives('s'), drives('p')]).toEqual([[], [FILE]]);
  });
});

it('a commit that cannot remove a drive says why', async () => {
  const secondary = memoryBackend({ label: 'secondary', now: () => timestamp });
  const primary = memoryBackend({ label: 'primary', now: () => timestamp });
  const failure = storageError('io-failed', 'remove', 'secondary');
  Object.assign(secondary, { remove: async () => Promise.reject(failure) });
  const store = openStoreOver({ secondary, primary, now: () => timestamp });
  await store.create(INSTANCE, dataOf());
  const migration = await store.migrate(INSTANCE, { to: 'primary' });
  const removals: Removal[] = [];
  const onRemoval = (removal: Removal): void => {
    removals.push(removal);
  };
  expect(await store.commit(migration, { onRemoval })).toBe('unreachable');
  const { path: where } = migration.from;
  expect(removals).toEqual([
    { instance: INSTANCE, location: 'secondary', path: where, outcome: 'unreachable', error: failure },
  ]);
  expect(await store.rollback(migration, { onRemoval })).toBe('removed');
  expect(removals.at(-1)).toEqual({
    instance: INSTANCE,
    location: 'primary',
    path: migration.to.path,
    outcome: 'removed',
  });
});
