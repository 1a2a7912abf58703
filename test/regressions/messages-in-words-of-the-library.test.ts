/**
 * Commands told what to do in words of the library, which nobody can type at a terminal: `allowEmpty`, "withoutPassword takes one
 * off", "the store has no such root". The library names its options, the command its flags.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { buildConfigDrive, memoryBackend, openStore, withPassword } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { vm } from '../cli/command.ts';

const NAME = vm.instanceName;

describe('at the terminal', () => {
  const { here, run } = useCaseDirectory();
  const inStore = (...args: readonly string[]): readonly string[] => ['store', ...args, '--secondary', 'store'];

  beforeEach(() => {
    mkdirSync(here('store'));
    mkdirSync(here('shared'), { mode: 0o777 });
    writeFileSync(here('vm.json'), JSON.stringify(vm));
    writeFileSync(here('vms.ndjson'), `${JSON.stringify(vm)}\n`);
    writeFileSync(here('none'), '');
    expect(run(['build', 'vm.json', '-o', 'a.iso']).status).toBe(0);
    expect(run(inStore('create', NAME, 'vm.json')).status).toBe(0);
    expect(run(['batch', 'vms.ndjson', '-d', 'drives']).status).toBe(0);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['nothing is live', inStore('gc', 'none'), /live-list-empty.*--allow-empty/],
    ['an empty password', ['update', 'a.iso', '--password-stdin'], /password-empty.*--without-password/],
    ['a location without a root', inStore('migrate', NAME, '--to', 'primary'), /--primary/],
    ['a store without a root', ['store', 'list'], /--secondary/],
    ['a batch again', ['batch', 'vms.ndjson', '-d', 'drives'], /--force/],
    ['an image too large', ['build', 'vm.json', '-o', 'b.iso', '--image-limit', '2048'], /--image-limit/],
  ])('%s is told with the flag', (_, args, flag) => {
    const { status, stdout, stderr } = run(args, { input: '' });
    const told = [...stderr.split('\n').filter((line) => /^error|^ {2}help:/.test(line)), stdout];
    expect(status).not.toBe(0);
    expect(told.join('\n')).toMatch(flag);
    expect(told.join('\n')).not.toMatch(/\b(?:withoutPassword|ifAbsent|hostCache) /);
    expect(told.join('\n')).not.toMatch(/no such root/);
  });
});

describe('in the library', () => {
  const { drive } = buildConfigDrive(vm, { timestamp: new Date(0) });

  it.each<[string, () => unknown, RegExp]>([
    ['nothing is live', () => openStore({ secondary: memoryBackend() }).gc([]), /live-list-empty/],
    [
      'an empty password',
      () => Promise.resolve().then(() => withPassword(drive, '', { timestamp: new Date(0) })),
      /password-empty/,
    ],
    [
      'a location without a root',
      () => openStore({ secondary: memoryBackend() }).read(NAME, { location: 'primary' }),
      /location-not-configured/,
    ],
  ])('%s is told without a flag', async (_, act, code) => {
    const error: unknown = await (act() as Promise<unknown>).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ name: 'InvalidInputError', code: expect.stringMatching(code) });
    expect((error as Error).message).not.toMatch(/--[a-z]/);
  });
});
