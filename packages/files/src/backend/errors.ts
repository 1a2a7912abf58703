/** The disk's fault where a directory is a backend of the store: with the store's codes. */
import { storeCodes } from '@configdrive/store';
import { storageFailuresOf } from '../errors.ts';

export const { storageError, storageErrorFrom, atStep } = storageFailuresOf(storeCodes);
