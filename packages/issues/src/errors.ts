/** The errors that carry issues, one class for each whose fault it is. */
import { type Issue, issueText } from './issue.ts';

type Issues = readonly [Issue, ...Issue[]];

class IssuesError extends Error {
  /** Code of the first issue. */
  readonly code: string;
  /** Everything wrong with this one input, together. */
  readonly issues: Issues;

  constructor(issues: Issues, options?: ErrorOptions) {
    super(issues.map(issueText).join('\n'), options);
    this.code = issues[0].code;
    this.issues = issues;
  }
}

/** The caller's fault: nothing was written. */
export class InvalidInputError extends IssuesError {
  override readonly name = 'InvalidInputError';
}

/** The image's fault: its bytes break a rule that reading depends on. */
export class InvalidImageError extends IssuesError {
  override readonly name = 'InvalidImageError';
}

/** Where on the disk something failed, and at which step of the work. */
export interface StorageFailure {
  readonly path: string;
  /** Of whoever worked there, in one word: `rename`. */
  readonly step: string;
  /** The operating system's word for it: `ENOSPC`. */
  readonly errno?: string | undefined;
  /** What could not be removed, a temporary file or a directory; it holds what the image holds. */
  readonly leftover?: string | undefined;
}

/** The disk's fault, or that of somebody else's file on it. The message has path and step, never a content. */
export class StorageError extends IssuesError implements StorageFailure {
  override readonly name = 'StorageError';
  readonly path: string;
  readonly step: string;
  readonly errno: string | undefined;
  readonly leftover: string | undefined;

  constructor(issue: Issue, { path, step, errno, leftover }: StorageFailure, options?: ErrorOptions) {
    super([issue], options);
    this.path = path;
    this.step = step;
    this.errno = errno;
    this.leftover = leftover;
  }
}

/** Throws all these issues as the caller's fault; does nothing when there is none. */
export function refuseInput(issues: readonly Issue[]): void {
  const [first, ...rest] = issues;
  if (first !== undefined) throw new InvalidInputError([first, ...rest]);
}

/** Throws all these issues as the image's fault; does nothing when there is none. */
export function refuseImage(issues: readonly Issue[]): void {
  const [first, ...rest] = issues;
  if (first !== undefined) throw new InvalidImageError([first, ...rest]);
}

/** Throws the issues of severity error as the caller's fault; does nothing when there is none. */
export function refuseErrors(issues: readonly Issue[]): void {
  if (issues.length > 0) refuseInput(issues.filter(({ severity }) => severity === 'error'));
}

/** Makes the error that says: this is our own fault, never the caller's. */
export const internalError = (what: string): Error => new Error(`internal: ${what}`);

/** The default branch of a complete switch: does not compile while a kind is missing. */
export function unreachable(value: never): never {
  throw internalError(`unexpected ${String(value)}`);
}
