import { command } from '../framework/command.ts';
import { image, json } from './shared.ts';

export const inspect = command({
  name: 'inspect',
  summary: 'show what is on a drive, contents hidden',
  description:
    'Shows the label, the dates, who will read it, and the tree of an image, with sizes and shared contents. A content is shown only where --reveal asks for it.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options: {
    reveal: {
      value: 'path',
      kind: 'text',
      many: true,
      conflicts: ['json'],
      about: 'also show the content of this file',
    },
    json,
  },
  examples: [
    'configdrive inspect i-2-10-VM.iso',
    'configdrive inspect --json drive.iso | jq .label',
    'configdrive inspect drive.iso --reveal openstack/latest/meta_data.json',
  ],
});
