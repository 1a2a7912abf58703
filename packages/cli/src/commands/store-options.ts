/** Options that the commands of the store have in common. */
import type { OptionDeclaration } from '../framework/command.ts';
import { json, judging } from './shared.ts';

const locations = ['secondary', 'primary', 'hostCache'] as const;

export const roots = {
  secondary: { value: 'directory', environment: 'CONFIGDRIVE_SECONDARY', about: 'root of the secondary storage' },
  primary: { value: 'directory', environment: 'CONFIGDRIVE_PRIMARY', about: 'root of the primary storage' },
  hostCache: { value: 'directory', environment: 'CONFIGDRIVE_HOST_CACHE', about: "root of the host's cache" },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** Options of every command of the store. */
export const common = {
  ...roots,
  lockWait: { value: 'seconds', about: 'how long to wait for others at work on the drive (default: 90)' },
  takeOverAfter: {
    value: 'seconds',
    environment: 'CONFIGDRIVE_TAKE_OVER_AFTER',
    about: 'how long who cannot be seen from here may be silent and keep a lock; the same everywhere (default: 60)',
  },
  location: { value: 'location', choices: locations, about: 'only there (default: wherever the drive is)' },
  json,
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** Options of the commands that write a drive. */
export const writing = {
  ...judging,
  ifMatch: { value: 'sha256', about: 'only the drive with this hash, as stat --sha256 tells it' },
  keepInode: { about: 'write over the file, for a guest that has it open; keeps its permissions' },
  passwordLife: {
    value: 'how long',
    choices: ['kept', 'untilRebuilt'],
    environment: 'CONFIGDRIVE_PASSWORD_LIFE',
    about: 'untilRebuilt, as with CloudStack: a password is gone at the next rebuild or change (default: kept)',
  },
  mode: { value: 'mode', about: 'permissions of the image, octal (default: 600)' },
  group: { value: 'group', about: 'group of the image, and of directories that are made' },
  allowSharedDirectory: { about: 'write also where other accounts may replace the image' },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** Options that say where a new drive goes. */
export const placing = {
  placement: {
    value: 'location',
    choices: locations,
    environment: 'CONFIGDRIVE_PLACEMENT',
    about: 'where the drive goes (default: secondary)',
  },
  primaryPoolEnabled: {
    conflicts: ['placement'],
    about: "CloudStack's vm.configdrive.primarypool.enabled: on primary storage, where the pool can hold it",
  },
  forceHostCacheUse: {
    conflicts: ['placement'],
    about: "CloudStack's vm.configdrive.force.host.cache.use: in the host's cache",
  },
  refuseUnsupportedPool: {
    conflicts: ['placement'],
    about: "CloudStack's vm.configdrive.use.host.cache.on.unsupported.pool, turned off",
  },
  poolType: {
    value: 'type',
    conflicts: ['placement'],
    about: 'type of the root volume’s pool: NetworkFilesystem, RBD …',
  },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;
