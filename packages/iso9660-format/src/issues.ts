/**
 * Issues (what is wrong, as data) and the errors that carry them. Each package has one table of its codes; a code is
 * API: adding one is minor, renaming one is major. No issue ever holds a content.
 */

export type Severity = 'error' | 'warning' | 'notice';

/** Where: keys and indexes from the outside in. `['nics', 1, 'ipv4', 'gateway']` is printed `nics[1].ipv4.gateway`. */
export type Place = readonly (string | number)[];

export interface Issue {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  readonly place: Place;
  /** The rule broken, for example `R73` of the rules page or `ECMA-119 9.1.5`. */
  readonly rule?: string;
  /** One sentence for people; paths and lengths, never a content. */
  readonly message: string;
}

/** Anything may stand in a name that came from outside: control characters never reach a terminal or a log. */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const plainKey = /^[A-Za-z_$][\w$-]*$/;

/** `nics[1].ipv4.gateway`; keys that are paths are quoted: `entries["a/b.txt"]`. */
export function placeText(place: Place): string {
  let text = '';
  for (const step of place) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (plainKey.test(step)) text += text === '' ? step : `.${step}`;
    else text += text === '' ? printable(step) : `["${printable(step)}"]`;
  }
  return text;
}

/** One line for people: `nics[1].ipv4.gateway: not inside 10.1.1.0/24 (R12)`. */
export function issueText(issue: Issue): string {
  const place = placeText(issue.place);
  const rule = issue.rule === undefined ? '' : ` (${issue.rule})`;
  return `${place === '' ? '' : `${place}: `}${issue.message}${rule}`;
}

type Issues = readonly [Issue, ...Issue[]];

class IssuesError extends Error {
  /** Of the first issue. */
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

/** Throws when there is at least one issue of severity error. */
export function refuseErrors(issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const [first, ...rest] = issues.filter((issue) => issue.severity === 'error');
  if (first !== undefined) throw new InvalidInputError([first, ...rest]);
}

/** Our own fault, never the caller's. */
export const internalError = (what: string): Error => new Error(`internal: ${what}`);

/** The default branch of a complete switch: does not compile while a kind is missing. */
export function unreachable(value: never): never {
  throw internalError(`unexpected ${String(value)}`);
}
