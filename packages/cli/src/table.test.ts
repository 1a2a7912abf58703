import { describe, expect, it } from 'vitest';
import { commands } from './commands/index.ts';
import { leavesOf } from './framework/command.ts';
import { actionOf } from './table.ts';

describe('the table of actions', () => {
  it.each(commands.flatMap(leavesOf).map((leaf) => [leaf.name, leaf] as const))('has one for %s', async (_, leaf) => {
    expect(await actionOf(leaf)).toBeTypeOf('function');
  });
});
