export { directoryBackend } from './backend/directory-backend.ts';
export type { DirectoryBackendOptions } from './backend/setting.ts';
export { type FilesIssueCode, filesCodes } from './codes.ts';
export { writeFully } from './descriptors.ts';
export { type FileStep, storageError } from './errors.ts';
export { type ExtractedImage, type ExtractOptions, extractImage } from './extract/extract.ts';
export type { OutputLimits, SkippedEntry } from './extract/plan.ts';
export type { ExtractWatch } from './extract/write-tree.ts';
export {
  acquireLock,
  type HeldLock,
  type Lock,
  type LockOptions,
  type LockTiming,
  type WaitOptions,
  withLock,
} from './lock/lock.ts';
export { type DirectoryAccess, flushDirectory, makeDirectories } from './publish/directories.ts';
export type { FillOptions, WritableImage } from './publish/fill.ts';
export { finishInterrupted, type WriteFileOptions, type WrittenFile, writeImageFile } from './publish/image-file.ts';
export { type LogFile, openLogFile } from './publish/log-file.ts';
export type { PublishOptions } from './publish/publish.ts';
export { type FileContent, fileContent } from './read/file-content.ts';
export { type FileSource, fileSource } from './read/file-source.ts';
export { toNodeStream } from './read/node-stream.ts';
export { statsOfName } from './read/source-files.ts';
export {
  type ReadWholeOptions,
  readPieces,
  readWholeFile,
  readWholeStream,
  refuseUnreadable,
} from './read/whole-file.ts';
export type { TargetOptions } from './target.ts';
