import { command } from '../framework/command.ts';
import { judging, newFile } from './shared.ts';

export const batch = command({
  name: 'batch',
  summary: 'write the images of many drives',
  description:
    'Writes an image for each line of a file of JSON objects, each called after its instanceName, on all cores. A line that is refused does not stop the others. What was interrupted goes on with --resume.',
  group: 'Keep many',
  operands: { input: { about: 'vms.ndjson, or - for standard input' } },
  options: {
    directory: { short: 'd', value: 'directory', required: true, about: 'where the images go; made if it is missing' },
    label: { short: 'l', value: 'label', about: 'label of the volumes (default: config-2; cidata with nocloud)' },
    profile: { value: 'name', choices: ['portable', 'cloudstack'], about: 'what to write' },
    tree: {
      value: 'name',
      choices: ['cloudstack', 'openstack', 'nocloud'],
      about: 'which layout to write (default: cloudstack)',
    },
    allowFiles: { about: 'lines may name a userDataFile' },
    ...judging,
    resume: { about: 'leave drives as they are that an earlier run made of the same input' },
    shard: { value: 'i/n', about: 'only the i-th of n parts of the instances, by a hash of their names' },
    jobs: { short: 'j', value: 'number', about: 'threads (default: what the machine runs at once)' },
    skipFlush: { about: 'do not wait for the disk: faster, and a power cut may cost images' },
    lineLimit: { value: 'bytes', about: 'refuse longer lines (default: 4194304)' },
    ...newFile,
    json: { about: 'print a line of JSON per drive, and one for all' },
  },
  examples: [
    'configdrive batch vms.ndjson -d /export/drives',
    'configdrive batch vms.ndjson -d /export/drives --resume',
    'jq -c ".vms[]" request.json | configdrive batch - -d drives --json',
    'configdrive batch vms.ndjson -d drives --shard "$SLURM_ARRAY_TASK_ID/8"',
  ],
});
