/**
 * The names CloudStack gives its data (NetworkModel, ConfigDrive), and those that guests keep for themselves.
 */

export const METADATA = 'metadata';
export const USER_DATA = 'userdata';
export const PASSWORD = 'password';

export const knownDirectories: ReadonlySet<string> = new Set([METADATA, USER_DATA, PASSWORD]);

export const USER_DATA_FILE = 'user_data';
export const PASSWORD_FILE = 'vm_password';
export const PASSWORD_MD5_FILE = 'vm-password-md5checksum';
export const PUBLIC_KEYS_FILE = 'public-keys';
export const VM_ID_FILE = 'vm-id';
export const INSTANCE_ID_FILE = 'instance-id';

/** OpenStack's key of the password in meta_data.json, at the top or in `meta`. */
export const ADMIN_PASS = 'admin_pass';

/** What the content of the password file says when there is no password. */
export const SAVED_PASSWORD = 'saved_password';

/** Metadata files and the key of each in meta_data.json; null where it has none. public-keys has two of its own. */
const metadataKeys: ReadonlyMap<string, string | null> = new Map([
  ['service-offering', null],
  ['availability-zone', 'availability_zone'],
  ['local-hostname', 'hostname'],
  ['local-ipv4', null],
  ['public-ipv4', null],
  ['public-hostname', 'name'],
  [INSTANCE_ID_FILE, null],
  [VM_ID_FILE, 'uuid'],
  [PUBLIC_KEYS_FILE, null],
  ['cloud-identifier', null],
  ['hypervisor-host-name', 'hypervisor-host-name'],
  ['cloud-domain', 'cloud-domain'],
  ['cloud-domain-id', 'cloud-domain-id'],
  ['cloud-name', 'cloud-name'],
]);

/** The key in meta_data.json; null for none; undefined for a name CloudStack does not know: a custom parameter. */
export const metadataKeyOf = (name: string): string | null | undefined => metadataKeys.get(name);

/** Other words for names of metadata that are too far from them to be a slip. */
const otherMetadataNames: ReadonlyMap<string, string> = new Map([
  ['hostname', 'local-hostname'],
  ['host-name', 'local-hostname'],
  ['ssh-keys', PUBLIC_KEYS_FILE],
  ['ssh_keys', PUBLIC_KEYS_FILE],
]);

/** The names of CloudStack's metadata, and the one that another word stands for. */
export const metadataNames: readonly string[] = [...metadataKeys.keys()];
export const metadataNameFor = (word: string): string | undefined => otherMetadataNames.get(word.toLowerCase());

/** Where a triple's file lies. */
export const pathOf = (directory: string, name: string): string => `cloudstack/${directory}/${name}.txt`;

const withPaths = (directory: string, names: Iterable<string>): ReadonlyMap<string, string> =>
  new Map(Array.from(names, (name) => [name, pathOf(directory, name)]));

/** The paths of what CloudStack itself makes, by directory and name. */
const knownPaths: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [METADATA, withPaths(METADATA, metadataKeys.keys())],
  [USER_DATA, withPaths(USER_DATA, [USER_DATA_FILE])],
  [PASSWORD, withPaths(PASSWORD, [PASSWORD_FILE, PASSWORD_MD5_FILE])],
]);

/** The path of a file CloudStack itself makes: its name needs no check. Undefined for all others. */
export const knownPathOf = (directory: string, name: string): string | undefined =>
  knownPaths.get(directory)?.get(name);

/** Of every file CloudStack itself makes. */
export const everyKnownPath: readonly string[] = Array.from(knownPaths.values(), (paths) => [...paths.values()]).flat();

export const USER_DATA_PATH = pathOf(USER_DATA, USER_DATA_FILE);
export const PASSWORD_PATH = pathOf(PASSWORD, PASSWORD_FILE);
export const PASSWORD_MD5_PATH = pathOf(PASSWORD, PASSWORD_MD5_FILE);
export const PUBLIC_KEYS_PATH = pathOf(METADATA, PUBLIC_KEYS_FILE);
export const VM_ID_PATH = pathOf(METADATA, VM_ID_FILE);
export const INSTANCE_ID_PATH = pathOf(METADATA, INSTANCE_ID_FILE);

