import { command, type OptionDeclaration, type OptionsOf } from '../../frame/command.ts';
import { image } from '../../frame/shared-operands.ts';
import { json } from '../../frame/shared-options.ts';
import { readerNames } from './reader-names.ts';

const options = {
  reader: { short: 'r', value: 'name', choices: readerNames, many: true, about: 'only this one, in detail' },
  json,
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

export type ExplainOptions = OptionsOf<typeof options>;

export const explain = command({
  name: 'explain',
  summary: 'tell which guests take a drive, and what they see',
  description:
    'Tells for each program that guests read config drives with whether it takes this one, what it would see, and what it would not like. Passwords, keys and user data are only said to be there.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options,
  exitsOneWhen: 'a reader that is asked for does not take the drive; without --reader, cloud-init',
  examples: ['configdrive explain i-2-10-VM.iso', 'configdrive explain drive.iso --reader cloud-init'],
  action: async ({ image: path }, given, context) => (await import('./explain.ts')).explain(path, given, context),
});
