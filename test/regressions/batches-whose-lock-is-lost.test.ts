/** A batch whose lock somebody had taken over went on beside the other one; and when all failed it told of its lock alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtBin, configdrive, vm } from '../cli/command.ts';
import { BROKEN_CALLS } from '../storage/broken-calls.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const lineOf = (instanceName: string): string => `${JSON.stringify({ ...vm, instanceName })}\n`;

it('ends, and builds nothing more', async () => {
  const args = [builtBin(), 'batch', '-', '--directory', path('lost'), '--jobs', '1', '--json'];
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  child.stdin.write(lineOf('i-2-10-VM').repeat(1));
  // Lines go to a thread in chunks: a long one fills the first.
  child.stdin.write(`${' '.repeat(3 * 1024 * 1024)}\n`);
  while (!readdirIfThere(path('lost')).includes('i-2-10-VM.iso')) await new Promise((go) => setTimeout(go, 20));
  for (const name of readdirSync(path('lost'))) if (name.endsWith('.claim')) rmSync(join(path('lost'), name));
  child.stdin.end(lineOf('i-2-11-VM'));
  const [code] = await once(child, 'exit');
  expect([code, said]).toEqual([3, expect.stringContaining('lock-lost')]);
  expect(readdirSync(path('lost'))).not.toContain('i-2-11-VM.iso');
});

const readdirIfThere = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};

it('tells what went wrong first', () => {
  mkdirSync(path('gone'));
  const plan = { directory: path('gone'), log: path('log') };
  const args = ['batch', '-', '--directory', path('gone'), '--jobs', '1', '--force'];
  const stderrOf = (broken: object): string =>
    configdrive(args, {
      input: lineOf('i-2-10-VM'),
      env: { BROKEN_CALLS: JSON.stringify({ ...plan, ...broken }), NODE_OPTIONS: `--require ${BROKEN_CALLS}` },
    }).stderr;
  expect(stderrOf({})).toBe('');
  const calls = readFileSync(path('log'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('main '));
  const index = calls.findIndex((line) => line.startsWith('main fchmod'));
  // The same calls again: a journal that is there would be read.
  rmSync(path('gone'), { recursive: true });
  mkdirSync(path('gone'));
  const all = stderrOf({ thread: 'main', errno: 'ESTALE', manner: 'gone', index });
  expect(all).toMatch(/while keeping the journal/);
});

it('of a directory that a group may write to says so', () => {
  mkdirSync(path('shared'));
  chmodSync(path('shared'), 0o770);
  const { status, stderr } = configdrive(['batch', '-', '--directory', path('shared')], { input: lineOf('i-2-10-VM') });
  expect([status, stderr.match(/directory-group-writable/g)?.length]).toEqual([0, 1]);
  const store = ['store', 'create', 'i-2-10-VM', '-', '--secondary', path('shared')];
  const created = configdrive(store, { input: lineOf('i-2-10-VM') });
  expect([created.status, created.stderr.match(/directory-group-writable/g)?.length]).toEqual([0, 1]);
});
