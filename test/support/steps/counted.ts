/** What is counted, described so that a process of its own can do it: functions and texts do not travel. */

/** A work, and the givens it is done on, one after the other; what makes a given is not counted. */
export interface Counted {
  readonly name: string;
  readonly givens: readonly (() => unknown)[];
  readonly work: (given: never) => unknown;
  /** Of a `growing` one only how it grows is asked, and the same function was counted just before: what it makes once is mostly made. */
  readonly isWarm?: boolean;
}

/** Lengths between which a growth is looked at. */
const SHORT = 10_000;
const LONG = 40_000;

/** The same work on a text of 10,000 and one of 40,000. */
export const growing = <Given>(
  name: string,
  givenOf: (length: number) => Given,
  work: (given: Given) => unknown,
): Counted => ({ name, givens: [() => givenOf(SHORT), () => givenOf(LONG)], work });
