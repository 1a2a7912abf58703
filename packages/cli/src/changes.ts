/** The façade's own changes of a drive: the core's, and the guests are asked where the caller names them. */
import {
  type ConfigDrive,
  type ChangeOptions as CoreOptions,
  withGuestScript as changeGuestScript,
  withInstanceId as changeInstanceId,
  withMetadata as changeMetadata,
  withNetwork as changeNetwork,
  withPassword as changePassword,
  withPublicKeys as changePublicKeys,
  withUserData as changeUserData,
  type MetadataInput,
  type NicInput,
  withoutPassword as removePassword,
} from '@configdrive/core';
import { checkBy, type GuestOptions } from './guest-options.ts';

/** How a drive is changed, and who is asked about it. */
export interface ChangeOptions extends Omit<CoreOptions, 'check'>, GuestOptions {}

const checked = ({ guests, ...options }: ChangeOptions): CoreOptions => ({ ...options, check: checkBy(guests) });

/**
 * Makes the drive with another password, in every place that carries one.
 *
 * @throws InvalidInputError as planning refuses passwords
 */
export const withPassword = (drive: ConfigDrive, password: string, options: ChangeOptions): ConfigDrive =>
  changePassword(drive, password, checked(options));

/** Makes the drive without a password. Where it still stands in some other file, an issue names the path. */
export const withoutPassword = (drive: ConfigDrive, options: ChangeOptions): ConfigDrive =>
  removePassword(drive, checked(options));

/**
 * Makes the drive with other user data, given as they are (not in base64); none at all take them off.
 *
 * @throws InvalidInputError as planning refuses user data
 */
export const withUserData = (drive: ConfigDrive, userData: string | Uint8Array, options: ChangeOptions): ConfigDrive =>
  changeUserData(drive, userData, checked(options));

/**
 * Makes the drive with other SSH keys: one text as CloudStack passes it, or a list of lines; none at all take them off.
 *
 * @throws InvalidInputError as planning refuses keys
 */
export const withPublicKeys = (
  drive: ConfigDrive,
  keys: string | readonly string[],
  options: ChangeOptions,
): ConfigDrive => changePublicKeys(drive, keys, checked(options));

/**
 * Makes the drive with another network, from a list of NICs.
 *
 * @throws InvalidInputError as planning refuses NICs
 */
export const withNetwork = (drive: ConfigDrive, nics: readonly NicInput[], options: ChangeOptions): ConfigDrive =>
  changeNetwork(drive, nics, checked(options));

/**
 * Makes the drive with other metadata: `{ 'local-hostname': 'web-2', department: null }`. Names that are not given keep their
 * values.
 *
 * @throws InvalidInputError as planning refuses triples of `metadata`
 */
export const withMetadata = (drive: ConfigDrive, metadata: MetadataInput, options: ChangeOptions): ConfigDrive =>
  changeMetadata(drive, metadata, checked(options));

/**
 * Makes the drive with another instance id, by which cloud-init takes its guest for a new one.
 *
 * @throws InvalidInputError as planning refuses metadata
 */
export const withInstanceId = (drive: ConfigDrive, instanceId: string, options: ChangeOptions): ConfigDrive =>
  changeInstanceId(drive, instanceId, checked(options));

/**
 * Makes the drive with the script in its vendor data that applies its password and keys whenever the guest boots, as the option
 * `resets` has it for a new one; one of another version is replaced.
 *
 * @throws InvalidInputError as planning refuses `resetUser`
 */
export const withGuestScript = (drive: ConfigDrive, options: ChangeOptions): ConfigDrive =>
  changeGuestScript(drive, checked(options));
