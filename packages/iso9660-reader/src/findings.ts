/** What was found wrong so far, and whether that ends the reading. */
import {
  type Detail,
  type ImageCode,
  type ImageIssue,
  imageCodes,
  imageError,
  imageIssue,
  type Where,
} from './codes.ts';

/** Findings of one code that are listed; the rest is counted. A hostile image must not fill the memory with issues. */
const LISTED_PER_CODE = 1000;

export class Findings {
  readonly #issues: ImageIssue[] = [];
  readonly #counts = new Map<ImageCode, number>();
  readonly #insists: boolean;

  /** `insists`: what the code table calls a refusal is thrown; otherwise it is collected and its subject is left out. */
  constructor(insists: boolean) {
    this.#insists = insists;
  }

  report(code: ImageCode, where: Where, detail?: Detail): void {
    if (this.#insists && 'refuses' in imageCodes[code]) throw imageError(code, where, detail);
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= LISTED_PER_CODE) this.#issues.push(imageIssue(code, where, detail));
  }

  get issues(): readonly ImageIssue[] {
    const unlisted = [...this.#counts].filter(([, count]) => count > LISTED_PER_CODE);
    return [
      ...this.#issues,
      ...unlisted.map(([code, count]) =>
        imageIssue(
          'more-of-the-same',
          { offset: 0 },
          { expected: `at most ${LISTED_PER_CODE} of ${code}`, got: `${count}` },
        ),
      ),
    ];
  }
}
