/** The store: what becomes of the drive of an instance from its start to its end. */
import type { Machine, MachineInput } from '@configdrive/core';
import { callback, checkArguments, options as knownOptions, object } from '@configdrive/issues/arguments';
import type { AbortableOptions } from './backend.ts';
import type { ChangeDriveOptions, DriveChange } from './change.ts';
import type { CreateOptions } from './create.ts';
import type { EndMigrationOptions } from './end-migration.ts';
import type { ReadStoredDrive, StoredDrive } from './find.ts';
import type { GcOptions, GcReport, LiveInstances } from './gc.ts';
import type { ListedDrive } from './list.ts';
import { checkMethod } from './method-arguments.ts';
import type { MigrateOptions } from './migrate.ts';
import type { Migration } from './migration.ts';
import {
  type OpenedOperation,
  type OpenSecret,
  type Operation,
  type OperationKind,
  type OperationResult,
  openedOperation,
} from './operation.ts';
import {
  type OperationOptions,
  type StoreOptions,
  type StoreSetting,
  storeOptionNames,
  storeSettingOf,
} from './options.ts';
import type { RemovalOutcome, RemoveOptions } from './remove.ts';
import type { WrittenDrive } from './replace.ts';
import type { FoundLock, UnlockDriveOptions } from './unlock.ts';

/**
 * Drives of instances, as images that CloudStack would make in the same places. An instance has one drive; a crash at any
 * moment leaves the one of before or the one of after, whole. Nobody's change gets lost among all writers that the backend
 * can tell apart: in a directory the processes of one host, one at a time; between hosts there is `ifAbsent`, which is
 * exact, and `ifMatch`, which is as good as the file system. Every operation rejects with InvalidInputError (the caller's
 * fault), InvalidImageError (the image is no drive), StorageError, or the reason of its signal.
 */
