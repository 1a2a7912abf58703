import { command } from '../framework/command.ts';
import { limitOptions } from './limit-options.ts';
import { json, judging, newFile, resetting } from './shared.ts';

export const update = command({
  name: 'update',
  summary: 'change what is on a drive',
  description:
    'Changes a drive, ours or made by CloudStack itself, in place or into another file: whole, or not at all. What is not asked for stays as it is.',
  group: 'Make and change',
  operands: { image: { about: 'the image, or - for standard input' } },
  options: {
    output: { short: 'o', value: 'file', about: 'write another image; - for standard output' },
    passwordStdin: { about: 'a new password, from standard input; one final newline is not part of it' },
    withoutPassword: { conflicts: ['passwordStdin'], about: 'no password any more' },
    userData: { value: 'file', about: 'raw bytes of new user data, none to take them off; - for standard input' },
    publicKeys: { value: 'file', about: 'new SSH keys, one a line, none to take them off; - for standard input' },
    nics: { value: 'file', about: 'a list of NICs for a new network, JSON or YAML; - for standard input' },
    hostName: { value: 'name', about: 'a new host name' },
    instanceId: { value: 'id', about: 'a new instance id: cloud-init sets the guest up as a new one' },
    metadata: {
      value: 'file',
      about: 'names with new values, null for none, JSON or YAML; - for standard input',
    },
    ...resetting,
    guestOs: { value: 'name', about: 'system of the guest: Windows gets a new password in admin_pass, too' },
    profile: { value: 'name', choices: ['portable', 'cloudstack'], about: 'how what is new is written' },
    sshPwauth: { about: 'let SSH take the new password' },
    ...limitOptions,
    ...judging,
    dryRun: { short: 'n', about: 'only say what would change; write nothing' },
    keepInode: {
      conflicts: ['mode', 'group'],
      about: 'write over the file, for a guest that has it open; keeps its permissions',
    },
    ...newFile,
    json,
  },
  examples: [
    'pass show vm/web-1 | configdrive update i-2-10-VM.iso --password-stdin',
    'configdrive update i-2-10-VM.iso --user-data user.yaml --public-keys ~/.ssh/id_ed25519.pub',
    'configdrive update i-2-10-VM.iso --nics nics.json --dry-run',
    'configdrive update old.iso -o new.iso --without-password --instance-id i-2-11-VM --host-name web-2',
    'configdrive update /mnt/secondary/i-2-10-VM.iso --user-data user.yaml --keep-inode',
  ],
});
