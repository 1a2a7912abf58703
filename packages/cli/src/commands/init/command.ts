import { command, type OptionDeclaration, type OptionsOf } from '../../frame/command.ts';

const options = {
  force: { short: 'f', about: 'replace an existing file' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

export type InitOptions = OptionsOf<typeof options>;

export const init = command({
  name: 'init',
  summary: 'write an input to start from',
  description:
    'Writes an input to fill in, which build takes as it is: JSON, or YAML with explanations where the name ends in .yaml or .yml. It is private (0600), since passwords go into it.',
  group: 'Make and change',
  operands: { file: { about: 'where to (default: vm.yaml); - for standard output', optional: true } },
  options,
  examples: ['configdrive init', 'configdrive init web-1.json'],
  action: async ({ file }, given, context) => (await import('./init.ts')).init(file, given, context),
});
