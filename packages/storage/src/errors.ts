/** The disk's fault: what failed, on which path, at which step, and what that means for the file that was there. */
import { type Issue, issueText, printable } from '@configdrive/issues';
import { type StorageIssueCode, storageCodes } from './codes.ts';

const OLD_FILE_UNTOUCHED = 'nothing was published; the old file, if any, is untouched';
const NEW_FILE_IN_PLACE = 'the new file is in place';
const IS_MIXTURE =
  'the file is a mixture now; the new one is whole beside it, is what this library reads, and the next operation on it finishes the writing';
const NOTHING_CHANGED = 'nothing was changed';
/** Reading has no consequence worth a word. */
const NO_CONSEQUENCE = '';

const NOTHING_EXTRACTED = 'what was extracted is removed';

/** What each step of writing and reading does, and what holds when it fails. */
const steps = {
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
  compare: ['comparing the file that is there', OLD_FILE_UNTOUCHED],
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
  release: ['taking back the claim on the file', NEW_FILE_IN_PLACE],
  'sync-directory': ['making the new name durable', `${NEW_FILE_IN_PLACE}, but a power cut may bring the old one back`],
  'extract-directory': ['making a directory of the image', NOTHING_EXTRACTED],
  'extract-file': ['writing a file of the image', NOTHING_EXTRACTED],
  'extract-link': ['making a link of the image', NOTHING_EXTRACTED],
  append: ['keeping the journal', 'files that are in place stay in place'],
  open: ['opening the file', NO_CONSEQUENCE],
  read: ['reading the file', NO_CONSEQUENCE],
  reach: ['asking the storage for the drive', NOTHING_CHANGED],
  list: ['listing the drives', NO_CONSEQUENCE],
  remove: ['removing the drive', 'it may still be there'],
  stream: ['writing to the stream', 'what was written so far is no image'],
} as const satisfies Record<string, readonly [doing: string, consequence: string]>;

export type StorageStep = keyof typeof steps;

export interface StorageErrorDetails {
  /** The operating system's word for it: `ENOSPC`. */
  readonly errno?: string;
  /** What to do about it. */
  readonly hint?: string;
  /** What could not be removed, a temporary file or a directory; it holds what the image holds. */
  readonly leftover?: string;
  /** The claim of somebody else that stands in the way. */
  readonly claim?: string;
  readonly cause?: unknown;
}

/** The disk, or somebody else's file on it. The message has path and step, never a content. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageIssueCode;
  readonly issues: readonly [Issue];
  readonly path: string;
  readonly step: StorageStep;
  readonly errno: string | undefined;
  readonly leftover: string | undefined;

  constructor(code: StorageIssueCode, step: StorageStep, path: string, details: StorageErrorDetails = {}) {
    const issue: Issue = { code, severity: 'error', place: [path], message: sentenceOf(code, step, details) };
    super(issueText(issue), details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.issues = [issue];
    this.path = path;
    this.step = step;
    this.errno = details.errno;
    this.leftover = details.leftover;
  }
}

function sentenceOf(code: StorageIssueCode, step: StorageStep, details: StorageErrorDetails): string {
  const { errno, hint, leftover, claim } = details;
  const [doing, consequence] = steps[step];
  const circumstances = [
    errno === undefined ? `while ${doing}` : `${errno} while ${doing}`,
    consequence,
    leftover === undefined ? '' : `${printable(leftover)} could not be removed`,
    claim === undefined ? '' : `its claim is ${printable(claim)}`,
  ];
  const advice = hint === undefined ? '' : `; ${hint}`;
  return `${storageCodes[code].meaning} (${circumstances.filter((part) => part !== '').join('; ')})${advice}`;
}

const codeByErrno: Readonly<Record<string, StorageIssueCode>> = {
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
const codeByStepAndErrno: Readonly<Record<string, StorageIssueCode>> = {
  'open-directory ENOENT': 'directory-missing',
  // What link(2) answers on FAT, on some FUSE file systems and on network shares.
  'link EPERM': 'create-once-unsupported',
  'link ENOSYS': 'create-once-unsupported',
  'link ENOTSUP': 'create-once-unsupported',
  'link EOPNOTSUPP': 'create-once-unsupported',
};

const hintByCode: Partial<Readonly<Record<StorageIssueCode, string>>> = {
  'directory-missing': 'make it first',
  'create-once-unsupported': 'allow overwriting, which needs none',
};

/** Does one step; what the operating system refuses becomes a StorageError, anything else stays what it is. */
export function attempt<T>(step: StorageStep, path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw storageErrorFrom(step, path, cause);
  }
}

/** A system error as a StorageError; anything else as it is. */
export function storageErrorFrom(step: StorageStep, path: string, cause: unknown): unknown {
  const errno = errnoOf(cause);
  if (errno === undefined) return cause;
  const code = codeByStepAndErrno[`${step} ${errno}`] ?? codeByErrno[errno] ?? 'io-failed';
  const hint = hintByCode[code];
  return new StorageError(code, step, path, { errno, cause, ...(hint === undefined ? {} : { hint }) });
}

/** `ENOSPC` of a system error, undefined for every other error. */
export const errnoOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'syscall' in cause && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;
