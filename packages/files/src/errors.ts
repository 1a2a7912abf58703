/** The disk's fault: what failed, on which path, at which step, and what that means for the file that was there. */
import {
  type CodeTable,
  type MakeStorageError,
  type StepTable,
  StorageError,
  storageErrorsOf,
  storageSteps,
} from '@configdrive/issues';
import { type FilesIssueCode, filesCodes } from './codes.ts';

const OLD_FILE_UNTOUCHED = storageSteps.compare[1];
const NEW_FILE_IN_PLACE = 'the new file is in place';
const IS_MIXTURE =
  'the file is a mixture now; the new one is whole beside it, is what this library reads, and the next operation on it finishes the writing';
const NOTHING_CHANGED = 'nothing was changed';

const NOTHING_EXTRACTED = 'what was extracted is removed';

const defineSteps = <const Step extends string>(steps: StepTable<Step>): StepTable<Step> => steps;

/** The steps of reading, publishing and extracting files. */
export const fileSteps = defineSteps({
  ...storageSteps,
  'make-directory': ['making the directory', NOTHING_CHANGED],
  'open-directory': ['opening the directory', OLD_FILE_UNTOUCHED],
  'check-target': ['looking at the target', OLD_FILE_UNTOUCHED],
  create: ['creating the temporary file', OLD_FILE_UNTOUCHED],
  protect: ['setting mode and group of the temporary file', OLD_FILE_UNTOUCHED],
  write: ['writing the temporary file', OLD_FILE_UNTOUCHED],
  sync: ['making the temporary file durable', OLD_FILE_UNTOUCHED],
  measure: ['checking the length of the temporary file', OLD_FILE_UNTOUCHED],
  close: ['closing the temporary file', OLD_FILE_UNTOUCHED],
  claim: ['waiting for others to be done with the file', OLD_FILE_UNTOUCHED],
  confirm: ['making sure that the claim is still there', OLD_FILE_UNTOUCHED],
  overtaken: [
    'making sure that the claim is still there',
    'the writing over had begun: whoever took it over has finished it, or the next operation on the file does',
  ],
  'open-old': ['opening the file to write over', OLD_FILE_UNTOUCHED],
  stage: ['keeping the new file beside the old one', OLD_FILE_UNTOUCHED],
  extend: ['making the old file longer', OLD_FILE_UNTOUCHED],
  copy: ['writing over the old file', IS_MIXTURE],
  'sync-old': ['making what was written over durable', IS_MIXTURE],
  'remove-next': ['removing the copy beside the file', NEW_FILE_IN_PLACE],
  finish: ['finishing an interrupted writing over', NOTHING_CHANGED],
  link: ['giving the new file its name', OLD_FILE_UNTOUCHED],
  rename: ['replacing the old file', OLD_FILE_UNTOUCHED],
  'remove-draft': ['removing the temporary name', NEW_FILE_IN_PLACE],
  release: ['taking back the claim on the file', 'what was to be done to the file is done'],
  'sync-directory': ['making the new name durable', `${NEW_FILE_IN_PLACE}, but a power cut may bring the old one back`],
  'sync-removal': ['making the removal durable', 'it is gone, but a power cut may bring it back'],
  'extract-directory': ['making a directory of the image', NOTHING_EXTRACTED],
  'extract-file': ['writing a file of the image', NOTHING_EXTRACTED],
  'extract-link': ['making a link of the image', NOTHING_EXTRACTED],
  'remove-extracted': ['removing what was extracted', 'a part of the image is left'],
  append: ['keeping the journal', 'files that are in place stay in place'],
  stream: ['writing to the stream', 'what was written so far is no image'],
});

/** A step of reading, publishing or extracting files. */
export type FileStep = keyof typeof fileSteps;

/** Makes the errors of the disk for a table of codes. */
interface StorageFailures<Code extends string> {
  readonly storageError: MakeStorageError<Code, FileStep>;
  /** Makes a StorageError of a system error; any other error stays what it is. */
  readonly storageErrorFrom: (step: FileStep, path: string, cause: unknown) => unknown;
  /** Does one step; what the operating system refuses becomes a StorageError, any other error stays what it is. */
  readonly atStep: <T>(step: FileStep, path: string, act: () => T) => T;
}

/** Makes the functions that make errors of the disk, for who has more codes than those of files. */
export function storageFailuresOf<Code extends string>(
  moreCodes: CodeTable<Code>,
): StorageFailures<Code | FilesIssueCode> {
  const codes: CodeTable<FilesIssueCode> & CodeTable<Code> = { ...filesCodes, ...moreCodes };
  const failures: StorageFailures<Code | FilesIssueCode> = {
    storageError: storageErrorsOf(codes, fileSteps),
    storageErrorFrom: (step, path, cause) => {
      const errno = errnoOf(cause);
      if (errno === undefined) return cause;
      const code = codeByStepAndErrno[`${step} ${errno}`] ?? codeByErrno[errno] ?? 'io-failed';
      const hint = hintByCode[code];
      return failures.storageError(code, step, path, { errno, cause, ...(hint === undefined ? {} : { hint }) });
    },
    atStep: (step, path, act) => {
      try {
        return act();
      } catch (cause) {
        throw failures.storageErrorFrom(step, path, cause);
      }
    },
  };
  return failures;
}

const codeByErrno: Readonly<Record<string, FilesIssueCode>> = {
  EACCES: 'permission-denied',
  EDQUOT: 'no-space',
  EEXIST: 'already-exists',
  EFBIG: 'no-space',
  EISDIR: 'not-a-file',
  ELOOP: 'path-invalid',
  EMFILE: 'too-many-open-files',
  ENAMETOOLONG: 'path-invalid',
  ENFILE: 'too-many-open-files',
  ENOENT: 'file-missing',
  ENOSPC: 'no-space',
  ENOTDIR: 'directory-not-one',
  EPERM: 'permission-denied',
  EPIPE: 'reader-gone',
  EROFS: 'read-only',
};

/** Where the same word means something else. */
const codeByStepAndErrno: Readonly<Record<string, FilesIssueCode>> = {
  'open-directory ENOENT': 'directory-missing',
  // What link(2) answers on FAT, on some FUSE file systems and on network shares.
  'link EPERM': 'create-once-unsupported',
  'link ENOSYS': 'create-once-unsupported',
  'link ENOTSUP': 'create-once-unsupported',
  'link EOPNOTSUPP': 'create-once-unsupported',
};

const hintByCode: Partial<Readonly<Record<FilesIssueCode, string>>> = {
  'directory-missing': 'make it first',
  'create-once-unsupported': 'allow overwriting, which needs none',
};

/** Reads `ENOSPC` off a system error; undefined for every other error. */
export const errnoOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'syscall' in cause && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;

export const { storageError, storageErrorFrom, atStep } = storageFailuresOf({});

/** An error of the disk at a step of this package. */
type FileError = StorageError & { readonly code: FilesIssueCode; readonly step: FileStep };

/** Recognises an error of the disk at a step of this package; undefined for every other error. */
export const fileErrorIn = (cause: unknown): FileError | undefined =>
  cause instanceof StorageError && isFileError(cause) ? cause : undefined;

const isFileError = (error: StorageError): error is FileError => error.code in filesCodes && error.step in fileSteps;
