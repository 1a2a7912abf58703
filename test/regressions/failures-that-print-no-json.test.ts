/** With --json a command that failed printed nothing on standard output, so that programs had to read sentences. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { leavesOf } from '../../packages/cli/src/framework/command.ts';
import { useCaseDirectory } from '../cli/case-directory.ts';
import { CANARIES, vm } from '../cli/command.ts';

const { here, run } = useCaseDirectory();

const withJson = commands.flatMap((command) =>
  leavesOf(command).flatMap((leaf) =>
    'json' in leaf.options ? [command === leaf ? [leaf.name] : [command.name, leaf.name]] : [],
  ),
);

interface Failure {
  readonly schema: string;
  readonly kind: string;
  readonly exitCode: number;
  readonly code: string;
  readonly issues: readonly { readonly code: string; readonly message: string; readonly advice?: string }[];
}

const failureOf = (stdout: string): Failure => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Failure;

describe.each(withJson)('configdrive %s %s', (...words) => {
  it('tells a mistyped option as JSON', () => {
    const args = words.filter((word): word is string => typeof word === 'string');
    const { stdout, stderr, status } = run([...args, `--secret=${CANARIES[0]}`, '--json']);
    expect(failureOf(stdout)).toMatchObject({
      schema: 'configdrive.error/1',
      kind: 'command-line',
      exitCode: status,
      code: 'command-line-invalid',
      issues: [{ severity: 'error', place: [] }],
    });
    expect([status, stderr === '']).toEqual([2, false]);
  });
});

describe('a failure with --json', () => {
  it.each([
    [['build', 'missing.json', '--check'], 3, 'storage', 'file-missing'],
    [['build', 'bad.json', '--check'], 2, 'input', 'mac-invalid'],
    [['inspect', 'bad.json'], 1, 'image', 'not-an-iso-image'],
    [['batch', 'missing.ndjson', '-d', 'out'], 3, 'storage', 'file-missing'],
    [['store', 'stat', 'i-2-10-VM'], 2, 'input', 'root-missing'],
  ])('%j says whose fault it is, and what to do', (args, exitCode, kind, code) => {
    writeFileSync(here('bad.json'), JSON.stringify({ ...vm, nics: [{ mac: 'zz' }] }).padEnd(70_000));
    const { stdout, stderr, status } = run([...args, '--json']);
    const failure = failureOf(stdout);
    expect([status, failure.kind, failure.exitCode, failure.code]).toEqual([exitCode, kind, exitCode, code]);
    expect(failure.issues[0]?.advice).toMatch(/^[A-Z].*\.$/);
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toContain(`  help: ${failure.issues[0]?.advice}`);
  });

  it('is none on standard output where the image would be', () => {
    expect(run(['build', 'missing.json', '-o', '-', '--json']).stdout).toBe('');
  });

  it('is not told of help and version', () => {
    expect(run(['build', '--help', '--json'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['build', '--help', '--json']).stdout).not.toContain('configdrive.error');
  });
});

describe('configdrive codes', () => {
  it('takes a code as it stands in the message, and says what to do', () => {
    expect(run(['codes', 'error[mac-invalid]']).stdout).toMatch(
      /^mac-invalid, error, of @configdrive\/core\n.*\n {2}help: /,
    );
    expect(run(['codes', 'mac-invalit'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('mean mac-invalid?'),
    });
  });
});
