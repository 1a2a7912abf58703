import { command } from '../framework/command.ts';
import { json, judging, newFile, resetting } from './shared.ts';

export const build = command({
  name: 'build',
  summary: 'write the image of a drive',
  description: 'Writes the image of the drive that an input describes: an object, or a bare list of triples.',
  group: 'Make and change',
  operands: { input: { about: 'vm.json or vm.yaml, or - for standard input' } },
  options: {
    output: { short: 'o', value: 'file', about: 'the image; - for standard output' },
    label: { short: 'l', value: 'label', about: 'label of the volume (default: config-2; cidata with nocloud)' },
    profile: { value: 'name', choices: ['portable', 'cloudstack'], about: 'what to write' },
    tree: {
      value: 'name',
      choices: ['cloudstack', 'openstack', 'nocloud'],
      about: 'which layout to write (default: cloudstack)',
    },
    format: { value: 'name', choices: ['iso', 'base64', 'gzip-base64'], about: 'form of the image (default: iso)' },
    userData: { value: 'file', about: 'raw bytes of the user data; - for standard input' },
    nics: { value: 'file', about: 'a list of NICs, JSON or YAML; - for standard input' },
    ...resetting,
    allowFiles: { about: 'an input from standard input may name a userDataFile' },
    ...judging,
    check: { about: 'only check the input; write nothing' },
    ...newFile,
    json,
  },
  examples: [
    'configdrive build vm.json -o i-2-10-VM.iso',
    'jq .vm request.json | configdrive build - -o - > drive.iso',
  ],
});
