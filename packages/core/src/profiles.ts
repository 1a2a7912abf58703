/**
 * The two ways to make a drive, as values. Each difference is one field; `{ ...portable, aliases: [] }` is a third way.
 * Sources: the facts on CloudStack 4.20+ (`cloudstack`), what the guests' programs demand (`portable`).
 */

export type ProfileName = 'portable' | 'cloudstack';

/** A path and the path of the file it is another name of. */
export type Alias = readonly [alias: string, canonical: string];

export interface Profile {
  readonly name: string;
  /** The password in vendor_data.json: quoted where YAML needs it, or raw as CloudStack writes it. */
  readonly vendorPassword: 'quoted' | 'raw';
  /** `ssh_pwauth` beside that password. CloudStack's drives never had it. */
  readonly sshPwauth: boolean;
  /** `admin_pass` in meta_data.json: for Windows guests, where cloudbase-init takes no other password, or never. */
  readonly adminPass: 'windows' | 'never';
  /** public-keys in meta_data.json: an entry per key, or one entry whatever it holds. */
  readonly publicKeys: 'each' | 'joined';
  /** A line of public-keys that is no key. A private key is always refused. */
  readonly invalidPublicKeys: 'refuse' | 'keep';
  /** The md5 file: `planConfigDrive` makes it, 32 digits; or `vmDataFrom`, as a number and for Windows guests only. */
  readonly passwordMd5: 'drive' | 'triples';
  /** Other names under which guests look for a file. */
  readonly aliases: readonly Alias[];
  /** Without NICs, and where none has Dhcp or Dns from the config drive: no network_data.json, or `{}` in it. */
  readonly emptyNetworkData: 'omit' | 'write';
  /**
   * No NIC has its user data from the config drive: meta_data.json, `cloudstack/` and user_data are written all the same,
   * since no guest takes a drive without them, or left out.
   */
  readonly unprovidedUserData: 'write' | 'leave-out';
  /** A NIC without `ipv4` and `ipv6`. */
  readonly unspecifiedNic: 'dhcp' | 'link-only';
  /** Default routes: one per family, or one on every NIC, with a null gateway where there is none. */
  readonly defaultRoutes: 'one-per-family' | 'every-nic';
  /** Where the prefix length of an IPv6 address stands. */
  readonly ipv6Prefix: 'in-address' | 'in-netmask';
  /** DHCP, SLAAC and routes beside the default one are written, or left out. */
  readonly dynamicNetworks: 'write' | 'leave-out';
  /** `services`: always, default NIC first, no address twice; or CloudStack's merge, left out when empty. */
  readonly services: 'default-first' | 'merged';
  /** The MTU where the input has none: 1500 on static NICs, or on every NIC. */
  readonly defaultMtu: 'static-nics' | 'every-nic';
  /** `network_id` of a NIC without uuid: its id (`eth0`), or null. */
  readonly networkId: 'uuid-or-id' | 'uuid';
  /** `uuid` in meta_data.json: vm-id, else instance-id, else instanceName; or vm-id only. */
  readonly uuid: 'any-identity' | 'vm-id';
  /** Custom parameters in meta_data.json whose name guests read as their own key. */
  readonly readerOwnedNames: 'file-only' | 'write';
  /** A metadata value of white space only: nothing at all, or no file but a value in meta_data.json. */
  readonly blankMetadata: 'drop' | 'json-only';
  /** Metadata of `vmDataFrom`: UTF-8, or `\uXXXX` for every UTF-16 unit above U+007F, as CloudStack does. */
  readonly nonAsciiMetadata: 'utf8' | 'escape';
  /** Two triples of one directory and name with different contents. */
  readonly duplicates: 'refuse' | 'last-wins';
  /** Where a file called user_data is user data in base64. */
  readonly userDataDirectory: 'userdata' | 'any';
  /** Directories outside metadata, userdata and password. */
  readonly otherDirectories: 'report' | 'accept';
  /** A triple with a blank directory. */
  readonly blankDirectory: 'refuse' | 'ignore';
  /** Passwords that guests take for something else, and `saved_password` for none. */
  readonly passwordRules: 'check' | 'none';
  /** Names over Joliet's 64 units. */
  readonly overlongJolietNames: 'refuse' | 'cut';
  /** Bytes behind the last file for what changes add, so that an image need not become longer than a running guest knows. */
  readonly room: number;
}

/** Afterburn reads underscores; the Windows script and the admin guide have their own names. */
const guestAliases: readonly Alias[] = [
  ...underscored('availability-zone'),
  ...underscored('cloud-identifier'),
  ...underscored('instance-id'),
  ...underscored('local-hostname'),
  ...underscored('public-keys'),
  ...underscored('service-offering'),
  ...underscored('vm-id'),
  ['cloudstack/password/vm_password_md5checksum.txt', 'cloudstack/password/vm-password-md5checksum.txt'],
  ['cloudstack/password/vm_password_md5checksum', 'cloudstack/password/vm-password-md5checksum.txt'],
  ['cloudstack/user_data/user_data.txt', 'cloudstack/userdata/user_data.txt'],
];

function underscored(name: string): readonly Alias[] {
  return [[`cloudstack/metadata/${name.replaceAll('-', '_')}.txt`, `cloudstack/metadata/${name}.txt`]];
}

/** What most guests read rightly. The default. */
export const portable: Profile = {
  name: 'portable',
  vendorPassword: 'quoted',
  sshPwauth: false,
  adminPass: 'windows',
  publicKeys: 'each',
  invalidPublicKeys: 'refuse',
  passwordMd5: 'drive',
  aliases: guestAliases,
  emptyNetworkData: 'omit',
  unprovidedUserData: 'write',
  unspecifiedNic: 'dhcp',
  defaultRoutes: 'one-per-family',
  ipv6Prefix: 'in-address',
  dynamicNetworks: 'write',
  services: 'default-first',
  defaultMtu: 'static-nics',
  networkId: 'uuid-or-id',
  uuid: 'any-identity',
  readerOwnedNames: 'file-only',
  blankMetadata: 'drop',
  nonAsciiMetadata: 'utf8',
  duplicates: 'refuse',
  userDataDirectory: 'userdata',
  otherDirectories: 'report',
  blankDirectory: 'refuse',
  passwordRules: 'check',
  overlongJolietNames: 'refuse',
  // What the reset of a password adds: two files, their names and links.
  room: 8192,
};

/** What CloudStack 4.20 and later writes, its mistakes included. */
export const cloudstack: Profile = {
  name: 'cloudstack',
  vendorPassword: 'raw',
  sshPwauth: false,
  adminPass: 'never',
  publicKeys: 'joined',
  invalidPublicKeys: 'keep',
  passwordMd5: 'triples',
  aliases: [],
  emptyNetworkData: 'write',
  unprovidedUserData: 'leave-out',
  unspecifiedNic: 'link-only',
  defaultRoutes: 'every-nic',
  ipv6Prefix: 'in-netmask',
  dynamicNetworks: 'leave-out',
  services: 'merged',
  defaultMtu: 'every-nic',
  networkId: 'uuid',
  uuid: 'vm-id',
  readerOwnedNames: 'write',
  blankMetadata: 'json-only',
  nonAsciiMetadata: 'escape',
  duplicates: 'last-wins',
  userDataDirectory: 'any',
  otherDirectories: 'accept',
  blankDirectory: 'ignore',
  passwordRules: 'none',
  overlongJolietNames: 'cut',
  room: 0,
};

export const profiles: Readonly<Record<ProfileName, Profile>> = { portable, cloudstack };
