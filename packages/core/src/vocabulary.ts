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

/** A file CloudStack itself makes: its name needs no check. */
export function isKnownFile(directory: string, name: string): boolean {
  switch (directory) {
    case METADATA:
      return metadataKeys.has(name);
    case USER_DATA:
      return name === USER_DATA_FILE;
    case PASSWORD:
      return name === PASSWORD_FILE || name === PASSWORD_MD5_FILE;
    default:
      return false;
  }
}

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
  'admin_pass',
  'availability_zone',
]);
