import { command, type OptionDeclaration, type OptionsOf } from '../../frame/command.ts';
import { json } from '../../frame/shared-options.ts';

const options = { json } as const satisfies Readonly<Record<string, OptionDeclaration>>;

export type DiffOptions = OptionsOf<typeof options>;

export const diff = command({
  name: 'diff',
  summary: 'show in what two drives differ, contents hidden',
  description:
    'Compares two drives file by file: what came, what went, what has other bytes, another length, mode, owner or date. Of contents only that they differ, and their lengths.',
  group: 'Look',
  onlyLooks: true,
  operands: {
    before: { about: 'the one drive, or - for standard input' },
    after: { about: 'the other one, or - for standard input' },
  },
  options,
  exitsOneWhen: 'the drives differ',
  examples: ['configdrive diff old.iso new.iso', 'configdrive diff --json old.iso new.iso | jq -r .changed[].path'],
  action: async ({ before, after }, given, context) => (await import('./diff.ts')).diff(before, after, given, context),
});