/** What stands in each `openstack/<version>/`. */
export const openStackFiles = {
  metaData: 'meta_data.json',
  networkData: 'network_data.json',
  vendorData: 'vendor_data.json',
  vendorData2: 'vendor_data2.json',
  userData: 'user_data',
} as const;

/** What stands in each `ec2/<version>/`. */
export const ec2Files = { metaData: 'meta-data.json', userData: 'user-data' } as const;

/** Keys of meta_data.json that are OpenStack's own among those that CloudStack's names have. */
const openStackKeys: ReadonlySet<string> = new Set(['availability_zone', 'hostname', 'name', 'uuid']);

/** EC2's keys, as nova writes them, by CloudStack's name; instance-id is the identity, whatever it is called. */
export const ec2Paths: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['local-hostname', [['local-hostname'], ['hostname']]],
  ['public-hostname', [['public-hostname']]],
  ['local-ipv4', [['local-ipv4']]],
  ['public-ipv4', [['public-ipv4']]],
  ['availability-zone', [['placement', 'availability-zone']]],
  ['service-offering', [['instance-type']]],
]);

/**
 * Where OpenStack's tree keeps a datum in meta_data.json: under its own key, in `meta` where users' data are, or, where
 * EC2's metadata have it, nowhere.
 */
export function openStackPathOf(name: string): readonly string[] | undefined {
  const key = metadataKeys.get(name);
  if (typeof key === 'string' && openStackKeys.has(key)) return [key];
  return name === INSTANCE_ID_FILE || ec2Paths.has(name) ? undefined : ['meta', name];
}

/** Keys of `meta` that guests read as their own: cloud-init's dsmode, cloudbase-init's password. */
export const readerOwnedMetaKeys: ReadonlySet<string> = new Set(['dsmode', ADMIN_PASS]);

/** The key of NoCloud's meta-data from which cloudbase-init takes a password. */
export const NO_CLOUD_ADMIN_PASSWORD = 'admin-password';
/** The same for the keys of FreeBSD's nuageinit. */
export const NO_CLOUD_NUAGEINIT_KEYS = 'public_keys';

/**
 * Keys of NoCloud's meta-data with which guests do something: cloud-init fetches from elsewhere, merges, writes a network,
 * cloudbase-init sets an account.
 */
export const readerOwnedNoCloudKeys: ReadonlySet<string> = new Set([
  'dsmode',
  'seedfrom',
  'network-interfaces',
  'placement',
  'merge_how',
  'merge_type',
  'admin-username',
  NO_CLOUD_ADMIN_PASSWORD,
]);

/** What stands at the top of a NoCloud drive. */
export const noCloudFiles = {
  metaData: 'meta-data',
  userData: 'user-data',
  vendorData: 'vendor-data',
  networkConfig: 'network-config',
} as const;

/** Of the metadata files only these two may be taken by custom parameters (BaseRegisterUserDataCmd). */
const unreserved: ReadonlySet<string> = new Set(['cloud-domain', 'cloud-domain-id']);

/** registerUserData refuses a custom parameter of such a name. */
export const isReservedParameter = (name: string): boolean => metadataKeys.has(name) && !unreserved.has(name);

/** Keys of meta_data.json that guests read as their own: a custom parameter there would name the host or write files. */
export const readerOwnedKeys: ReadonlySet<string> = new Set([
  'uuid',
  'hostname',
  'name',
  'public_keys',
  'keys',
  'meta',
  'files',
  'random_seed',
  'network_config',
  ADMIN_PASS,
  'availability_zone',
  // cloud-init takes these for its own too and may refuse the drive for a text in them.
  'placement',
  'merge_how',
  'merge_type',
]);
