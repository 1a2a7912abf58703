import { command } from '../framework/command.ts';
import { json } from './shared.ts';

export const codes = command({
  name: 'codes',
  summary: 'say what a code means, and what to do',
  description:
    'Says what the code of a message means, how bad it is, and what to do about it; without a code, lists all of them.',
  group: 'Help yourself',
  onlyLooks: true,
  operands: {
    code: { kind: 'text', about: 'the word in brackets: mac-invalid in error[mac-invalid]', optional: true },
  },
  options: { json },
  examples: ['configdrive codes mac-invalid', 'configdrive codes --json | jq -r .codes[].code'],
});
