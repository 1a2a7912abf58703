/** The store: what becomes of the drive of an instance from its start to its end. */

import type { ChangeDriveOptions, DriveChange, StoredChange } from './change.ts';
import type { CreateOptions } from './create.ts';
import type { ReadStoredDrive } from './find.ts';
import type { GcOptions, GcReport, LiveInstances } from './gc.ts';
import type { ListedDrive } from './list.ts';
import type { MigrateOptions, Migration } from './migrate.ts';
import { type OperationOptions, type StoreOptions, type StoreSetting, storeSettingOf } from './options.ts';
import type { RemovalOutcome, RemoveOptions } from './remove.ts';
import type { WrittenDrive } from './replace.ts';
import type { StoredDrive } from './snapshots.ts';

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

/** Loaded with the first operation: with it comes the core, five times as much as the rest, which files alone do not need. */
const operations = () => import('./operations.ts');

/** @throws InvalidInputError when the options leave no location, or are wrong */
export function openStore(options: StoreOptions): Store {
  const setting = storeSettingOf(options);
  const change = async (instance: string, own: ChangeDriveOptions, changeIn: (named: Changes) => StoredChange) => {
    const { changeDrive, changes } = await operations();
    return changeDrive(setting, instance, changeIn(changes), own);
  };
  return {
    create: async (instance, input, own = {}) => (await operations()).createDrive(setting, instance, input, own),
    resetPassword: (instance, password, own = {}) => change(instance, own, (to) => to.resetPassword(password)),
    withoutPassword: (instance, own = {}) => change(instance, own, (to) => to.withoutPassword()),
    updateUserData: (instance, userData, own = {}) => change(instance, own, (to) => to.updateUserData(userData)),
    resetPublicKeys: (instance, publicKeys, own = {}) => change(instance, own, (to) => to.resetPublicKeys(publicKeys)),
    change: (instance, by, own = {}) => change(instance, own, (to) => to.change(by)),
    read: async (instance, own = {}) => (await operations()).readDrive(setting, instance, own),
    stat: async (instance, own = {}) => (await operations()).statDrive(setting, instance, own),
    list: (own = {}) => listed(setting, own),
    migrate: async (instance, own) => (await operations()).migrateDrive(setting, instance, own),
    remove: async (instance, own = {}) => (await operations()).removeDrive(setting, instance, own),
    gc: async (live, own = {}) => (await operations()).collectGarbage(setting, live, own),
  };
}

type Changes = Awaited<ReturnType<typeof operations>>['changes'];

async function* listed(setting: StoreSetting, own: OperationOptions): AsyncGenerator<ListedDrive> {
  yield* (await operations()).listDrives(setting, own);
}
