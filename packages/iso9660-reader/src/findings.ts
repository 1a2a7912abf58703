/** What was found wrong so far, and whether that ends the reading. */
import { type Issue, IssueCollector } from '@configdrive/issues';
import { type ImageCode, imageCodes } from './codes.ts';
import { type Detail, type ImageIssue, imageError, imageIssue, type Where } from './image-issue.ts';

/** Findings of one code that are listed; the rest is counted. A hostile image must not fill the memory with issues. */
const LISTED_PER_CODE = 1000;

export class Findings {
  readonly #collector = IssueCollector.of<ImageCode, ImageIssue>(imageCodes);
  readonly #counts = new Map<ImageCode, number>();
  readonly #insists: boolean;

  /** `insists`: what the code table calls a refusal is thrown; otherwise it is collected and its subject is left out. */
  constructor(insists: boolean) {
    this.#insists = insists;
  }

  report(code: ImageCode, where: Where, detail?: Detail): void {
    if (this.#insists && imageCodes[code].refuses) throw imageError(code, where, detail);
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= LISTED_PER_CODE) this.#collector.put(imageIssue(code, where, detail));
  }

  /** Takes over what was thrown elsewhere. */
  add(issues: readonly Issue[]): void {
    for (const issue of issues) if (isImageIssue(issue)) this.#collector.put(issue);
  }

  /** Takes over what ends a strict reading and was not reported yet. */
  addRefusals(issues: readonly ImageIssue[]): void {
    const known = new Set(this.#collector.all.map(keyOf));
    this.add(issues.filter((issue) => imageCodes[issue.code].refuses && !known.has(keyOf(issue))));
  }

  get issues(): readonly ImageIssue[] {
    const overfull = [...this.#counts].filter(([, count]) => count > LISTED_PER_CODE);
    return [...this.#collector.all, ...overfull.map(([code, count]) => moreOf(code, count))];
  }
}

const moreOf = (code: ImageCode, count: number): ImageIssue =>
  imageIssue('more-of-the-same', { offset: 0 }, { expected: `at most ${LISTED_PER_CODE} of ${code}`, got: `${count}` });

const isImageIssue = (issue: Issue): issue is ImageIssue => issue.code in imageCodes && 'block' in issue;

const keyOf = ({ code, block, byte }: ImageIssue): string => `${code} ${block} ${byte}`;
