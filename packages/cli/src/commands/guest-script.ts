import { command } from '../framework/command.ts';
import { json } from './shared.ts';

export const guestScript = command({
  name: 'guest-script',
  summary: 'write the script that applies resets in a guest, for a template',
  description:
    'Writes the script that a drive built with --resets every-boot carries, and what systemd, OpenRC and the rc of BSD need to run it at each boot. Where each file goes in the template is printed.',
  group: 'Make and change',
  operands: {},
  options: {
    output: { short: 'o', value: 'directory', about: 'where the files go; it is made' },
    force: { short: 'f', about: 'replace existing files' },
    json,
  },
  examples: ['configdrive guest-script -o template', 'configdrive guest-script -o template --force'],
});
