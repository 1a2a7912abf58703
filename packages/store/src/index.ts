export type {
  AbortableOptions,
  Backend,
  BackendTraits,
  CollectLeftoversOptions,
  ExpectedImage,
  ImageLock,
  ImageRemoval,
  ImageStats,
  ListedImage,
  ListImagesOptions,
  ReadImageOptions,
  RemoveImageOptions,
  ReplacedImage,
  ReplaceImageOptions,
  ReplaceWay,
  StoredImage,
  UnlockOptions,
  UpdateImage,
  Version,
} from './backend.ts';
export type { ChangeDriveOptions, DriveChange } from './change.ts';
export { type StoreIssueCode, storeCodes } from './codes.ts';
export type { CreateOptions } from './create.ts';
export type { EndMigrationOptions } from './end-migration.ts';
export { storageError } from './errors.ts';
export type { ReadStoredDrive, StoredDrive } from './find.ts';
export type { CollectedDrive, GcOptions, GcReport, LiveInstances } from './gc.ts';
export { checkedImageName, isImageName } from './image-names.ts';
export type { ListedDrive } from './list.ts';
export { type DriveLocation, type StoreBackends, type StoreLocation, storeLocations } from './locations.ts';
export { isExpected, type MemoryBackendOptions, memoryBackend } from './memory-backend.ts';
export type { MigrateOptions, OtherRoot } from './migrate.ts';
export type { MigratedDrive, Migration } from './migration.ts';
export {
  type OpenedOperation,
  type OpenSecret,
  type Operation,
  type OperationCallOptions,
  type OperationContents,
  type OperationDataOptions,
  type OperationKind,
  type OperationResult,
  type SecretRef,
  secretRefOf,
} from './operation.ts';
export type {
  BackendAt,
  DriveLifeOptions,
  DrivePlanOptions,
  OperationOptions,
  StoreOptions,
  WriteOptions,
} from './options.ts';
export { type CloudStackPlacement, chosenLocation, type Placement } from './placement.ts';
export type { Removal, RemovalOutcome, RemoveOptions } from './remove.ts';
export type { WrittenDrive } from './replace.ts';
export { applyOperation, openStore, type Store } from './store.ts';
export type { FoundLock, UnlockDriveOptions } from './unlock.ts';
