/** `configdrive batch`, from the outside: what becomes of good and bad lines. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { run, textOf } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { digestsIn, imagesIn, leftoversIn, lineOf, linesOf, nameOf } from './batch-inputs.ts';
import { base64, type CommandResult, configdrive, expectNoCanary } from './command.ts';

const path = useTemporaryDirectory();
const GOOD = 1000;

const badLines: readonly (readonly [line: string, said: string])[] = [
  ['{"instanceName": "x", }', 'column 23: a key in double quotes is expected here'],
  ['{"instanceName":"x","instanceName":"y","vmData":[]}', 'y: column 21: this key is in the same object twice'],
  ['[["metadata","vm-id","x"]]', 'instanceName: a line of a batch needs the instanceName'],
  ['null', 'must be an object'],
  ['{"instanceName":7,"vmData":[]}', 'instanceName: must be a text'],
  ['{"instanceName":"../up","vmData":[]}', '../up: instanceName: the name holds a separator'],
  ['{"instanceName":"","vmData":[]}', 'instanceName: the name is blank'],
  [
    '{"instanceName":"two-faults","vmData":[],"nics":[{"mac":"zz"}],"foo":1}',
    'two-faults: nics[0].mac: "zz" is not six bytes',
  ],
  [
    '{"instanceName":"file","vmData":[],"userDataFile":"user.yaml"}',
    'file: userDataFile: a line may not name files here; --allow-files lets it',
  ],
  [lineOf(3), `${nameOf(3)}: instanceName: line 4 has it already`],
  [`{"instanceName":"long","vmData":[],"vendorData":"${'x'.repeat(20_000)}"}`, 'the line is longer than 10000 bytes'],
];

/** Bad lines behind the first ten good ones, blank lines among them. */
const mixed = (): string => {
  const good = linesOf(GOOD).split('\n');
  return [...good.slice(0, 10), '', ...badLines.map(([line]) => line), ' \r', ...good.slice(10)].join('\n');
};
const FIRST_BAD = 12;

const batch = (...args: readonly string[]): CommandResult => configdrive(['batch', ...args]);

describe('a thousand drives and some bad lines', () => {
  let result: CommandResult;
  beforeAll(() => {
    writeFileSync(path('vms.ndjson'), mixed());
    result = batch(path('vms.ndjson'), '-d', path('made', 'on', 'the', 'way'), '-j', '2', '--line-limit', '10000');
  });
  const out = (): string => path('made', 'on', 'the', 'way');

  it('end with exit code 2, every good line built, 0600, and nothing else left', () => {
    expect(result.status).toBe(2);
    expect(imagesIn(out())).toEqual(Array.from({ length: GOOD }, (_, number) => `${nameOf(number)}.iso`).sort());
    expect(leftoversIn(out())).toEqual([]);
    const modes = new Set(readdirSync(out()).map((name) => statSync(`${out()}/${name}`).mode & 0o777));
    expect([[...modes], statSync(out()).mode & 0o777]).toEqual([[0o600], 0o700]);
  });

  it('tell every problem of every bad line, with its number and place', () => {
    for (const [index, [, said]] of badLines.entries()) {
      expect(result.stderr).toContain(`vms.ndjson:${FIRST_BAD + index}: ${said}`);
    }
    expect(result.stderr).toContain(': two-faults: unknown key "foo"');
    expect(result.stderr.match(/^error\[[a-z-]+\] /gm)).toHaveLength(badLines.length + 2);
  });

  it('end in a summary with failures by code', () => {
    const [first, ...others] = result.stdout.trimEnd().split('\n');
    expect(first).toMatch(/vms\.ndjson: 1,000 drives built, 11 failed; [0-9].*, [0-9,]+\/s$/);
    expect(others[0]).toBe('failed:');
    expect(others.slice(1, 4)).toEqual([
      '  2  instance-name-missing, first in line 14',
      '  2  name-unsafe, first in line 17',
      '  1  input-not-json, in line 12',
    ]);
  });

  withForeign(
    ['bsdtar', 'isoinfo', '7z', 'blkid'],
    'a sample of them',
    ({ bsdtar, isoinfo, '7z': sevenZip, blkid }) => {
      it.each([0, 127, 128, 500, 999])('number %d is read by others', (number) => {
        const image = `${out()}/${nameOf(number)}.iso`;
        const host = 'cloudstack/metadata/local-hostname.txt';
        expect(textOf(bsdtar, ['-xOf', image, host])).toBe(`web-${number}`);
        expect(textOf(sevenZip, ['x', '-so', image, host])).toBe(`web-${number}`);
        expect(textOf(isoinfo, ['-R', '-x', `/${host}`, '-i', image])).toBe(`web-${number}`);
        expect(textOf(blkid, ['-p', '-o', 'value', '-s', 'LABEL', image])).toBe('config-2\n');
      });
    },
  );

  it('are the drives that build makes, with any number of threads', () => {
    writeFileSync(path('one.json'), lineOf(500));
    expect(configdrive(['build', path('one.json'), '-o', path('one.iso')]).status).toBe(0);
    expect(readFileSync(`${out()}/${nameOf(500)}.iso`).equals(readFileSync(path('one.iso')))).toBe(true);
    const one = batch(path('vms.ndjson'), '-d', path('one-thread'), '-j', '1', '--line-limit', '10000', '--skip-flush');
    expect(one.status).toBe(2);
    expect(digestsIn(path('one-thread'))).toEqual(digestsIn(out()));
  });

  it('are not replaced without --force, and left alone with --resume', () => {
    const before = statSync(`${out()}/${nameOf(0)}.iso`);
    const args = [path('vms.ndjson'), '-d', out(), '--line-limit', '10000'] as const;
    const again = batch(...args);
    expect([again.status, again.stdout]).toEqual([3, expect.stringContaining('0 drives built, 1,011 failed')]);
    expect(again.stdout).toContain('  1,000  already-exists, first in line 1; --resume leaves');
    // That run has begun a journal of its own: images are known by their bytes.
    expect(batch(...args, '--resume').stdout).toContain('0 drives built, 1,000 unchanged, 11 failed');
    expect(batch(...args, '--resume').stdout).toContain('0 drives built, 1,000 unchanged, 11 failed');
    const after = statSync(`${out()}/${nameOf(0)}.iso`);
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });
});

