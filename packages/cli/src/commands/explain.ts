import { command } from '../framework/command.ts';
import { guestNames } from './guest-names.ts';
import { image, json } from './shared.ts';

export const explain = command({
  name: 'explain',
  summary: 'tell which guests take a drive, and what they see',
  description:
    'Tells for the programs that the guest of this drive most probably has whether they take it, what they see, and what they do not like; of all others in one line. Passwords, keys and user data are only said to be there.',
  group: 'Look',
  onlyLooks: true,
  operands: { image },
  options: {
    guest: {
      short: 'g',
      value: 'name',
      choices: guestNames,
      versioned: true,
      repeatable: true,
      about: 'only this one, or one release of it: cloud-init@24.4; may be repeated',
    },
    all: { short: 'a', conflicts: ['guest'], about: 'all programs, in a table' },
    require: { value: 'verdict', choices: ['taken'], about: 'exit with 1 unless all of it arrives' },
    reveal: { about: 'tell the comments of SSH keys, too: who logs in, and from where' },
    json,
  },
  exitsOneWhen:
    'a guest that is asked for (without --guest, one that is likely) loses something by an error; with --require taken, anything',
  examples: [
    'configdrive explain i-2-10-VM.iso',
    'configdrive explain drive.iso --guest cloud-init',
    'configdrive explain drive.iso --guest cloud-init@24.4',
    'configdrive explain drive.iso --all',
  ],
});
