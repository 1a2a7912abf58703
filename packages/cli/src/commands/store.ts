import { type CommandFamily, command, type OperandDeclaration } from '../framework/command.ts';
import { common, placing, writing } from './store-options.ts';

const group = 'Keep many';
const instance = { kind: 'text', about: 'name of the instance: i-2-10-VM' } as const satisfies OperandDeclaration;

const create = command({
  name: 'create',
  summary: 'build the drive of an instance',
  description: 'Builds the drive of an instance, when it starts and whenever it is to be built again.',
  group,
  operands: { instance, input: { about: 'vm.json or vm.yaml, or - for standard input' } },
  options: {
    ...common,
    ...writing,
    ...placing,
    label: { short: 'l', value: 'label', about: 'label of the volume (default: config-2)' },
    profile: { value: 'name', choices: ['portable', 'cloudstack'], about: 'what to write' },
    userData: { value: 'file', about: 'raw bytes of the user data; - for standard input' },
    nics: { value: 'file', about: 'a list of NICs, JSON or YAML; - for standard input' },
    allowFiles: { about: 'an input from standard input may name a userDataFile' },
    ifAbsent: { conflicts: ['ifMatch'], about: 'only when the instance has no drive yet' },
    rebuild: { about: 'it is not the first start: with --password-life untilRebuilt, leave the password out' },
  },
  examples: [
    'configdrive store create i-2-10-VM vm.json --secondary /export/secondary',
    'configdrive store create i-2-10-VM vm.json --primary-pool-enabled --pool-type RBD --rebuild',
  ],
});

const changeOptions = { ...common, ...writing } as const;

const setPassword = command({
  name: 'set-password',
  summary: 'put a new password on a drive',
  description:
    'Puts a new password, from standard input, on the drive of an instance. One final newline is not part of it.',
  group,
  operands: { instance },
  options: changeOptions,
  examples: [
    'pass show vm/web-1 | configdrive store set-password i-2-10-VM',
    'configdrive store set-password i-2-10-VM --keep-inode < password.txt',
  ],
});

const removePassword = command({
  name: 'remove-password',
  summary: 'take the password off a drive',
  description: 'Takes the password off the drive of an instance, wherever on it it stands.',
  group,
  operands: { instance },
  options: changeOptions,
  examples: [
    'configdrive store remove-password i-2-10-VM',
    'configdrive store remove-password i-2-10-VM --location primary',
  ],
});

const setUserData = command({
  name: 'set-user-data',
  summary: 'put other user data on a drive',
  description: 'Puts the raw bytes of a file as user data on the drive of an instance; none take the user data off.',
  group,
  operands: { instance, userData: { about: 'the user data, or - for standard input' } },
  options: changeOptions,
  examples: [
    'configdrive store set-user-data i-2-10-VM user.yaml',
    'configdrive store set-user-data i-2-10-VM - < user.yaml',
  ],
});

const setPublicKeys = command({
  name: 'set-public-keys',
  summary: 'put other SSH keys on a drive',
  description: 'Puts the SSH keys of a file, one a line, on the drive of an instance; none take the keys off.',
  group,
  operands: { instance, publicKeys: { about: 'the keys, or - for standard input' } },
  options: changeOptions,
  examples: [
    'configdrive store set-public-keys i-2-10-VM ~/.ssh/id_ed25519.pub',
    'cat keys/*.pub | configdrive store set-public-keys i-2-10-VM -',
  ],
});

const list = command({
  name: 'list',
  summary: 'list the drives',
  description: 'Lists the drives of all instances: name, location and path, as they are found.',
  group,
  operands: {},
  options: common,
  examples: ['configdrive store list', 'configdrive store list --location hostCache --json | jq -r .drives[].instance'],
});

