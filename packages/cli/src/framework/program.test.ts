import { describe, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { command, leavesOf } from './command.ts';
import { commanderOf, programOf } from './program.ts';

/** A command that only remembers what it is given. */
const echo = command({
  name: 'echo',
  summary: 'says it again',
  description: 'Says it again.',
  group: 'Look',
  operands: { first: { about: 'one' }, others: { about: 'more', optional: true, many: true } },
  options: {
    dryRun: { short: 'n', about: 'do nothing' },
    format: { value: 'name', choices: ['iso', 'base64'], about: 'a form' },
    group: { value: 'group', about: 'a group', environment: 'TEST_ECHO_GROUP' },
    strict: { about: 'strictly', conflicts: ['dryRun'] },
  },
  examples: ['configdrive echo a', 'configdrive echo a b --dry-run'],
});
const echoed: unknown[] = [];

const run = (...args: readonly string[]): Promise<number> =>
  programOf([echo], async (_, operands, options) => {
    echoed.push({ operands, options });
    return options.dryRun ? 1 : 0;
  }).run(args);

describe('a declared command', () => {
  it('gets its operands and options by the names of the declaration, and gives the exit code', async () => {
    expect(await run('echo', 'a', 'b', 'c', '-n', '--format', 'base64')).toBe(1);
    expect(await run('echo', 'a', '--group=x')).toBe(0);
    expect(echoed.splice(0)).toEqual([
      { operands: { first: 'a', others: ['b', 'c'] }, options: { dryRun: true, format: 'base64' } },
      { operands: { first: 'a', others: [] }, options: { group: 'x' } },
    ]);
  });

  it('takes an option from the environment', async () => {
    process.env.TEST_ECHO_GROUP = 'y';
    await run('echo', 'a');
    delete process.env.TEST_ECHO_GROUP;
    expect(echoed.splice(0)).toMatchObject([{ options: { group: 'y' } }]);
  });

  it.each([
    [['echo'], 'commander.missingArgument'],
    [['echo', 'a', '--dry-rum'], 'commander.unknownOption'],
    [['echo', 'a', '--format', 'zip'], 'commander.invalidArgument'],
    [['echo', 'a', '--strict', '-n'], 'commander.conflictingOption'],
    [['ecco'], 'commander.unknownCommand'],
  ])('refuses %j', async (args, code) => {
    const silent = commanderOf([echo], async () => {}).configureOutput({ writeErr: () => {}, outputError: () => {} });
    for (const child of silent.commands) child.configureOutput({ writeErr: () => {}, outputError: () => {} });
    await expect(silent.parseAsync(args, { from: 'user' })).rejects.toMatchObject({ code });
    expect(echoed).toEqual([]);
  });
});

describe('the examples of the help', () => {
  const examples = commands
    .flatMap((command) => [command, ...leavesOf(command)])
    .flatMap(({ name, examples }) => examples.map((line) => [name, line] as const));

  it.each(examples)('of %s can be typed: %s', async (_, line) => {
    const called: string[] = [];
    for (const [, words = ''] of line.matchAll(/configdrive ([^|<>;&)]+)/g)) {
      const program = commanderOf(commands, async ({ name }) => void called.push(name));
      await program.parseAsync(words.trim().split(' '), { from: 'user' });
    }
    expect(called).not.toEqual([]);
  });
});
