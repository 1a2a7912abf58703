/** `configdrive batch` when something comes between: kills, signals, full disks, readers that go, other batches. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempName } from '../../packages/files/src/lock/own-names.ts';
import { canMount, withTmpfs } from '../storage/tmpfs.ts';
import { exitOf, until } from '../support/children.ts';
import { describeUnless } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { run, runOk } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { digestsIn, imagesIn, leftoversIn, lineOf, linesOf } from './batch-inputs.ts';
import { builtBin, type CommandResult, configdrive } from './command.ts';

const path = useTemporaryDirectory();
const COUNT = 400;
/** Of a batch whose length does not matter. */
const FEW = 50;
/** Kills, one after the other. */
const ROUNDS = isLong ? 20 : 3;
const input = (): string => path('vms.ndjson');
beforeAll(() => {
  writeFileSync(input(), linesOf(COUNT));
  writeFileSync(path('few.ndjson'), linesOf(FEW));
});

/** Without a date from outside: that of the run counts. */
const batch = (...args: readonly string[]): CommandResult =>
  configdrive(['batch', input(), ...args], { env: { SOURCE_DATE_EPOCH: '' } });

const spawned = (args: readonly string[], stdio: 'ignore' | 'pipe' = 'ignore'): ChildProcess =>
  spawn(process.execPath, [builtBin(), 'batch', ...args], { stdio, env: { ...process.env, SOURCE_DATE_EPOCH: '' } });

/** Sends a signal to a batch in the middle of its work, and answers how it ended. */
async function stoppedInTheMiddle(out: string, signal: NodeJS.Signals): Promise<number | null> {
  const child = spawned([input(), '-d', out, '-j', '2']);
  await until(() => existsSync(out) && imagesIn(out).length >= 50);
  child.kill(signal);
  const status = await exitOf(child);
  expect(imagesIn(out).length).toBeLessThan(COUNT);
  return status;
}

const journalIn = (out: string): string => readFileSync(`${out}/.configdrive-batch.journal`, 'utf8');
const recordsIn = (out: string): number => journalIn(out).match(/^[0-9a-f]{32}$/gm)?.length ?? 0;

/** What the same batch makes when nothing comes between, with the date of the run that is in a journal. */
function uninterrupted(out: string): readonly string[] {
  const [, date = ''] = /"run":"([^"]+)"/.exec(journalIn(out)) ?? [];
  const epoch = String(new Date(date).getTime() / 1000);
  const args = ['batch', input(), '-d', `${out}-uninterrupted`, '--skip-flush'];
  expect(configdrive(args, { env: { SOURCE_DATE_EPOCH: epoch } }).status).toBe(0);
  return digestsIn(`${out}-uninterrupted`);
}

/**
 * Everything that writing a file again would change. Not `ctime`: a kill between the link to a drive's name and
 * the removal of its draft leaves a second name, and taking that away dates the inode, not the contents.
 */
const stampsIn = (out: string): ReadonlyMap<string, string> =>
  new Map(
    imagesIn(out).map((name) => {
      const { ino, mtimeMs, size } = statSync(`${out}/${name}`);
      return [name, `${ino} ${mtimeMs} ${size}`];
    }),
  );

/** As a kill between the link to a drive's name and the removal of its draft does: the draft of a process that is no more. */
function leaveSecondName(out: string): void {
  const [survivor] = imagesIn(out);
  linkSync(`${out}/${survivor}`, `${out}/${tempName().replace(/\.[0-9]+\.draft$/, '.1.draft')}`);
}

describe('a batch that is killed', () => {
  it('goes on with --resume: no half image, nothing finished made again, in the end the set of an uninterrupted run', async () => {
    const out = path('killed');
    expect(await stoppedInTheMiddle(out, 'SIGKILL')).toBeNull();
    const survivors = stampsIn(out);
    leaveSecondName(out);
    expect(batch('-d', out)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(
        'an earlier batch did not come to its end: --resume goes on with it, --force begins anew',
      ),
    });
    const { status, stdout } = batch('-d', out, '--resume');
    const built = `${COUNT - survivors.size} drives built, ${survivors.size} unchanged, 0 failed`;
    expect([status, stdout]).toEqual([0, expect.stringContaining(built)]);
    const stamps = stampsIn(out);
    for (const [name, stamp] of survivors) expect([name, stamps.get(name)]).toEqual([name, stamp]);
    expect(leftoversIn(out)).toEqual([]);
    expect(digestsIn(out)).toEqual(uninterrupted(out));
  });

  it('again and again comes to the same end', async () => {
    const out = path('killed-again');
    for (let round = 0; round < ROUNDS; round++) {
      const child = spawned([input(), '-d', out, '-j', '2', ...(round === 0 ? [] : ['--resume'])]);
      const before = existsSync(out) ? imagesIn(out).length : 0;
      await until(() => child.exitCode !== null || (existsSync(out) && imagesIn(out).length > before + round));
      child.kill('SIGKILL');
      await exitOf(child);
    }
    expect(batch('-d', out, '--resume').status).toBe(0);
    expect([digestsIn(out), leftoversIn(out)]).toEqual([uninterrupted(out), []]);
  });
});

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s finishes what is under way, writes it down and leaves no trace', async (signal, status) => {
    const out = path(signal);
    expect(await stoppedInTheMiddle(out, signal)).toBe(status);
    expect(leftoversIn(out)).toEqual([]);
    expect(recordsIn(out)).toBe(imagesIn(out).length);
    if (signal === 'SIGTERM') return;
    expect(batch('-d', out, '--resume').status).toBe(0);
    expect(recordsIn(out)).toBe(COUNT);
  });

  it('ends a batch that waits for standard input', async () => {
    const out = path('waiting');
    const child = spawned(['-', '-d', out], 'pipe');
    await until(() => existsSync(`${out}/.configdrive-batch.journal`));
    child.kill('SIGINT');
    expect([await exitOf(child), leftoversIn(out)]).toEqual([130, []]);
  });
});

