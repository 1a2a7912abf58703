import { command, type OptionDeclaration, type OptionsOf } from '../../frame/command.ts';
import { image } from '../../frame/shared-operands.ts';
import { json } from '../../frame/shared-options.ts';

const options = { json } as const satisfies Readonly<Record<string, OptionDeclaration>>;

export type MapOptions = OptionsOf<typeof options>;

export const map = command({
  name: 'map',
  summary: 'show an image block by block, field by field',
  description:
    'Shows every block of an image: what claims it, and its structures field by field, with byte positions, values and the clause of the standard. Contents of files are lengths. Damaged images are shown as far as they hold together.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options,
  examples: ['configdrive map i-2-10-VM.iso | less', 'configdrive map drive.iso | grep "^block"'],
  action: async ({ image: path }, given, context) => (await import('./map.ts')).map(path, given, context),
});
