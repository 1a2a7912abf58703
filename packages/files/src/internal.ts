/**
 * What a store of directories is made of, until the directory is one of its backends: no promise is made to anybody else.
 */
export { errnoOf, type StepTable, type StorageFailures, storageFailuresOf } from './errors.ts';
export { backoff, yieldToEventLoop } from './event-loop.ts';
export { withTargetLock } from './lock/lock.ts';
export { isStagedCopyName, stagedCopyName } from './lock/own-names.ts';
export { isStale } from './lock/stale-files.ts';
export { writeLockedImageFile } from './publish/image-file.ts';
export { finishWritingOver } from './publish/keep-inode.ts';
export { checkedMatch } from './publish/publish.ts';
export { hasStagedCopy } from './read/staged-copy.ts';
export { closeTarget, openTarget, pathIn, syncDirectory, type Target } from './target.ts';
