/** A command that waited for a named pipe was deaf to the first SIGTERM; a batch of an endless line never ended, and made its output before it found no input. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtBin, configdrive, vm } from '../cli/command.ts';
import { run, runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
let directory = '';
let child: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(path('case-'));
  writeFileSync(join(directory, 'vm.json'), JSON.stringify(vm));
});
afterEach(() => void child?.kill('SIGKILL'));

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Whether a process has a file open. */
function holds(pid: number, file: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === file);
  } catch {
    return false;
  }
}

describe.runIf(process.platform === 'linux')('a command that waits for a pipe', () => {
  beforeEach(() => {
    runOk('mkfifo', [join(directory, 'pipe')]);
    expect(configdrive(['build', 'vm.json', '-o', 'a.iso'], { cwd: directory }).status).toBe(0);
  });

  it.each([
    ['build', 'pipe', '-o', 'b.iso'],
    ['build', 'vm.json', '--user-data', 'pipe', '-o', 'b.iso'],
    ['batch', 'pipe', '-d', 'out'],
    ['update', 'a.iso', '--user-data', 'pipe'],
    ['store', 'create', 'i-2-10-VM', 'pipe', '--secondary', '.'],
    ['store', 'gc', 'pipe', '--secondary', '.'],
  ])('%s %s … ends at the first SIGTERM', async (...args) => {
    child = spawn(process.execPath, [builtBin(), ...args], { cwd: directory, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child?.once('exit', resolve));
    const { pid = 0 } = child;
    while (child.exitCode === null && !holds(pid, join(directory, 'pipe'))) await pause(10);
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
  });

  it('reads what comes', () => {
    const words = `cat vm.json > pipe & exec "${process.execPath}" "${builtBin()}" build pipe -o c.iso`;
    expect(run('sh', ['-c', words], { cwd: directory }).status).toBe(0);
    expect(existsSync(join(directory, 'c.iso'))).toBe(true);
  });
});

describe('a batch', () => {
  it.runIf(existsSync('/dev/zero'))('of an endless line ends, and says which line it was', () => {
    const { status, stderr } = configdrive(['batch', '/dev/zero', '-d', 'out', '--line-limit', '100000'], {
      cwd: directory,
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('line-too-long')]);
  });

  it('without an input makes no directory', () => {
    expect(configdrive(['batch', 'missing.ndjson', '-d', 'out'], { cwd: directory }).status).toBe(3);
    expect(existsSync(join(directory, 'out'))).toBe(false);
  });
});
