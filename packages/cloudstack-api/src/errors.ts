/** Errors as the API tells them: a number of CloudStack's, which is the HTTP status, too, and a text. ApiErrorCode of CloudStack. */
import { type Issue, issueText, printable } from '@configdrive/issues';

/** Number → CloudStack's name of it, and what it is for. */
export const errorCodes = {
  400: { name: 'BAD_REQUEST', meaning: 'The request cannot be decoded, or is larger than the limits.' },
  401: { name: 'UNAUTHORIZED', meaning: 'The caller could not be verified, or has no right to the command.' },
  405: { name: 'METHOD_NOT_ALLOWED', meaning: 'The command must be sent by POST.' },
  429: { name: 'API_LIMIT_EXCEED', meaning: 'The account has sent more requests than its rate limit allows.' },
  430: { name: 'MALFORMED_PARAMETER_ERROR', meaning: 'The name of a parameter is malformed.' },
  431: {
    name: 'PARAM_ERROR',
    meaning: 'A parameter is missing or invalid, or the object is in another state than the command needs.',
  },
  432: { name: 'UNSUPPORTED_ACTION_ERROR', meaning: 'The command does not exist.' },
  503: { name: 'SERVICE_UNAVAILABLE', meaning: 'The server takes no new jobs, since it is shutting down.' },
  511: { name: 'UNAUTHORIZED2FA', meaning: 'The second factor is missing.' },
  530: { name: 'INTERNAL_ERROR', meaning: 'The server failed.' },
  531: {
    name: 'ACCOUNT_ERROR',
    meaning: 'The object belongs to an account that the caller has no access to, or a login failed.',
  },
  532: { name: 'ACCOUNT_RESOURCE_LIMIT_ERROR', meaning: 'The account has reached a limit of its resources.' },
  533: { name: 'INSUFFICIENT_CAPACITY_ERROR', meaning: 'There is no capacity.' },
  534: { name: 'RESOURCE_UNAVAILABLE_ERROR', meaning: 'Something that the command needs is unavailable.' },
  535: { name: 'RESOURCE_ALLOCATION_ERROR', meaning: 'Something that the command needs could not be allocated.' },
  536: { name: 'RESOURCE_IN_USE_ERROR', meaning: 'The object is in use.' },
  537: { name: 'NETWORK_RULE_CONFLICT_ERROR', meaning: 'The rule conflicts with another rule of the network.' },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** What one parameter's trouble is; `parameter` is its name in lower case, and `reason` holds no content. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly reason: string;
}

/** An error that whoever called is told: `errorCode` is the HTTP status, too, `message` the error text. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Of the table; from a foreign server it may be another number. */
  readonly errorCode: number;
  /** Everything wrong with the parameters of one request. */
  readonly problems: readonly ParameterProblem[];

  constructor(errorCode: ErrorCode, text: string, problems: readonly ParameterProblem[] = [], options?: ErrorOptions) {
    super(text, options);
    this.errorCode = errorCode;
    this.problems = problems;
  }
}

/** The longest part of a name or a value from outside that a message repeats, in UTF-16 units. */
const LONGEST_ECHO = 64;

/** A name or a value from outside, as a message may repeat it: short, and without control characters. */
export const echoed = (text: string): string =>
  printable(text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text);

const beginningOf = (command: string): string =>
  `Unable to execute API command ${echoed(command).toLowerCase()} due to`;

/**
 * Makes the error for wrong parameters of a command. The text begins as CloudStack's for the first problem, since clients match
 * on that; the others follow.
 */
export function parameterError(
  command: string,
  problems: readonly [ParameterProblem, ...ParameterProblem[]],
): ApiError {
  return new ApiError(431, `${beginningOf(command)} ${problems.map(({ reason }) => reason).join('; ')}`, problems);
}

export const missing = (parameter: string): ParameterProblem => ({
  parameter,
  reason: `missing parameter ${parameter}`,
});

/** The problem of a value. Without a value the text does not repeat it: so for each content. */
export const invalidValue = (parameter: string, value?: string): ParameterProblem => ({
  parameter,
  reason: `invalid value ${value === undefined ? '' : `${echoed(value)} `}for parameter ${parameter}`,
});

/** The problem that a sentence describes. */
export const invalid = (parameter: string, sentence: string): ParameterProblem => ({
  parameter,
  reason: `invalid value. ${sentence}`,
});

/** The problem of a UUID that names nothing; CloudStack says the same of one that is no UUID. */
export const noSuchEntity = (parameter: string, value: string): ParameterProblem =>
  invalid(
    parameter,
    `Invalid parameter ${parameter} value=${echoed(value)} due to incorrect long value format, or entity does not exist or due to incorrect parameter annotation for the field in api cmd class.`,
  );

/** Makes the error of a command that does not exist. */
export const unknownCommand = (command: string): ApiError =>
  new ApiError(432, `The given command '${echoed(command)}' either does not exist or is not available for user`);

/** Makes the error 431 of what a library found wrong with an input. Issues hold no contents, and so does their text. */
export function errorOfIssues(command: string, issues: readonly [Issue, ...Issue[]]): ApiError {
  const [first, ...rest] = issues.map((issue) => invalid(String(issue.place[0] ?? ''), issueText(issue)));
  return parameterError(command, [first as ParameterProblem, ...rest]);
}
