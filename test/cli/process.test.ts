/** The command among other processes: terminals, pipes that close, signals, full disks, and what it loads. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { canMount, withTmpfs } from '../storage/tmpfs.ts';
import { exitOf, until } from '../support/children.ts';
import { describeUnless, withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { builtBin, configdrive, expectNoCanary, vm } from './command.ts';

/** Libraries whose code is in the files that were opened; the bundler leaves a comment where each file of theirs begins. */
function librariesIn(log: string): readonly string[] {
  const chunks = new Set([...log.matchAll(/"([^"]*\/dist\/bin\/[^"]+\.js)"/g)].map(([, file = '']) => file));
  const texts = [...chunks].map((file) => readFileSync(file, 'utf8'));
  expect(texts.length).toBeGreaterThan(0);
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^\/\/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name = '']) => name),
  );
  return [...new Set(names)].sort();
}

const path = useTemporaryDirectory();
const input = JSON.stringify(vm);

/** A line of bash in which `$C` is the command; `$1` and so on are the arguments. */
function bash(script: string, ...args: readonly string[]): ReturnType<typeof run> {
  const env = { C: `${process.execPath} ${builtBin()}`, SOURCE_DATE_EPOCH: '0' };
  return run('bash', ['-c', script, 'bash', ...args], { env, cwd: path(), input });
}

describe('what needs no library', () => {
  it('answers --version', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../packages/cli/package.json', import.meta.url), 'utf8'));
    for (const flag of ['--version', '-V']) {
      expect(configdrive([flag])).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
    }
  });

  withForeign(['strace'], 'what is loaded', ({ strace }) => {
    const loadedBy = (...args: readonly string[]): string => {
      const log = path('strace.log');
      run(strace, ['-f', '-e', 'trace=openat,open', '-o', log, process.execPath, builtBin(), ...args]);
      return readFileSync(log, 'utf8');
    };

    it('is nothing for --version, and no other library than commander for --help', () => {
      expect(librariesIn(loadedBy('--version'))).toEqual([]);
      expect(librariesIn(loadedBy('build', '--help'))).toEqual(['commander']);
    });

    it('is no fs-extra for a build', () => {
      writeFileSync(path('vm.json'), input);
      const libraries = librariesIn(loadedBy('build', path('vm.json'), '--check'));
      expect(libraries).toContain('zod');
      expect(libraries).not.toContain('fs-extra');
    });

    it('is nothing from where libraries are installed', () => {
      expect(loadedBy('build', path('vm.json'), '--check')).not.toMatch(/node_modules\/[^"]*\.[cm]?js"/);
    });
  });
});

describe('usage', () => {
  it('is an error with exit code 2 without a command, help with 0', () => {
    expect(configdrive([])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Usage:') });
    expect(configdrive(['--help'])).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('inspect'),
    });
    expect(configdrive(['build', '--help']).stdout).toMatch(/Examples:\n {2}configdrive build/);
  });

  it('suggests the word that was meant', () => {
    expect(configdrive(['bild'])).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean build?') });
  });
});

describe('a pipe that closes', () => {
  it('is no trouble for facts', () => {
    bash('$C build - -o drive.iso');
    const { stdout, stderr } = bash('set -o pipefail; $C inspect drive.iso | head -1; echo "$PIPESTATUS"');
    expect([stdout.toString().split('\n').slice(0, 2), stderr]).toEqual([[expect.stringMatching(/^image/), '0'], '']);
  });

  it('is an error for an image', () => {
    const { stdout, stderr } = bash('$C build - -o - | head -c 5 > five; echo "$PIPESTATUS"');
    expect([stdout.toString(), stderr]).toEqual(['3\n', expect.stringContaining('the reader closed the pipe')]);
    expectNoCanary(stderr);
  });
});

