/** The disk's fault at a step of the store's own, or at one of files. */
import { storageFailuresOf } from '@configdrive/files/internal';
import { storeCodes } from './codes.ts';

/** What each step does, and what holds when it fails. */
const storeSteps = {
  reach: ['asking the storage for the drive', 'nothing was changed'],
  list: ['listing the drives', ''],
  remove: ['removing the drive', 'it may still be there'],
} as const;

export const { storageError, storageErrorFrom, atStep } = storageFailuresOf(storeCodes, storeSteps);
