import { command } from '../../frame/command.ts';
import { jsonSchemaNames } from './names.ts';

export const schema = command({
  name: 'schema',
  summary: 'write the JSON Schema of the input, or of what --json prints',
  description:
    'Writes a JSON Schema: that of the input (vm.json, vm.yaml), by which editors complete and check it, or that of what a command prints with --json.',
  group: 'Help yourself',
  onlyLooks: true,
  operands: { of: { about: 'the input, or a command (default: input)', choices: jsonSchemaNames, optional: true } },
  options: {},
  examples: ['configdrive schema > vm.schema.json', 'configdrive schema inspect'],
  action: async ({ of }) => (await import('./schema.ts')).schema(of),
});
