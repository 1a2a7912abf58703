import { command } from '../framework/command.ts';
import { image, json } from './shared.ts';

export const map = command({
  name: 'map',
  summary: 'show an image block by block, field by field',
  description:
    'Shows every block of an image: what claims it, and its structures field by field, with byte positions, values and the clause of the standard. Contents of files are lengths. Damaged images are shown as far as they hold together.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options: { json },
  examples: ['configdrive map i-2-10-VM.iso | less', 'configdrive map drive.iso | grep "^block"'],
});
