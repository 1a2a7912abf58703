/** Changes stored drives: each is read, changed and written as one. */
import {
  type ChangeOptions,
  type ConfigDrive,
  diffDrives,
  type MetadataInput,
  type NicInput,
  withMetadata,
  withNetwork,
  withoutPassword,
  withPassword,
  withPublicKeys,
  withUserData,
} from '@configdrive/core';
import { checkedDrive } from '@configdrive/core/internal';
import type { StorageError } from '@configdrive/issues';
import type { StoredImage } from './backend.ts';
import { imageOf } from './create.ts';
import { driveOn, findDrive, missing } from './find.ts';
import { changeOptionsOf, type OperationOptions, type StoreSetting, type WriteOptions } from './options.ts';
import { type NewImage, replaceDrive, type WrittenDrive } from './replace.ts';

export interface ChangeDriveOptions extends WriteOptions, OperationOptions {
  /** `windows` gets what Windows guests read, where the drive does not have it yet. */
  readonly guestOs?: string | undefined;
  readonly sshPwauth?: boolean | undefined;
}

/** What `withNetwork` and its like are, once their value is given. */
export type DriveChange = (drive: ConfigDrive, options: ChangeOptions) => ConfigDrive;

/** Whether a change says what the password is, or everything but that. */
type Subject = 'password' | 'other';

/** What each kind of change makes of its value. */
export const changes = {
  setPassword: (password: string) => about('password', (drive, options) => withPassword(drive, password, options)),
  removePassword: () => about('password', withoutPassword),
  setUserData: (userData: Uint8Array | string) =>
    about('other', (drive, options) => withUserData(drive, userData, options)),
  setPublicKeys: (publicKeys: string | readonly string[]) =>
    about('other', (drive, options) => withPublicKeys(drive, publicKeys, options)),
  setMetadata: (metadata: MetadataInput) => about('other', (drive, options) => withMetadata(drive, metadata, options)),
  setNetwork: (nics: readonly NicInput[]) => about('other', (drive, options) => withNetwork(drive, nics, options)),
  change: (change: DriveChange) => about('other', change),
} as const;

export interface StoredChange {
  readonly subject: Subject;
  readonly apply: DriveChange;
}

const about = (subject: Subject, apply: DriveChange): StoredChange => ({ subject, apply });

/** Changes the drive of an instance where it is. */
export async function changeDrive(
  setting: StoreSetting,
  instance: string,
  change: StoredChange,
  options: ChangeDriveOptions,
): Promise<WrittenDrive> {
  const place = await findDrive(setting, instance, options);
  const none = (): StorageError => missing(setting, instance, options);
  if (place === undefined) throw none();
  const apply = changeOf(change, setting, options);
  return replaceDrive(place, setting, options, (old) => {
    if (old === undefined) throw none();
    return changed(old, apply, setting, options);
  });
}

/** Makes the change of one drive, with what the life of passwords adds to it. */
export function changeOf(
  { subject, apply }: StoredChange,
  setting: StoreSetting,
  { timestamp = setting.now(), guestOs, sshPwauth }: ChangeDriveOptions,
): (drive: ConfigDrive) => ConfigDrive {
  const options = changeOptionsOf(
    { ...setting.drive, timestamp, ...(sshPwauth === undefined ? {} : { sshPwauth }) },
    guestOs,
  );
  const drops = setting.dropsPasswords && subject === 'other';
  return (drive) => {
    const result = apply(drive, options);
    return drops ? withoutPassword(result, options) : result;
  };
}

/** Applies a change to a drive that was read and has the result checked; a drive that stays the same gives no bytes. */
export function changed(
  old: StoredImage,
  apply: (drive: ConfigDrive) => ConfigDrive,
  setting: StoreSetting,
  { guestOs }: Pick<ChangeDriveOptions, 'guestOs'>,
): NewImage {
  const { check, drive: options } = setting;
  const drive = driveOn(old, setting);
  const result = checkedDrive(apply(drive), { check, strict: options.strict }, { guestOs, before: drive });
  return diffDrives(drive, result).isSame ? { issues: result.issues } : imageOf(result, options.limits ?? {});
}
