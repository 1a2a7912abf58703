/** The errors of storage that a store tells by itself; all others are its backends'. */
import { storageCodes, storageErrorsOf, storageSteps } from '@configdrive/issues';
import { storeCodes } from './codes.ts';

export const storageError = storageErrorsOf({ ...storageCodes, ...storeCodes }, storageSteps);
