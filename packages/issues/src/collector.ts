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

/** What collectors of one list share, wherever their places begin. */
interface Collected<Code extends string, Found> {
  readonly codes: CodeTable<Code>;
  readonly listing: Listing<Code> | undefined;
  readonly all: Found[];
  /** Those that will not be listed are not kept: of a hundred thousand nobody reads more than the first. */
  refusals: number;
}

/** Collects issues whose codes are those of one table. */
export class IssueCollector<Code extends string, Found extends Issue = Issue> {
  readonly #collected: Collected<Code, Found>;
  readonly #place: Place;

  private constructor(collected: Collected<Code, Found>, place: Place) {
    this.#collected = collected;
    this.#place = place;
  }

  /** Makes an empty collector for the codes of this table. */
  static of<Code extends string, Found extends Issue = Issue>(
    codes: CodeTable<Code>,
    listing?: Listing<Code>,
  ): IssueCollector<Code, Found> {
    return new IssueCollector({ codes, listing, all: [], refusals: 0 }, []);
  }

  /** Gives a collector into the same list whose places begin here, so that nobody passes a place on by hand. */
  at(...place: (string | number)[]): IssueCollector<Code, Found> {
    return new IssueCollector(this.#collected, [...this.#place, ...place]);
  }

  /** Adds an issue; its place begins where this collector is. Messages name places, lengths and rules, never a content. */
  add(this: IssueCollector<Code>, code: Code, place: Place, message: string, detail?: IssueDetail): void {
    this.put(issueOf(this.#collected.codes, code, [...this.#place, ...place], message, detail));
  }

  /** Adds an issue that the caller made, with a code of the table. Refusals that will not be listed are only counted. */
  put(issue: Found): void {
    const collected = this.#collected;
    const { listing, all } = collected;
    if (listing !== undefined && this.#refuses(issue) && collected.refusals++ >= listing.most) return;
    all.push(issue);
  }

  /** Every issue, refusals too, in the order they were found. */
  get all(): readonly Found[] {
    return this.#collected.all;
  }

  /** The issues that refuse nothing, in the order they were found. */
  get issues(): readonly Found[] {
    return this.#collected.all.filter((issue) => !this.#refuses(issue));
  }

  get refused(): boolean {
    return this.#collected.all.some((issue) => this.#refuses(issue));
  }

  /** Throws all refusals as one InvalidInputError; in strict mode the issues of severity error with them. */
  throwIfRefused(strict = false): void {
    if (this.#collected.all.length === 0) return;
    const refusals = this.#collected.all.filter((issue) => this.#refuses(issue));
    refuseInput(this.#listed(strict ? [...refusals, ...this.issues.filter(isError)] : refusals));
  }

  #refuses({ code }: Issue): boolean {
    return this.#collected.codes[code as Code].refuses;
  }

  #listed(all: readonly Issue[]): readonly Issue[] {
    const { codes, listing, refusals } = this.#collected;
    if (listing === undefined) return all;
    const unkept = Math.max(0, refusals - listing.most);
    const beyond = all.length + unkept - listing.most;
    if (beyond < 1) return all;
    const more = issueOf(codes, listing.more, [], `${beyond} more problem${beyond === 1 ? '' : 's'}`);
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
