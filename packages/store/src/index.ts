export type { ChangeDriveOptions, DriveChange } from './change.ts';
export { type StoreIssueCode, storeCodes } from './codes.ts';
export type { CreateOptions } from './create.ts';
export type { ReadStoredDrive } from './find.ts';
export type { CollectedDrive, GcOptions, GcReport, LiveInstances } from './gc.ts';
export type { ListedDrive } from './list.ts';
export {
  type DriveLocation,
  type StoreDirectory,
  type StoreLocation,
  type StoreRoots,
  storeLocations,
} from './locations.ts';
export type { MigrateOptions, Migration } from './migrate.ts';
export type { DrivePlanOptions, OperationOptions, StoreOptions, WriteOptions } from './options.ts';
export { type CloudStackPlacement, chosenLocation, type Placement } from './placement.ts';
export type { Removal, RemovalOutcome, RemoveOptions } from './remove.ts';
export type { WrittenDrive } from './replace.ts';
export type { StoredDrive } from './snapshots.ts';
export { openStore, type Store } from './store.ts';
