/** The store: what becomes of the drive of an instance from its start to its end. */

import { type ChangeDriveOptions, changeDrive, changes, type DriveChange } from './changing.ts';
import { collectGarbage, type GcOptions, type GcReport, type LiveInstances } from './collecting.ts';
import { type CreateOptions, createDrive } from './creation.ts';
import { type ReadStoredDrive, readDrive, statDrive } from './finding.ts';
import { type ListedDrive, listDrives } from './listing.ts';
import { type MigrateOptions, type Migration, migrateDrive } from './migration.ts';
import { type OperationOptions, type StoreOptions, settingOf } from './options.ts';
import { type RemovalOutcome, type RemoveOptions, removeDrive } from './removal.ts';
import type { StoredDrive } from './snapshots.ts';
import type { WrittenDrive } from './writing.ts';

/**
 * Drives of instances, as files that CloudStack would make in the same places. An instance has one drive; a crash at any
 * moment leaves the one of before or the one of after, whole. Of the processes of one host, one at a time reads, changes
 * and writes the drive of an instance; between hosts there is `ifAbsent`, which is exact, and `ifMatch`, which is as good as
 * the file system. Every operation rejects with InvalidInputError (the caller's fault), InvalidImageError (the file is no
 * drive), StorageError, or the reason of its signal.
 */
export interface Store {
  /**
   * Builds the drive of an instance; one that is there is replaced, one in another location removed.
   *
   * @param input As `buildConfigDrive` takes it; its `instanceName`, if any, must be the instance.
   */
  create(instance: string, input: unknown, options?: CreateOptions): Promise<WrittenDrive>;
  /** @throws StorageError `file-missing`, as all changes do */
  resetPassword(instance: string, password: string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  withoutPassword(instance: string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** @param userData As the guest is to see it, not in base64; empty: none any more. */
  updateUserData(instance: string, userData: Uint8Array | string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** @param publicKeys One a line; none: no keys any more. */
  resetPublicKeys(instance: string, publicKeys: string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** Any other change, such as `(drive, options) => withNetwork(drive, nics, options)`. It is called once, and not awaited. */
  change(instance: string, change: DriveChange, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** The drive with all its contents, in memory. */
  read(instance: string, options?: OperationOptions): Promise<ReadStoredDrive>;
  /** Undefined when there is none. */
  stat(instance: string, options?: OperationOptions): Promise<StoredDrive | undefined>;
  /** All drives, in no order, as they are found: what is made or removed meanwhile may be among them or not. */
  list(options?: OperationOptions): AsyncGenerator<ListedDrive>;
  /** Builds the drive where the instance goes, and leaves it where it was until `commit`. */
  migrate(instance: string, options: MigrateOptions): Promise<Migration>;
  /** Never an error of the storage: the outcome says what was found. Waits three seconds at most for others at work. */
  remove(instance: string, options?: RemoveOptions): Promise<RemovalOutcome>;
  /**
   * Removes every drive whose instance is not live. Give the live instances as a function: it is called after the drives
   * are listed, so that an instance that starts meanwhile keeps its drive.
   *
   * @throws InvalidInputError `live-list-empty`, or when a name is none: nothing is removed then
   */
  gc(live: LiveInstances, options?: GcOptions): Promise<GcReport>;
}

/** @throws InvalidInputError when the options leave no location, or are wrong */
export function openStore(options: StoreOptions): Store {
  const setting = settingOf(options);
  return {
    create: (instance, input, own = {}) => createDrive(setting, instance, input, own),
    resetPassword: (instance, password, own = {}) =>
      changeDrive(setting, instance, changes.resetPassword(password), own),
    withoutPassword: (instance, own = {}) => changeDrive(setting, instance, changes.withoutPassword(), own),
    updateUserData: (instance, userData, own = {}) =>
      changeDrive(setting, instance, changes.updateUserData(userData), own),
    resetPublicKeys: (instance, publicKeys, own = {}) =>
      changeDrive(setting, instance, changes.resetPublicKeys(publicKeys), own),
    change: (instance, change, own = {}) => changeDrive(setting, instance, changes.change(change), own),
    read: (instance, own = {}) => readDrive(setting, instance, own),
    stat: (instance, own = {}) => statDrive(setting, instance, own),
    list: (own = {}) => listDrives(setting, own),
    migrate: (instance, own) => migrateDrive(setting, instance, own),
    remove: (instance, own = {}) => removeDrive(setting, instance, own),
    gc: (live, own = {}) => collectGarbage(setting, live, own),
  };
}
