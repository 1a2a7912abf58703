/** The changes that every kind of drive goes through, with the values that a guest must find afterwards. */
import {
  type ChangeOptions,
  type ConfigDrive,
  type NicInput,
  withMetadata,
  withNetwork,
  withoutPassword,
  withPassword,
  withPublicKeys,
  withUserData,
} from '@configdrive/core';
import { CHANGE } from './helpers.ts';

/** JSON and YAML would both change it. */
export const NEW_PASSWORD = 'n3w: "pass\\word"';
export const NEW_USER_DATA = new Uint8Array([
  ...new TextEncoder().encode('#cloud-config\nbootcmd: []\n# '),
  0xff,
  0x00,
]);
export const NEW_KEYS = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHzs2CzXRE9w5nTzPpzEzBfbY8MFUDVtjZP4aRgbTDyv new one',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHD7Cz4i0TPIYAi3tOtyNo9ryZPSJZp6SEpMKDFtABZd new two',
];
export const NEW_MAC = '02:00:4c:5e:00:77';
export const NEW_NICS: readonly NicInput[] = [
  { mac: NEW_MAC, ipv4: { address: '10.7.7.7/24', gateway: '10.7.7.1', dns: ['10.7.7.53'] } },
];
export const NEW_HOSTNAME = 'web-renamed';

export type ChangeName = 'password' | 'noPassword' | 'userData' | 'publicKeys' | 'network' | 'metadata';

type AnyChange = (drive: ConfigDrive, options?: ChangeOptions) => ConfigDrive;

export const CHANGES: Readonly<Record<ChangeName, AnyChange>> = {
  password: (drive, options = CHANGE) => withPassword(drive, NEW_PASSWORD, options),
  noPassword: (drive, options = CHANGE) => withoutPassword(drive, options),
  userData: (drive, options = CHANGE) => withUserData(drive, NEW_USER_DATA, options),
  publicKeys: (drive, options = CHANGE) => withPublicKeys(drive, NEW_KEYS, options),
  network: (drive, options = CHANGE) => withNetwork(drive, NEW_NICS, options),
  metadata: (drive, options = CHANGE) =>
    withMetadata(drive, { 'local-hostname': NEW_HOSTNAME, department: 'Größe "&"' }, options),
};

/** Those that do not undo one another. */
export const TOGETHER: readonly ChangeName[] = ['password', 'userData', 'publicKeys', 'network', 'metadata'];

export const allChanges = (drive: ConfigDrive): ConfigDrive =>
  TOGETHER.reduce((changed, name) => CHANGES[name](changed), drive);
