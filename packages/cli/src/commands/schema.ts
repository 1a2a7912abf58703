import { command } from '../framework/command.ts';

/** Names the commands whose --json has a schema in the package; `error` is what every one of them prints when it fails. */
export const outputSchemaNames = [
  'api',
  'attachment',
  'batch',
  'build',
  'codes',
  'diff',
  'error',
  'explain',
  'extract',
  'inspect',
  'guest-script',
  'map',
  'refresh',
  'serve',
  'store',
  'update',
  'verify',
] as const;

const jsonSchemaNames = ['input', ...outputSchemaNames] as const;

export const schema = command({
  name: 'schema',
  summary: 'write the JSON Schema of the input, or of what --json prints',
  description:
    'Writes a JSON Schema: that of the input (vm.json, vm.yaml), by which editors complete and check it, or that of what a command prints with --json; `error` is what every command prints with --json when it fails.',
  group: 'Help yourself',
  onlyLooks: true,
  operands: { of: { about: 'the input, or a command (default: input)', choices: jsonSchemaNames, optional: true } },
  options: {},
  examples: ['configdrive schema > vm.schema.json', 'configdrive schema inspect'],
});
