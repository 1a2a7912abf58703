import { command } from '../framework/command.ts';
import { json } from './shared.ts';

export const diff = command({
  name: 'diff',
  summary: 'show in what two drives differ, contents hidden',
  description:
    'Compares two drives file by file: what came, what went, what has other bytes, another length, mode, owner or date. Of contents only that they differ, and their lengths. What is another difference to Windows, which reads Joliet, is a line of its own.',
  group: 'Look',
  onlyLooks: true,
  operands: {
    before: { about: 'the one drive, or - for standard input' },
    after: { about: 'the other one, or - for standard input' },
  },
  options: { json },
  exitsOneWhen: 'the drives differ',
  examples: ['configdrive diff old.iso new.iso', 'configdrive diff --json old.iso new.iso | jq -r .changed[].path'],
});
