import { command } from '../framework/command.ts';
import { image, json } from './shared.ts';

export const verify = command({
  name: 'verify',
  summary: 'check an image against the rules of its format',
  description:
    'Checks an image against the rules of ISO 9660, Joliet and Rock Ridge: order, padding, characters, overlaps, and whether all its trees say the same. Every finding comes with its place and its rule.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options: {
    strict: { about: 'also tell where config drives deviate from the standard on purpose' },
    json,
  },
  exitsOneWhen: 'the image breaks a rule; warnings and notices alone do not count',
  examples: ['configdrive verify i-2-10-VM.iso', 'configdrive verify --json drive.iso | jq -r .issues[].rule'],
});