describe('a small batch', () => {
  const input = (): string => path('small.ndjson');
  beforeAll(() => writeFileSync(input(), linesOf(20)));

  it('is told line by line with --json, without a content', () => {
    writeFileSync(path('json.ndjson'), `${linesOf(3)}{"instanceName":"bad","vmData":7}\n`);
    const { status, stdout, stderr } = batch(path('json.ndjson'), '-d', path('json'), '--json', '--label', 'other');
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([status, stderr, objects.length]).toEqual([2, '', 5]);
    expect(objects[0]).toEqual({
      schema: 'configdrive.batch-line/1',
      line: 1,
      instanceName: 'i-2-0-VM',
      status: 'built',
      path: path('json', 'i-2-0-VM.iso'),
      byteLength: statSync(path('json', 'i-2-0-VM.iso')).size,
      issues: [expect.objectContaining({ code: 'label-unknown', severity: 'warning' })],
    });
    expect(objects[3]).toMatchObject({ line: 4, status: 'failed', fault: 'input', issues: [{ place: ['vmData'] }] });
    expect(objects[4]).toMatchObject({
      schema: 'configdrive.batch/1',
      built: 3,
      unchanged: 0,
      failed: 1,
      elsewhere: 0,
      endedEarly: false,
      failures: { 'wrong-type': 1 },
    });
  });

  it('comes from standard input, too', () => {
    const { status, stdout } = configdrive(['batch', '-', '-d', path('stdin')], { input: linesOf(20) });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^standard input: 20 drives built, 0 failed; /)]);
    expect(imagesIn(path('stdin'))).toHaveLength(20);
  });

  it('of no lines is done', () => {
    writeFileSync(path('empty.ndjson'), '\n');
    expect(batch(path('empty.ndjson'), '-d', path('empty'))).toMatchObject({ status: 0, stderr: '' });
  });

  it('is divided by shards without a gap or an overlap', () => {
    expect(batch(input(), '-d', path('whole')).status).toBe(0);
    const parts = ['1/3', '2/3', '3/3'].map((shard, index) => {
      expect(batch(input(), '-d', path('part', String(index)), '--shard', shard).status).toBe(0);
      expect(batch(input(), '-d', path('shared'), '--shard', shard).status).toBe(0);
      return digestsIn(path('part', String(index)));
    });
    expect(parts.flat().sort()).toEqual(digestsIn(path('whole')));
    expect(digestsIn(path('shared'))).toEqual(digestsIn(path('whole')));
  });

  it('resumes by input: changed lines are replaced with --force, others stay, those that went come back', () => {
    const out = path('incremental');
    expect(batch(input(), '-d', out).status).toBe(0);
    const before = digestsIn(out);
    const lines = linesOf(20).split('\n');
    const changed = path('changed.ndjson');
    writeFileSync(changed, lines.with(7, lines[7]?.replace('web-7', 'renamed') ?? '').join('\n'));
    run('rm', [`${out}/${nameOf(3)}.iso`]);
    expect(batch(changed, '-d', out, '--resume')).toMatchObject({
      status: 3,
      stdout: expect.stringContaining('1 drive built, 18 unchanged, 1 failed'),
      stderr: expect.stringContaining(`changed.ndjson:8: ${nameOf(7)}: ${out}/${nameOf(7)}.iso: the file exists`),
    });
    expect(batch(changed, '-d', out, '--resume', '--force').stdout).toContain('1 drive built, 19 unchanged, 0 failed');
    expect(batch(changed, '-d', out, '--resume', '--force').stdout).toContain('0 drives built, 20 unchanged, 0 failed');
    expect(batch(changed, '-d', out, '--resume', '--force', '--label', 'CONFIG-2').stdout).toContain(
      '20 drives built, 0',
    );
    expect(digestsIn(out).filter((digest) => before.includes(digest))).toEqual([]);
  });

  it('may name files with --allow-files, which count as input', () => {
    const line = JSON.stringify({ instanceName: 'f', vmData: [['metadata', 'vm-id', 'x']], userDataFile: 'user.yaml' });
    mkdirSync(path('files'));
    writeFileSync(path('files', 'vms.ndjson'), line);
    const files = (...more: readonly string[]): CommandResult =>
      batch(path('files', 'vms.ndjson'), '-d', path('files'), '--allow-files', ...more);
    expect(files()).toMatchObject({ status: 3, stderr: expect.stringContaining('user.yaml: the file does not exist') });
    writeFileSync(path('files', 'user.yaml'), '#cloud-config\n');
    expect(files().stdout).toContain('1 drive built');
    expect(files('--resume').stdout).toContain('1 unchanged');
    writeFileSync(path('files', 'user.yaml'), '#cloud-config\n# other\n');
    expect(files('--resume', '-f').stdout).toContain('1 drive built');
  });

  it('takes mode, group, tree, profile and strictness as build does', () => {
    const out = path('options');
    expect(batch(input(), '-d', path('seeds'), '--tree', 'nocloud').status).toBe(0);
    writeFileSync(path('seed.json'), lineOf(7));
    expect(configdrive(['build', path('seed.json'), '--tree', 'nocloud', '-o', path('seed.iso')]).status).toBe(0);
    expect(readFileSync(path('seeds', `${nameOf(7)}.iso`)).equals(readFileSync(path('seed.iso')))).toBe(true);
    const options = ['--mode', '640', '--group', '0', '--profile', 'cloudstack'];
    expect(batch(input(), '-d', out, ...options).status).toBe(0);
    expect(statSync(`${out}/${nameOf(0)}.iso`).mode & 0o777).toBe(0o640);
    writeFileSync(
      path('no-id.ndjson'),
      `{"instanceName":"no-id","vmData":[["userdata","user_data","${base64('#!/bin/sh\n')}"]]}`,
    );
    const strict = batch(path('no-id.ndjson'), '-d', out, '--strict', '--profile', 'cloudstack');
    expect([strict.status, strict.stdout]).toEqual([2, expect.stringContaining('1 failed')]);
  });
});

