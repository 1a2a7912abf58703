/** `configdrive nonsense --help` printed the general help and exited 0, as if there were such a command. */
import { describe, expect, it } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.ts';
import { useCaseDirectory } from '../cli/case-directory.ts';

const { run } = useCaseDirectory();

it.each([
  [['nonsense', '--help']],
  [['nonsense', '-h']],
  [['nonsense']],
  [['help', 'nonsense']],
  [['store', 'nonsense', '--help']],
  [['biuld', '--help']],
])('%j is an error', (args) => {
  const { status, stdout, stderr } = run(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: unknown command '(?:nonsense|biuld)'/);
});

it('a word that is nearly one is asked for', () => {
  expect(run(['biuld', '--help']).stderr).toContain('Did you mean build?');
});

describe('a command that there is', () => {
  it.each(commands.map(({ name }) => [name]))('%s has its help', (name) => {
    expect(run([name, '--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`configdrive ${name}`),
      stderr: '',
    });
  });
});
