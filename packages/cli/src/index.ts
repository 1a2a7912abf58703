/** The whole library in one import: what `npm install configdrive` gives beside the command. */

// The writer has a wider type of this name; a drive's is the one to see here.
export type { VolumeFields } from '@configdrive/core';
export * from '@configdrive/core';
export {
  acquireLock,
  type DirectoryAccess,
  type ExtractedImage,
  type ExtractOptions,
  type ExtractWatch,
  extractImage,
  type FileContent,
  type FileSource,
  type FilesIssueCode,
  type FillOptions,
  fileContent,
  fileSource,
  filesCodes,
  finishInterrupted,
  flushDirectory,
  type Lock,
  type LockOptions,
  type LogFile,
  makeDirectories,
  type OutputLimits,
  openLogFile,
  type PublishOptions,
  type ReadWholeOptions,
  readPieces,
  readWholeFile,
  readWholeStream,
  type SkippedEntry,
  statsOfName,
  type TargetOptions,
  toNodeStream,
  type WaitOptions,
  type WritableImage,
  type WriteFileOptions,
  type WrittenFile,
  withLock,
  writeFully,
  writeImageFile,
} from '@configdrive/files';
export {
  type BuildManyOptions,
  type BuiltDriveResult,
  buildMany,
  type CheckReference,
  type DriveResult,
  type FailedDriveResult,
  type Fault,
  ndjsonOf,
  type Shard,
  shardOf,
  type UnchangedDriveResult,
} from '@configdrive/fleet';
export * from '@configdrive/guests';
export {
  InvalidImageError,
  InvalidInputError,
  type Issue,
  issueText,
  type Place,
  placeText,
  printable,
  type Severity,
  StorageError,
  type StorageFailure,
} from '@configdrive/issues';
export * from '@configdrive/store';
export { byteLengthOf, type Content, type ContentSource, type Entry } from 'iso9660-format';
export * from 'iso9660-reader';
export * from 'iso9660-writer';
export { type BuildOptions, buildConfigDrive } from './build-config-drive.ts';
