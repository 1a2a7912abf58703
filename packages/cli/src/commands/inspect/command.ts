import { command, type OptionDeclaration, type OptionsOf } from '../../frame/command.ts';
import { image } from '../../frame/shared-operands.ts';
import { json } from '../../frame/shared-options.ts';

const options = {
  reveal: { value: 'path', kind: 'text', many: true, conflicts: ['json'], about: 'also show the content of this file' },
  json,
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

export type InspectOptions = OptionsOf<typeof options>;

export const inspect = command({
  name: 'inspect',
  summary: 'show what is on a drive, contents hidden',
  description:
    'Shows the label, the dates, who will read it, and the tree of an image, with sizes and shared contents. A content is shown only where --reveal asks for it.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options,
  examples: [
    'configdrive inspect i-2-10-VM.iso',
    'configdrive inspect --json drive.iso | jq .label',
    'configdrive inspect drive.iso --reveal openstack/latest/meta_data.json',
  ],
  action: async ({ image: path }, given, context) => (await import('./inspect.ts')).inspect(path, given, context),
});
