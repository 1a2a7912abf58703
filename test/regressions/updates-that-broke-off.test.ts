/** `update --keep-inode` broke off, was run again and said `nothing changed`: the guest had the old password for ever. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeTrailer } from '../../packages/files/src/read/staged-copy.ts';
import { type CommandResult, configdrive, vm } from '../cli/command.ts';
import { stagedCopyName } from '../storage/images.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
let wanted: Buffer;
let inode: number;

const command = (args: readonly string[], input = 'n3w one\n'): CommandResult =>
  configdrive(args, { cwd: path(), input });
const copy = (): string => path(stagedCopyName('drive.iso'));
const onDrive = (): Buffer => readFileSync(path('drive.iso'));

/** Leaves what a writer leaves that dies in the middle: the whole copy beside the file, and of the file a mixture. */
function breakOff(): void {
  const fd = openSync(copy(), 'w', 0o600);
  writeSync(fd, wanted);
  writeTrailer(fd, wanted.byteLength, createHash('sha256').update(wanted).digest(), path('drive.iso'));
  closeSync(fd);
  const half = wanted.byteLength / 2;
  writeFileSync(path('drive.iso'), Buffer.concat([wanted.subarray(0, half), onDrive().subarray(half)]));
  expect(onDrive().equals(wanted)).toBe(false);
}

beforeEach(() => {
  command(['build', '-', '-o', 'drive.iso', '--force'], JSON.stringify(vm));
  command(['update', 'drive.iso', '--password-stdin', '-o', 'wanted.iso', '--force']);
  wanted = readFileSync(path('wanted.iso'));
  inode = statSync(path('drive.iso')).ino;
  breakOff();
});

describe('an update that broke off', () => {
  it.each([[['--keep-inode']], [[]]])('is finished by the same command once more with %j', (flags) => {
    expect(command(['update', 'drive.iso', '--password-stdin', ...flags])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing changed'),
      stderr: expect.stringContaining(
        'notice[writing-finished] drive.iso: the writing over it that broke off was finished',
      ),
    });
    expect(existsSync(copy())).toBe(false);
    expect(onDrive().equals(wanted)).toBe(true);
    expect(statSync(path('drive.iso')).ino).toBe(inode);
    expect(command(['update', 'drive.iso', '--password-stdin', ...flags])).toMatchObject({ status: 0, stderr: '' });
  });

  it('says so as data, too', () => {
    const { status, stdout, stderr } = command(['update', 'drive.iso', '--password-stdin', '--keep-inode', '--json']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ isSame: true, issues: [{ code: 'writing-finished' }] });
  });

  it('is not finished by who only looks, and told by verify and inspect', () => {
    const mixture = onDrive();
    const pending = expect.stringContaining('complete copy beside it');
    expect(command(['verify', 'drive.iso'])).toMatchObject({ status: 0, stdout: pending });
    expect(command(['inspect', 'drive.iso'])).toMatchObject({ status: 0, stderr: pending });
    const issue = expect.objectContaining({ code: 'copy-pending', severity: 'notice' });
    const verified = JSON.parse(command(['verify', 'drive.iso', '--json']).stdout);
    expect(verified).toMatchObject({ isSound: true, notices: 1, issues: [issue] });
    expect(JSON.parse(command(['inspect', 'drive.iso', '--json']).stdout)).toMatchObject({ issues: [issue] });
    expect(command(['update', 'drive.iso', '--password-stdin', '--dry-run']).status).toBe(0);
    expect(onDrive().equals(mixture)).toBe(true);
    expect(existsSync(copy())).toBe(true);
  });

  it('is exit code 3 while it cannot be finished', () => {
    const bytes = readFileSync(copy());
    bytes.fill(0xff, 0, 4096);
    writeFileSync(copy(), bytes);
    expect(command(['update', 'drive.iso', '--password-stdin', '--keep-inode']).status).toBe(3);
  });
});

it('verify and inspect say nothing of a copy that is not there', () => {
  command(['update', 'drive.iso', '--password-stdin']);
  expect(command(['verify', 'drive.iso', '--json']).stdout).not.toContain('copy-pending');
  expect(command(['inspect', 'drive.iso'])).toMatchObject({ status: 0, stderr: '' });
});
