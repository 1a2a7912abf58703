/** Collects everything wrong with one thing, so that it is told together; the table of codes says what refuses. */
import type { CodeTable } from './codes.ts';
import { InvalidInputError, refuseInput } from './errors.ts';
import type { Issue, Place, Severity } from './issue.ts';

/** What one issue says beside, or otherwise than, the meaning of its code. */
export interface IssueDetail {
  readonly rule?: string | undefined;
  readonly severity?: Severity | undefined;
}

export interface CollectorOptions<Code extends string, Found extends Issue> {
  /** Issues of one code that are kept; the others are only counted, so that nothing hostile fills the memory. */
  readonly mostPerCode?: number;
  /** A refusal is thrown at once, as this error, instead of being collected. */
  readonly errorOf?: ((refusal: Found) => Error) | undefined;
  /** Of more refusals than `most` the first are thrown together, and one issue with the code `more` counts the others. */
  readonly listing?: { readonly most: number; readonly more: NoInfer<Code> };
}

/** What a collector and those that it gave out by `at` have in common. */
interface Collection<Code extends string, Found extends Issue> {
  readonly codes: CodeTable<Code>;
  readonly options: CollectorOptions<Code, Found>;
  readonly found: Found[];
  readonly counts: Map<Code, number>;
  refusals: number;
}

/** Collects issues whose codes are those of one table. */
export class IssueCollector<Code extends string, Found extends Issue = Issue> {
  readonly #collection: Collection<Code, Found>;
  readonly #place: Place;

  private constructor(collection: Collection<Code, Found>, place: Place) {
    this.#collection = collection;
    this.#place = place;
  }

  /** Makes an empty collector for the codes of this table. */
  static of<Code extends string, Found extends Issue = Issue>(
    codes: CodeTable<Code>,
    options: CollectorOptions<Code, Found> = {},
  ): IssueCollector<Code, Found> {
    return new IssueCollector({ codes, options, found: [], counts: new Map(), refusals: 0 }, []);
  }

  /** Gives a collector into the same list whose places begin here, so that nobody passes a place on by hand. */
  at(...place: (string | number)[]): IssueCollector<Code, Found> {
    return new IssueCollector(this.#collection, [...this.#place, ...place]);
  }

  /** Adds an issue; its place begins where this collector is. Messages name places, lengths and rules, never a content. */
  add(this: IssueCollector<Code>, code: Code, place: Place, message: string, detail?: IssueDetail): void {
    const { codes } = this.#collection;
    this.take(code, () => issueOf(codes, code, [...this.#place, ...place], message, detail));
  }

  /** Adds an issue that the caller makes, unless there are enough of its code. */
  take(code: Code, make: () => Found): void {
    const { codes, options, found, counts } = this.#collection;
    const { refuses } = codes[code];
    if (refuses && options.errorOf !== undefined) throw options.errorOf(make());
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (refuses) this.#collection.refusals++;
    if (count <= (options.mostPerCode ?? Number.POSITIVE_INFINITY)) found.push(make());
  }

  /** Every issue that was kept, refusals too, in the order they were found. */
  get all(): readonly Found[] {
    return this.#collection.found;
  }

  /** The issues that refuse nothing, in the order they were found. */
  get issues(): readonly Found[] {
    return this.#collection.refusals === 0 ? this.all : this.all.filter((issue) => !this.#refuses(issue));
  }

  /** Codes of which more were found than kept, and how many were found. */
  get overfull(): readonly (readonly [code: Code, count: number])[] {
    const { counts, options } = this.#collection;
    const { mostPerCode } = options;
    return mostPerCode === undefined ? [] : [...counts].filter(([, count]) => count > mostPerCode);
  }

  get refused(): boolean {
    return this.#collection.refusals > 0;
  }

  /** Throws all refusals as one InvalidInputError; in strict mode the issues of severity error with them. */
  throwIfRefused(strict = false): void {
    if (!this.refused && !strict) return;
    const refusals = this.all.filter((issue) => this.#refuses(issue));
    refuseInput(this.#listed(strict ? [...refusals, ...this.issues.filter(isError)] : refusals));
  }

  #refuses({ code }: Issue): boolean {
    return this.#collection.codes[code as Code].refuses;
  }

  #listed(all: readonly Issue[]): readonly Issue[] {
    const { codes, options } = this.#collection;
    const { most, more } = options.listing ?? { most: all.length };
    const beyond = all.length - most;
    if (more === undefined || beyond <= 0) return all;
    return [...all.slice(0, most), issueOf(codes, more, [], `${beyond} more problem${beyond === 1 ? '' : 's'}`)];
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
