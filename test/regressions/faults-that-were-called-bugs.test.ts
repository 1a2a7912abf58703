/** What the operating system refuses the program itself was called a bug in configdrive, exit code 4; and other words that were wrong. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryBackend, openStore } from 'configdrive';
import { describe, expect, it } from 'vitest';
import { builtBin, vm } from '../cli/command.ts';
import { dataOf, INSTANCE } from '../storage/stores.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const PACKAGE = fileURLToPath(new URL('../../packages/cli', import.meta.url));
const input = JSON.stringify(vm);

describe.runIf(process.platform === 'linux')('a current directory longer than any path', () => {
  it.each([
    { expected: 0, args: ['build', '-', '-o', 'a.iso'] },
    { expected: 0, args: ['store', 'create', INSTANCE, '-', '--secondary', '.'] },
    // Node starts no thread there.
    { expected: 3, args: ['batch', '-', '-d', 'out'] },
  ])('is no bug: exit code $expected of $args', ({ expected, args }) => {
    const deep = `top=$1; cd "$top"; n=$(printf 'x%.0s' $(seq 200)); for i in $(seq 25); do mkdir -p $n; cd -P $n; done; shift; "$@"; code=$?; cd /; rm -rf "$top/$n"; exit $code`;
    const { status, stderr } = run('sh', ['-c', deep, 'sh', path('.'), process.execPath, builtBin(), ...args], {
      input,
    });
    expect([status, stderr.toString()]).toEqual([expected, expect.not.stringContaining('bug')]);
  });
});

describe('a file of the program that is', () => {
  /** A copy of the command, in which the files that are loaded later have something done to them. */
  function runDamaged(name: string, damage: (file: string) => void) {
    const copy = path(`bin-${name}`);
    for (const part of ['bin', 'dist/bin', 'package.json'])
      cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
    const bin = join(copy, builtBin().slice(PACKAGE.length));
    const files = readdirSync(join(copy, 'dist/bin')).map((each) => join(copy, 'dist/bin', each));
    for (const file of files)
      if (file.endsWith('.js') && readFileSync(file).includes('configdrive.build/1')) damage(file);
    return run(process.execPath, [bin, 'build', '-', '--check'], { input });
  }

  it('missing is no bug', () => {
    const { status, stderr } = runDamaged('missing', (file) => rmSync(file));
    expect([status, stderr.toString()]).toEqual([3, expect.stringContaining('of the program')]);
    expect(stderr.toString()).not.toContain('bug');
  });

  it('a directory instead is no bug', () => {
    const { status, stderr } = runDamaged('directory', (file) => {
      truncateSync(file);
      rmSync(file);
      mkdirSync(file);
    });
    expect([status, stderr.toString()]).toEqual([3, expect.not.stringContaining('bug')]);
  });
});

describe('two backends in memory', () => {
  it('are two places, though both have the same label', async () => {
    const store = openStore({ secondary: memoryBackend(), primary: memoryBackend() });
    await store.create(INSTANCE, dataOf());
    expect(await store.commit(await store.migrate(INSTANCE, { to: 'primary' }))).toBe('removed');
  });
});