export interface Store {
  /**
   * Builds the drive of an instance; one that is there is replaced, one in another location removed.
   *
   * @param input As `buildConfigDrive` takes it; its `instanceName`, if any, must be the instance.
   */
  create(instance: string, input: MachineInput | Machine, options?: CreateOptions): Promise<WrittenDrive>;
  /** @throws StorageError `file-missing`, as all changes do */
  setPassword(instance: string, password: string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  removePassword(instance: string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** @param userData As the guest is to see it, not in base64; empty: none any more. */
  setUserData(instance: string, userData: Uint8Array | string, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** @param publicKeys A text with one a line, or a list; none: no keys any more. */
  setPublicKeys(
    instance: string,
    publicKeys: string | readonly string[],
    options?: ChangeDriveOptions,
  ): Promise<WrittenDrive>;
  /**
   * Any other change, such as `(drive, options) => withNetwork(drive, nics, options)`. It is not awaited, and is called again
   * with the drive that is there by then when another writer was faster: it must do nothing but make a drive of a drive.
   */
  change(instance: string, change: DriveChange, options?: ChangeDriveOptions): Promise<WrittenDrive>;
  /** The drive with all its contents, in memory. */
  read(instance: string, options?: OperationOptions): Promise<ReadStoredDrive>;
  /** Undefined when there is none. */
  stat(instance: string, options?: OperationOptions): Promise<StoredDrive | undefined>;
  /** All drives, in no order, as they are found: what is made or removed meanwhile may be among them or not. */
  list(options?: OperationOptions): AsyncGenerator<ListedDrive>;
  /** Builds the drive where the instance goes, and leaves it where it was until `commit`: keep what this gives until then. */
  migrate(instance: string, options: MigrateOptions): Promise<Migration>;
  /**
   * The instance has moved: removes the drive where it was. Once more does nothing.
   *
   * @throws StorageError `conflict` when that drive was changed since, `file-missing` when the new one is gone
   */
  commit(migration: Migration, options?: EndMigrationOptions): Promise<RemovalOutcome>;
  /**
   * The instance stays: removes the drive where it should have gone, or brings back the one of before. Once more does nothing.
   *
   * @throws StorageError `conflict` when the new drive was changed since, `file-missing` when the old one is gone
   */
  rollback(migration: Migration, options?: EndMigrationOptions): Promise<RemovalOutcome>;
  /** Does what an operation says whose contents are open; every method above that writes or removes is this one. */
  perform<Kind extends OperationKind>(
    operation: OpenedOperation<Kind>,
    options?: AbortableOptions,
  ): Promise<OperationResult<Kind>>;
  /** Never an error of the storage: the outcome says what was found. Waits three seconds at most for others at work. */
  remove(instance: string, options?: RemoveOptions): Promise<RemovalOutcome>;
  /**
   * Removes every drive whose instance is not live. Give the live instances as a function: it is called after the drives
   * are listed, so that an instance that starts meanwhile keeps its drive.
   *
   * @throws InvalidInputError `live-list-empty`, or for an invalid name: nothing is removed then
   */
  gc(live: LiveInstances, options?: GcOptions): Promise<GcReport>;
  /**
   * Removes the locks on the drive of an instance whose owners are gone, or cannot be seen and give no sign of life for a
   * minute; with `force` those of the living too, who then publish nothing under them.
   */
  unlock(instance: string, options?: UnlockDriveOptions): Promise<readonly FoundLock[]>;
}

/** Loaded with the first operation: with it comes the core, five times as much as the rest, which files alone do not need. */
const operations = () => import('./operations.ts');

/** @throws InvalidInputError when the options leave no location, or are wrong */
export function openStore(options: StoreOptions): Store {
  checkArguments(['options', storeOptions, options]);
  const setting = storeSettingOf(options);
  const perform: Store['perform'] = async (operation, { signal = operation.options?.signal } = {}) =>
    (await operations()).perform(setting, operation, { signal });
  return checkedStore({
    create: (instance, input, own) => perform({ kind: 'create', instance, input, options: own }),
    setPassword: (instance, password, own) => perform({ kind: 'setPassword', instance, password, options: own }),
    removePassword: (instance, own) => perform({ kind: 'removePassword', instance, options: own }),
    setUserData: (instance, userData, own) => perform({ kind: 'setUserData', instance, userData, options: own }),
    setPublicKeys: (instance, publicKeys, own) =>
      perform({ kind: 'setPublicKeys', instance, publicKeys, options: own }),
    change: async (instance, by, own = {}) => {
      const { changeDrive, changes } = await operations();
      return changeDrive(setting, instance, changes.change(by), own);
    },
    read: async (instance, own = {}) => (await operations()).readDrive(setting, instance, own),
    stat: async (instance, own = {}) => (await operations()).statDrive(setting, instance, own),
    list: (own = {}) => listed(setting, own),
    migrate: async (instance, own) => (await operations()).migrateDrive(setting, instance, own),
    commit: async (migration, own = {}) => (await operations()).commitMigration(setting, migration, own),
    rollback: async (migration, own = {}) => (await operations()).rollBackMigration(setting, migration, own),
    perform,
    remove: (instance, own) => perform({ kind: 'remove', instance, options: own }),
    unlock: async (instance, own = {}) => (await operations()).unlockDrive(setting, instance, own),
    gc: async (live, own = {}) => (await operations()).collectGarbage(setting, live, own),
  });
}

const storeOptions = knownOptions<StoreOptions>(storeOptionNames, undefined, 'an object: { secondary: a backend, … }');

type Method = (...given: readonly unknown[]) => Promise<unknown>;

/** The store whose methods reject what they do not take; a list does so when it is asked for its first drive. */
function checkedStore(store: Store): Store {
  const checked = Object.entries(store).map(([name, method]) => [
    name,
    async (...given: readonly unknown[]) => {
      checkMethod(name as keyof Store, given);
      return (method as Method)(...given);
    },
  ]);
  return {
    ...Object.fromEntries(checked),
    async *list(...given: Parameters<Store['list']>) {
      checkMethod('list', given);
      yield* store.list(...given);
    },
  };
}

async function* listed(setting: StoreSetting, own: OperationOptions): AsyncGenerator<ListedDrive> {
  yield* (await operations()).listDrives(setting, own);
}

/**
 * Applies an operation that was kept as a value: opens what it refers to, and performs it.
 *
 * @throws InvalidInputError `operation-invalid` when it is none, what `openSecret` rejects with, or what the operation throws
 */
export async function applyOperation<Kind extends OperationKind>(
  store: Pick<Store, 'perform'>,
  operation: Operation<Kind>,
  openSecret: OpenSecret,
  options: AbortableOptions = {},
): Promise<OperationResult<Kind>> {
  checkArguments(['store', object('a store: what openStore gives'), store], ['openSecret', callback, openSecret]);
  const opened = await openedOperation(operation, openSecret);
  return store.perform(opened as OpenedOperation<Kind>, options);
}
