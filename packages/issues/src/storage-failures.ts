/** Errors of storage whose sentences are made from two tables: what is wrong, and what was being done with which consequence. */
import { type CodeTable, defineCodes, refusal } from './codes.ts';
import { InvalidInputError, StorageError } from './errors.ts';
import { printable } from './issue.ts';

/** Steps of work on storage: what each does, and what holds when it fails. */
export type StepTable<Step extends string> = Readonly<Record<Step, readonly [doing: string, consequence: string]>>;

/** Codes that every kind of storage has, a directory or an object store. Marked, so that a page without storage leaves them out. */
export const storageCodes = defineCodes({
  'already-exists': /* @__PURE__ */ refusal('the file exists'),
  conflict: /* @__PURE__ */ refusal('the file is not the one that was to be replaced: somebody changed or removed it'),
  busy: /* @__PURE__ */ refusal('another process is at work on this file'),
  'file-missing': /* @__PURE__ */ refusal('the file does not exist'),
  'file-too-large': /* @__PURE__ */ refusal('the file is larger than anything that could be meant'),
});

/** Steps that every kind of storage has. */
export const storageSteps = {
  reach: ['asking the storage for the drive', 'nothing was changed'],
  list: ['listing the drives', ''],
  remove: ['removing the drive', 'it may still be there'],
  open: ['opening the file', ''],
  read: ['reading the file', ''],
  compare: ['comparing the file that is there', 'nothing was published; the old file, if any, is untouched'],
} as const satisfies StepTable<string>;

/** What an error of storage says beside its code, step and path. */
export interface StorageErrorDetails {
  /** The operating system's word for it: `ENOSPC`. */
  readonly errno?: string;
  /** What to do about it. */
  readonly hint?: string;
  /** What could not be removed, a temporary file or a directory; it holds what the image holds. */
  readonly leftover?: string;
  /** The lock file of somebody else that stands in the way. */
  readonly lock?: string;
  readonly cause?: unknown;
}

/** Makes an error whose message has code, path and step, never a content. */
export type MakeStorageError<Code extends string, Step extends string> = (
  code: Code,
  step: Step,
  path: string,
  details?: StorageErrorDetails,
) => StorageError;

/** Makes the function that makes errors of storage with these codes, at these steps. */
export const storageErrorsOf =
  <Code extends string, Step extends string>(
    codes: CodeTable<Code>,
    steps: StepTable<Step>,
  ): MakeStorageError<Code, Step> =>
  (code, step, path, details = {}) => {
    const message = sentenceOf(codes[code].meaning, steps[step], details);
    const { errno, leftover, cause } = details;
    return new StorageError(
      { code, severity: 'error', place: [path], message },
      { path, step, errno, leftover },
      cause === undefined ? {} : { cause },
    );
  };

function sentenceOf(
  meaning: string,
  [doing, consequence]: StepTable<string>[string],
  { errno, hint, leftover, lock }: StorageErrorDetails,
): string {
  const circumstances = [
    errno === undefined ? `while ${doing}` : `${errno} while ${doing}`,
    consequence,
    leftover === undefined ? '' : `${printable(leftover)} could not be removed`,
    lock === undefined ? '' : `its claim is ${printable(lock)}`,
  ];
  const advice = hint === undefined ? '' : `; ${hint}`;
  return `${meaning} (${circumstances.filter((part) => part !== '').join('; ')})${advice}`;
}

/** What is asked of the image that is to be replaced. */
export interface ReplaceCondition {
  /** SHA-256 of the image that is there. */
  readonly ifMatch?: string | undefined;
  /** There is none. */
  readonly ifAbsent?: boolean | undefined;
}

/** Checks that `ifMatch` is a SHA-256 and wants an image that is there; gives it in lower case. */
export function checkedMatch({ ifMatch, ifAbsent = false }: ReplaceCondition): string | undefined {
  if (ifMatch === undefined || (/^[0-9A-Fa-f]{64}$/.test(ifMatch) && !ifAbsent)) return ifMatch?.toLowerCase();
  const message = ifAbsent ? 'a file cannot be absent and match' : 'a SHA-256 has 64 hex digits';
  throw new InvalidInputError([{ code: 'option-invalid', severity: 'error', place: ['ifMatch'], message }]);
}