const hasScript = run('sh', ['-c', 'command -v script']).status === 0;
describeUnless(hasScript ? undefined : 'apt-get install -y bsdutils', 'on a terminal', () => {
  /** Runs a command with a terminal as its standard output. */
  // Node shows a CI no colours, whatever its terminal.
  const onTerminal = (args: string): { status: number | null; screen: string } => {
    const command = `env -u CI -u FORCE_COLOR -u NO_COLOR TERM=xterm ${process.execPath} ${builtBin()} ${args}`;
    const { status, stdout } = run('script', ['-qec', command, '/dev/null'], { cwd: path() });
    return { status, screen: stdout.toString() };
  };

  it('no image is written', () => {
    writeFileSync(path('vm.json'), input);
    for (const output of ['-', '/dev/stdout']) {
      const { status, screen } = onTerminal(`build vm.json -o ${output}`);
      expect([status, screen]).toEqual([2, expect.stringContaining('does not belong on a terminal')]);
      expect(screen).not.toContain('CD001');
    }
  });

  it('facts have colours, unless told otherwise', () => {
    bash('$C build - -f -o drive.iso');
    expect(onTerminal('inspect drive.iso').screen).toContain('\u001b[1mconfig-2');
    expect(onTerminal('inspect missing.iso').screen).toMatch(/\u001b\[31merror\[[a-z-]+\]/);
    const plain = run(
      'script',
      ['-qec', `env -u CI -u FORCE_COLOR NO_COLOR=1 ${process.execPath} ${builtBin()} inspect drive.iso`, '/dev/null'],
      { cwd: path() },
    );
    expect(plain.stdout.toString()).not.toContain('\u001b');
  });
});

/** Resolves when a process has used no processor for a second: it waits for what it reads, however slow the machine is. */
async function whenItWaits({ pid }: ChildProcess): Promise<void> {
  const used = (): string =>
    readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
      .slice(11, 13)
      .join();
  for (let [before, calm] = ['', 0]; calm < 10; await setTimeout(100)) {
    const now = used();
    calm = now === before && now !== '0,0' ? calm + 1 : 0;
    before = now;
  }
}

describe('a signal', () => {
  it.each([
    ['SIGINT', 130, `build - -o`],
    ['SIGTERM', 143, `extract -`],
    ['SIGHUP', 129, `update - --without-password -o`],
  ] as const)('%s ends a wait for input with exit code %i: %s', async (signal, status, line) => {
    const child = spawn(process.execPath, [builtBin(), ...line.split(' '), path('interrupted.iso')], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    await whenItWaits(child);
    child.kill(signal);
    expect(await exitOf(child)).toBe(status);
    expect(readdirSync(path())).not.toContain('interrupted.iso');
  });

  it('ends a command that only looks at once', async () => {
    const child = spawn(process.execPath, [builtBin(), 'explain', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await setTimeout(1000); // until it reads
    child.kill('SIGINT');
    await exitOf(child);
    expect(child.signalCode).toBe('SIGINT'); // which a shell tells as 130
  });

  withForeign(['strace'], 'in the middle of publishing', ({ strace }) => {
    it('leaves no trace', async () => {
      const directory = path('in-the-middle');
      run('mkdir', [directory]);
      writeFileSync(path('vm.json'), input);
      const slow = ['-f', '-e', 'trace=fsync', '-e', 'inject=fsync:delay_enter=3000000', '-o', path('strace.log')];
      const command = [process.execPath, builtBin(), 'build', path('vm.json'), '-o', `${directory}/drive.iso`];
      const child = spawn(strace, [...slow, ...command], { stdio: 'ignore' });
      await until(() => readdirSync(directory).some((name) => name.endsWith('.draft')));
      process.kill(childOf(child), 'SIGINT');
      expect(await exitOf(child)).toBe(130);
      expect(readdirSync(directory)).toEqual([]);
    });
  });
});

withForeign(['strace'], 'a signal in the middle of an extraction', ({ strace }) => {
  it('leaves no trace', async () => {
    bash('$C build - -f -o drive.iso');
    const slow = ['-f', '-e', 'trace=mkdir', '-e', 'inject=mkdir:delay_exit=1000000', '-o', path('strace.log')];
    const command = [process.execPath, builtBin(), 'extract', path('drive.iso'), path('extracted')];
    const child = spawn(strace, [...slow, ...command], { stdio: 'ignore' });
    await until(() => readdirSync(path()).includes('extracted'));
    process.kill(childOf(child), 'SIGINT');
    expect(await exitOf(child)).toBe(130);
    expect(readdirSync(path())).not.toContain('extracted');
  });
});

describe('a device that takes nothing', () => {
  it('is an error with exit code 3, for images and for facts', () => {
    bash('$C build - -f -o drive.iso');
    for (const script of ['$C build - -o - > /dev/full; echo $?', '$C inspect drive.iso > /dev/full; echo $?']) {
      const { stdout, stderr } = bash(script);
      expect([stdout.toString(), stderr]).toEqual([
        '3\n',
        expect.stringContaining('standard output: no space is left'),
      ]);
    }
  });
});

describe.skipIf(!canMount)('a full disk [run as root: it mounts a tmpfs]', () => {
  it('is an error with exit code 3; the old drive stays and nothing else', async () => {
    await withTmpfs(path(), 64 * 1024, async (directory) => {
      writeFileSync(`${directory}/drive.iso`, 'the old drive');
      const { status, stdout, stderr } = configdrive(['build', '-', '--force', '-o', `${directory}/drive.iso`], {
        input,
      });
      expect([status, stdout, stderr]).toEqual([3, '', expect.stringMatching(/drive\.iso: no space is left .*ENOSPC/)]);
      expect([readdirSync(directory), readFileSync(`${directory}/drive.iso`, 'utf8')]).toEqual([
        ['drive.iso'],
        'the old drive',
      ]);
    });
  });

  it('under standard output is an error, too', async () => {
    await withTmpfs(path(), 64 * 1024, async (directory) => {
      const { stdout, stderr } = bash('$C build - -o - > "$1/drive.iso"; echo $?', directory);
      expect([stdout.toString(), stderr]).toEqual(['3\n', expect.stringContaining('no space is left')]);
    });
  });
});

/** The one child of a process. */
function childOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}
