import { command } from '../framework/command.ts';
import { image } from './shared.ts';

export const cat = command({
  name: 'cat',
  summary: 'write the content of files on a drive',
  description:
    'Writes the contents of files on a drive, one after another, as they are. This is the explicit way to what all other commands hide.',
  group: 'Look',
  onlyLooks: true,
  operands: { image, paths: { about: 'files on the drive', kind: 'text', many: true } },
  options: {},
  examples: [
    'configdrive cat i-2-10-VM.iso openstack/latest/user_data',
    'configdrive cat drive.iso openstack/latest/network_data.json | jq .networks',
  ],
});
