import { command, type OptionDeclaration, type OptionsOf } from '../../frame/command.ts';
import { json } from '../../frame/shared-options.ts';

const options = { json } as const satisfies Readonly<Record<string, OptionDeclaration>>;

export type InspectOptions = OptionsOf<typeof options>;

export const inspect = command({
  name: 'inspect',
  summary: 'show what is on a drive, contents hidden',
  description: 'Shows the label, the dates and the tree of an image, with sizes and shared contents; never a content.',
  group: 'Look',
  operands: { image: { about: 'an image, a CD drive such as /dev/sr0, or - for standard input' } },
  options,
  examples: ['configdrive inspect i-2-10-VM.iso', 'configdrive inspect --json drive.iso | jq .label'],
  action: async ({ image }, given, context) => (await import('./inspect.ts')).inspect(image, given, context),
});