const stat = command({
  name: 'stat',
  summary: 'say where the drive of an instance is',
  description: 'Says where the drive of an instance is, how large, and when it was written.',
  group,
  operands: { instance },
  options: {
    ...common,
    sha256: {
      about: 'tell the hash of the image, too: who knows all else of the drive can guess a short password by it',
    },
  },
  examples: [
    'configdrive store stat i-2-10-VM',
    'configdrive store stat i-2-10-VM --sha256 --json | jq -r .drives[0].sha256',
  ],
});

const migrate = command({
  name: 'migrate',
  summary: 'move a drive with its instance',
  description: 'Builds the drive where the instance goes, and then removes it where it was.',
  group,
  operands: { instance },
  options: {
    ...common,
    ...writing,
    to: { value: 'location', choices: ['secondary', 'primary', 'hostCache'], required: true, about: 'where it goes' },
    toRoot: {
      value: 'directory',
      about: "another root of that location: the cache of another host (default: the store's)",
    },
    hostName: { value: 'name', about: 'name of the new host, where the drive tells it' },
    hold: { about: 'leave the drive where it was, too; then remove one of the two' },
  },
  examples: [
    'configdrive store migrate i-2-10-VM --to hostCache --to-root /mnt/kvm2/var/cache/cloud --host-name kvm2',
    'configdrive store migrate i-2-10-VM --to primary --hold && configdrive store remove i-2-10-VM --location secondary',
  ],
});

const remove = command({
  name: 'remove',
  summary: 'remove the drive of an instance',
  description:
    'Removes the drive of an instance from every location, and says what was found: removed, absent, no-directory or unreachable. None of them is an error.',
  group,
  operands: { instance },
  options: common,
  examples: ['configdrive store remove i-2-10-VM', 'configdrive store remove i-2-10-VM --location hostCache --json'],
});

const gc = command({
  name: 'gc',
  summary: 'find the drives of instances that are no more',
  description:
    'Finds drives whose instance is not in a list of live ones, one name a line, and what dead writers left; with --remove, removes them. The list is read after the drives are listed: from standard input it may be made by a command that starts then.',
  group,
  operands: { live: { about: 'names of the live instances, or - for standard input' } },
  options: {
    ...common,
    remove: { about: 'remove them; without this, only say what would be removed' },
    allowEmpty: { about: 'no live instance at all is no mistake' },
    unseen: {
      about:
        'also what writers left who cannot be seen from here, in other containers or on other hosts, if it does not change for a minute',
    },
  },
  examples: [
    'virsh list --all --name | configdrive store gc - --location hostCache',
    'configdrive store gc live.txt --remove',
  ],
});

const unlock = command({
  name: 'unlock',
  summary: 'remove the locks that nobody holds any more',
  description:
    'Removes the locks on the drive of an instance whose owners are gone, or cannot be seen from here (in another container, on another host) and give no sign of life for a minute; and what those have written so far. Changes do so by themselves: this is for who does not want to wait for one. Exit code 3 when a lock stays.',
  group,
  operands: { instance },
  options: {
    ...common,
    force: { about: 'also the locks of owners who live: they publish nothing under them any more' },
  },
  examples: ['configdrive store unlock i-2-10-VM', 'configdrive store unlock i-2-10-VM --location primary --force'],
});

/** The commands of the store, in the order of the help. */
export const storeCommands = {
  create,
  setPassword,
  removePassword,
  setUserData,
  setPublicKeys,
  stat,
  list,
  migrate,
  remove,
  gc,
  unlock,
} as const;

export const store: CommandFamily = {
  name: 'store',
  summary: 'keep the drives of instances on storage',
  description:
    'Keeps the drives of instances where CloudStack has them: <root>/configdrive/<instance>.iso on secondary and primary storage, <root>/config/configdrive/<instance>.iso in the cache of a host.',
  group,
  commands: Object.values(storeCommands),
  examples: [
    'export CONFIGDRIVE_SECONDARY=/export/secondary; configdrive store create i-2-10-VM vm.json',
    'configdrive store remove i-2-10-VM',
  ],
};
