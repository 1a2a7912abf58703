/**
 * Where problems are collected: what refuses an input is thrown together, the rest travels with the drive.
 */
import { InvalidInputError, type Issue, type Place, type Severity } from 'iso9660-format';
import { type CodeKind, type CoreCode, coreCodes } from './codes.ts';

const MOST_LISTED = 100;

const severities: Readonly<Record<CodeKind, Severity>> = {
  refusal: 'error',
  error: 'error',
  warning: 'warning',
  notice: 'notice',
};

export class Report {
  readonly #refusals: Issue[] = [];
  readonly #issues: Issue[] = [];

  /** Messages name places, lengths and rules; never a content. */
  add(code: CoreCode, place: Place, message: string): void {
    const [kind] = coreCodes[code];
    const issue = { code, severity: severities[kind], place, message };
    (kind === 'refusal' ? this.#refusals : this.#issues).push(issue);
  }

  /** What a guest will not like, in the order it was found. */
  get issues(): readonly Issue[] {
    return this.#issues;
  }

  get refused(): boolean {
    return this.#refusals.length > 0;
  }

  /** Throws everything that refuses the input; in strict mode everything a guest loses the drive by, too. */
  throwIfRefused(strict = false): void {
    const all = strict ? [...this.#refusals, ...this.#issues.filter(isError)] : this.#refusals;
    const [first, ...rest] = all.slice(0, MOST_LISTED);
    if (first === undefined) return;
    if (all.length > MOST_LISTED) rest.push(moreProblems(all.length - MOST_LISTED));
    throw new InvalidInputError([first, ...rest]);
  }
}

const isError = ({ severity }: Issue): boolean => severity === 'error';

const moreProblems = (count: number): Issue => ({
  code: 'more-problems' satisfies CoreCode,
  severity: 'error',
  place: [],
  message: `${count} more problem${count === 1 ? '' : 's'}`,
});
