/** `configdrive update` that must not happen: exit code and message, the drive untouched, nothing left beside it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { layOutImage, toBytes } from 'configdrive';
import { beforeEach, describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { useCaseDirectory } from './case-directory.ts';
import { builtBin, CANARIES, configdrive, vm } from './command.ts';

/** Long after the drive was made. */
const LATER = '1782864000'; // 2026-07-01T00:00:00Z

const { here, run } = useCaseDirectory({ SOURCE_DATE_EPOCH: LATER });

beforeEach(() => {
  writeFileSync(here('vm.json'), JSON.stringify(vm));
  expect(configdrive(['build', 'vm.json', '-o', 'drive.iso'], { cwd: here() })).toMatchObject({ status: 0 });
});

interface Refusal {
  readonly what: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly status: number;
  readonly stderr: RegExp;
}

const refusals: readonly Refusal[] = [
  { what: 'nothing to change', args: [], status: 2, stderr: /say what changes/ },
  {
    what: 'two wishes for the password',
    args: ['--password-stdin', '--without-password'],
    status: 2,
    stderr: /cannot be used with/,
  },
  {
    what: 'a password as an argument',
    args: [`--password=${CANARIES[0]}`],
    status: 2,
    stderr: /unknown option '--password=…'/,
  },
  { what: 'an empty password', args: ['--password-stdin'], input: '\n', status: 2, stderr: /password: / },
  {
    what: 'a password with a line break',
    args: ['--password-stdin'],
    input: `${CANARIES[0]}\n\n`,
    status: 2,
    stderr: /password: /,
  },
  {
    what: 'standard input for two',
    args: ['--password-stdin', '--user-data', '-'],
    input: 'x',
    status: 2,
    stderr: /standard input/,
  },
  {
    what: 'user data that are missing',
    args: ['--user-data', 'missing'],
    status: 3,
    stderr: /missing: the file does not exist/,
  },
  { what: 'user data beyond the limit', args: ['--user-data', 'large'], status: 2, stderr: /userData: .*32768/ },
  {
    what: 'NICs that are no JSON',
    args: ['--nics', '-'],
    input: `[${CANARIES[0]}`,
    status: 2,
    stderr: /line 1, column 2/,
  },
  {
    what: 'NICs of another shape',
    args: ['--nics', '-'],
    input: '[{"mac":"02:00"}]',
    status: 2,
    stderr: /nics\[0\]\.mac: /,
  },
  { what: 'NICs that are no list', args: ['--nics', '-'], input: '7', status: 2, stderr: /nics: / },
  { what: 'a mode that is none', args: ['--without-password', '--mode', '9'], status: 2, stderr: /--mode: / },
  {
    what: 'a missing place',
    args: ['--without-password', '-o', 'missing/x.iso'],
    status: 3,
    stderr: /the directory does not exist/,
  },
];

describe('configdrive update refuses', () => {
  it.each(refusals)('$what; the drive stays as it is', ({ args, input = '', status, stderr }) => {
    writeFileSync(here('large'), 'x'.repeat(40_000));
    const before = hashOf('drive.iso');
    const result = run(['update', 'drive.iso', ...args], { input });
    expect([result.status, result.stdout, result.stderr]).toEqual([status, '', expect.stringMatching(stderr)]);
    expect([hashOf('drive.iso'), readdirSync(here()).sort()]).toEqual([before, ['drive.iso', 'large', 'vm.json']]);
  });

  it('a password that is not UTF-8', () => {
    const result = run(['update', 'drive.iso', '--password-stdin'], { input: Buffer.from([0x61, 0xff]) });
    expect([result.status, result.stderr]).toEqual([2, expect.stringContaining('standard input: not UTF-8')]);
  });

  it.each([
    ['what is no image', () => writeFileSync(here('bad.iso'), 'no image'), 1],
    [
      'an image cut short',
      () => writeFileSync(here('bad.iso'), readFileSync(here('drive.iso')).subarray(0, 50_000)),
      1,
    ],
    ['an image that is no config drive', () => writeFileSync(here('bad.iso'), otherImage()), 2],
    ['a link, in place', () => symlinkSync('drive.iso', here('bad.iso')), 2],
    ['a drive that is missing', () => {}, 3],
  ])('%s, with an exit code by whose fault it is', (_what, prepare, status) => {
    prepare();
    const before = existsSync(here('bad.iso')) ? hashOf('bad.iso') : undefined;
    const result = run(['update', 'bad.iso', '--without-password']);
    expect([result.status, result.stderr]).toEqual([status, expect.stringMatching(/^error\[[a-z-]+\] /)]);
    expect(existsSync(here('bad.iso')) ? hashOf('bad.iso') : undefined).toBe(before);
    expect(readdirSync(here()).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

withForeign(['strace'], 'configdrive update, when somebody else is faster', ({ strace }) => {
  it('leaves the other drive and says so', async () => {
    const slow = ['-f', '-e', 'trace=fsync', '-e', 'inject=fsync:delay_enter=2000000', '-o', here('..', 'strace.log')];
    const command = [process.execPath, builtBin(), 'update', here('drive.iso'), '--without-password'];
    const child = spawn(strace, [...slow, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    while (!readdirSync(here()).some((name) => name.endsWith('.draft'))) await setTimeout(20);
    writeFileSync(here('drive.iso'), 'the other');
    expect([await ended, stderr]).toEqual([3, expect.stringContaining('somebody changed or removed it')]);
    expect(readFileSync(here('drive.iso'), 'utf8')).toBe('the other');
    expect(readdirSync(here()).sort()).toEqual(['drive.iso', 'vm.json']);
  });
});

const hashOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(here(name)))
    .digest('hex');

const otherImage = (): Uint8Array =>
  toBytes(layOutImage([{ path: 'a.txt', content: 'a' }], { volumeIdentifier: 'DATA', timestamp: new Date(0) }));
