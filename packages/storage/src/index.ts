export * from './codes.ts';
export { type DirectoryAccess, flushDirectory, makeDirectories } from './directories.ts';
export { StorageError, type StorageErrorDetails, type StorageStep } from './errors.ts';
export { type ExtractedImage, type ExtractOptions, extractImage } from './extract.ts';
export type { OutputLimits, SkippedEntry } from './extract-plan.ts';
export type { ExtractWatch } from './extract-write.ts';
export { type FileContent, fileContent } from './file-content.ts';
export { type FileSource, fileSource } from './file-source.ts';
export type { FillOptions, WritableImage } from './fill.ts';
export { type HeldName, type HoldOptions, holdName } from './held-name.ts';
export {
  finishInterrupted,
  type WriteFileOptions,
  type WriteFileSyncOptions,
  type WrittenFile,
  writeImageFile,
  writeImageFileSync,
} from './image-file.ts';
export { type LogFile, openLogFile } from './log-file.ts';
export { toNodeStream } from './node-stream.ts';
export type { PublishOptions } from './publish.ts';
export { statsOfName } from './source-files.ts';
export type { ChangeDriveOptions, DriveChange } from './store/changing.ts';
export type { CollectedDrive, GcOptions, GcReport, LiveInstances } from './store/collecting.ts';
export type { CreateOptions } from './store/creation.ts';
export type { ReadStoredDrive } from './store/finding.ts';
export type { ListedDrive } from './store/listing.ts';
export { type DrivePlace, type Shelf, type StoreLocation, type StoreRoots, storeLocations } from './store/locations.ts';
export type { MigrateOptions, Migration } from './store/migration.ts';
export type { BuildOptions, OperationOptions, StoreOptions, WriteOptions } from './store/options.ts';
export { type CloudStackPlacement, chosenLocation, type Placement } from './store/placement.ts';
export type { Removal, RemovalOutcome, RemoveOptions } from './store/removal.ts';
export type { StoredDrive } from './store/snapshots.ts';
export { openStore, type Store } from './store/store.ts';
export type { WrittenDrive } from './store/writing.ts';
export type { TargetOptions } from './target.ts';
export { type ReadWholeOptions, readPieces, readWholeFile, readWholeStream } from './whole-file.ts';
export { writeFully } from './write-fully.ts';