describe('what a batch refuses before it begins', () => {
  beforeAll(() => writeFileSync(path('one.ndjson'), linesOf(1)));

  it.each([
    [['-j', '0'], 'jobs: must be a number from 1'],
    [['-j', '1.5'], 'jobs: must be a number from 1'],
    [['--jobs', 'many'], 'jobs: must be a number from 1'],
    [['--shard', '5/4'], '--shard: must be a part and their number'],
    [['--line-limit', '0'], 'lineByteLength: must be a number of bytes (--line-limit)'],
    [['--mode', '999'], '--mode: must be three octal digits'],
  ])('%j', (args, said) => {
    const { status, stdout, stderr } = batch(path('one.ndjson'), '-d', path('refused'), ...args);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(said)]);
    expect(readdirSync(path())).not.toContain('refused');
  });

  it('a missing input, a missing directory option, a directory that is a file or that others may write to', () => {
    expect(batch(path('one.ndjson')).status).toBe(2);
    expect(batch(path('none.ndjson'), '-d', path('none'))).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('none.ndjson: the file does not exist'),
    });
    expect(batch(path('one.ndjson'), '-d', path('one.ndjson')).status).toBe(3);
    mkdirSync(path('open'));
    run('chmod', ['777', path('open')]);
    expect(batch(path('one.ndjson'), '-d', path('open')).stderr).toContain('anyone on this host may replace files');
    expect(batch(path('one.ndjson'), '-d', path('open'), '--allow-shared-directory').status).toBe(0);
  });

  it('a journal that is a link or something else', () => {
    mkdirSync(path('linked'));
    writeFileSync(path('victim'), 'stays\n');
    symlinkSync('../victim', path('linked', '.configdrive-batch.journal'));
    expect(batch(path('one.ndjson'), '-d', path('linked'), '--resume')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not the journal of a batch'),
    });
    expect(readFileSync(path('victim'), 'utf8')).toBe('stays\n');
  });
});

it('no journal and no output holds a secret', () => {
  const out = path('secrets');
  writeFileSync(path('secret.ndjson'), linesOf(2));
  expect(batch(path('secret.ndjson'), '-d', out).status).toBe(0);
  const journal = readFileSync(`${out}/.configdrive-batch.journal`, 'utf8');
  expectNoCanary(journal);
  expect(journal).not.toContain(nameOf(0));
});
