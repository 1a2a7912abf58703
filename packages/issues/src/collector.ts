/** Collects everything wrong with one thing, so that it is told together; the table of codes says what refuses. */
import type { CodeTable } from './codes.ts';
import { InvalidInputError, refuseInput } from './errors.ts';
import type { Issue, Place, Severity } from './issue.ts';

/** What one issue says beside, or otherwise than, the meaning of its code. */
export interface IssueDetail {
  readonly rule?: string | undefined;
  readonly severity?: Severity | undefined;
}

/** Of more refusals than `most` the first are thrown together, and one issue with the code `more` counts the others. */
export interface Listing<Code extends string> {
  readonly most: number;
  readonly more: NoInfer<Code>;
}

/** Collects issues whose codes are those of one table. */
export class IssueCollector<Code extends string, Found extends Issue = Issue> {
  readonly #codes: CodeTable<Code>;
  readonly #listing: Listing<Code> | undefined;
  readonly #place: Place;
  readonly #all: Found[];

  private constructor(codes: CodeTable<Code>, listing: Listing<Code> | undefined, place: Place, all: Found[]) {
    this.#codes = codes;
    this.#listing = listing;
    this.#place = place;
    this.#all = all;
  }

  /** Makes an empty collector for the codes of this table. */
  static of<Code extends string, Found extends Issue = Issue>(
    codes: CodeTable<Code>,
    listing?: Listing<Code>,
  ): IssueCollector<Code, Found> {
    return new IssueCollector(codes, listing, [], []);
  }

  /** Gives a collector into the same list whose places begin here, so that nobody passes a place on by hand. */
  at(...place: (string | number)[]): IssueCollector<Code, Found> {
    return new IssueCollector(this.#codes, this.#listing, [...this.#place, ...place], this.#all);
  }

  /** Adds an issue; its place begins where this collector is. Messages name places, lengths and rules, never a content. */
  add(this: IssueCollector<Code>, code: Code, place: Place, message: string, detail?: IssueDetail): void {
    this.put(issueOf(this.#codes, code, [...this.#place, ...place], message, detail));
  }

  /** Adds an issue that the caller made, with a code of the table. */
  put(issue: Found): void {
    this.#all.push(issue);
  }

  /** Every issue, refusals too, in the order they were found. */
  get all(): readonly Found[] {
    return this.#all;
  }

  /** The issues that refuse nothing, in the order they were found. */
  get issues(): readonly Found[] {
    return this.#all.filter((issue) => !this.#refuses(issue));
  }

  get refused(): boolean {
    return this.#all.some((issue) => this.#refuses(issue));
  }

  /** Throws all refusals as one InvalidInputError; in strict mode the issues of severity error with them. */
  throwIfRefused(strict = false): void {
    if (this.#all.length === 0) return;
    const refusals = this.#all.filter((issue) => this.#refuses(issue));
    refuseInput(this.#listed(strict ? [...refusals, ...this.issues.filter(isError)] : refusals));
  }

  #refuses({ code }: Issue): boolean {
    return this.#codes[code as Code].refuses;
  }

  #listed(all: readonly Issue[]): readonly Issue[] {
    const listing = this.#listing;
    if (listing === undefined || all.length <= listing.most) return all;
    const beyond = all.length - listing.most;
    const more = issueOf(this.#codes, listing.more, [], `${beyond} more problem${beyond === 1 ? '' : 's'}`);
    return [...all.slice(0, listing.most), more];
  }
}

const isError = ({ severity }: Issue): boolean => severity === 'error';

function issueOf<Code extends string>(
  codes: CodeTable<Code>,
  code: Code,
  place: Place,
  message: string,
  detail: IssueDetail = {},
): Issue {
  const meaning = codes[code];
  const { severity = meaning.severity, rule = meaning.rule } = detail;
  return rule === undefined ? { code, severity, place, message } : { code, severity, place, rule, message };
}

/** Makes the error that refuses an input for one reason, with a code of this table. */
export const inputRefusal = <Code extends string>(
  codes: CodeTable<Code>,
  code: NoInfer<Code>,
  place: Place,
  message: string,
  options?: ErrorOptions,
): InvalidInputError => new InvalidInputError([issueOf(codes, code, place, message)], options);