describe('two batches', () => {
  it('do not work in one directory at once; a slow producer is not waited for', async () => {
    const out = path('twice');
    const first = spawned(['-', '-d', out, '--json'], 'pipe');
    first.stdin?.write(`${lineOf(0)}\n`);
    const [told] = await once(first.stdout ?? first, 'data');
    expect(JSON.parse(String(told))).toMatchObject({ line: 1, status: 'built' });
    expect(batch('-d', out, '--resume')).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('another process is at work on this file'),
    });
    first.stdin?.end(`${lineOf(1)}\n`);
    expect(await exitOf(first)).toBe(0);
    expect([imagesIn(out).length, leftoversIn(out)]).toEqual([2, []]);
  });
});

/** A line of bash in which `$C` is the command. */
const bash = (script: string): ReturnType<typeof run> =>
  run('bash', ['-c', script], { env: { C: `${process.execPath} ${builtBin()}` }, cwd: path() });

describe('a reader of the results', () => {
  it('may go at any time: the drives are made all the same', () => {
    const { stdout, stderr } = bash('$C batch few.ndjson -d piped --json | head -1; echo "$PIPESTATUS"');
    expect([stdout.toString().split('\n')[1], stderr]).toEqual(['0', expect.not.stringContaining('error')]);
    expect(imagesIn(path('piped'))).toHaveLength(FEW);
  });

  it('that is a full device is an error', () => {
    for (const json of ['', '--json']) {
      const { stdout, stderr } = bash(`$C batch few.ndjson -d full${json} ${json} > /dev/full; echo $?`);
      expect([stdout.toString(), stderr]).toEqual([
        '3\n',
        expect.stringContaining('standard output: no space is left'),
      ]);
    }
  });
});

describe.skipIf(!canMount)('a full disk [run as root: it mounts a tmpfs]', () => {
  it('ends the batch with exit code 3; what is there is whole, and with more room --resume does the rest', async () => {
    await withTmpfs(path(), 4 * 1024 * 1024, async (directory) => {
      const out = `${directory}/out`;
      const { status, stdout, stderr } = batch('-d', out);
      expect(status).toBe(3);
      expect(stderr).toMatch(/no space is left .*ENOSPC/);
      expect(stdout).toMatch(/ [1-9][0-9]* drives built, [1-9][0-9]* failed/);
      expect(leftoversIn(out)).toEqual([]);
      const survivors = stampsIn(out);
      runOk('mount', ['-o', 'remount,size=128m', directory]);
      expect(batch('-d', out, '--resume').stdout).toContain(
        `${COUNT - survivors.size} drives built, ${survivors.size} unchanged`,
      );
      const stamps = stampsIn(out);
      for (const [name, stamp] of survivors) expect(stamps.get(name)).toBe(stamp);
      expect(imagesIn(out)).toHaveLength(COUNT);
    });
  });
});

const hasScript = run('sh', ['-c', 'command -v script']).status === 0;
describeUnless(hasScript ? undefined : 'apt-get install -y bsdutils', 'on a terminal', () => {
  const screenOf = (args: string, environment = 'TERM=xterm'): string => {
    const command = `env -u CI ${environment} ${process.execPath} ${builtBin()} batch ${args}`;
    return run('script', ['-qec', command, '/dev/null'], { cwd: path() }).stdout.toString();
  };

  it('a bar shows how far it is, with rate and time left, and makes room for errors and the summary', () => {
    writeFileSync(path('one-bad.ndjson'), `${linesOf(COUNT)}{"instanceName":"bad","vmData":7}\n`);
    const screen = screenOf('one-bad.ndjson -d on-screen');
    expect(screen).toMatch(/█+░* +[0-9]+% {2}[0-9]+ drives, [0-9,]+\/s, [0-9]/);
    expect(screen).toMatch(/error\[wrong-type\]\S* one-bad\.ndjson:401: bad: vmData: must be a list/);
    const last = screen.slice(screen.lastIndexOf('left'));
    expect(last).toMatch(/one-bad\.ndjson: 400 drives built, 1 failed; /);
    expect(screen).toContain('\u001b[?7h'); // lines wrap again
  });

  it('of a pipe there is a rate, but no end; a dumb terminal has no bar', () => {
    const pipe = `sh -c "cat few.ndjson | ${process.execPath} ${builtBin()} batch - -d from-pipe"`;
    const screen = run('script', ['-qec', `env -u CI TERM=xterm ${pipe}`, '/dev/null'], {
      cwd: path(),
    }).stdout.toString();
    expect(screen).toMatch(/[0-9]+ drives, [0-9,]+\/s/);
    expect(screen).not.toContain('left');
    expect(screenOf('few.ndjson -d dumb', 'TERM=dumb')).not.toMatch(/[█░]/);
  });
});

it('no temporary file of any of these is left anywhere', () => {
  const names = readdirSync(path(), { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => /\.(?:draft|claim|next)$/.test(name))).toEqual([]);
});
