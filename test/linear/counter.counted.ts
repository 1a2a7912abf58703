/** The works of counter.test.ts: of each it is known how it grows. */
import { type Counted, growing } from '../support/steps/counted.ts';

const textOf = (length: number): string => 'x'.repeat(length);

/** Looks at every hundredth character, so that what is square takes no minutes. */
function* hundredths({ length }: string): Generator<number> {
  for (let at = 0; at < length; at += 100) yield at;
}

const forEach = (work: (text: string, at: number) => unknown) => (text: string) => {
  for (const at of hundredths(text)) work(text, at);
};

export const linear: readonly Counted[] = [
  growing('a loop', textOf, (text) => Array.from(hundredths(text))),
  growing('a loop over characters', textOf, (text) => Array.from(text, (character) => character.charCodeAt(0))),
  growing('one search', textOf, (text) => text.indexOf('y')),
  growing('an expression', textOf, (text) => text.replace(/x/g, 'y')),
  growing(
    'an anchored expression at every place',
    textOf,
    forEach((text, at) => /^[yz]/.test(text.slice(at))),
  ),
  growing(
    'short slices',
    textOf,
    forEach((text, at) => text.slice(at, at + 3).indexOf('y')),
  ),
];

export const square: readonly Counted[] = [
  growing(
    'a loop in a loop',
    textOf,
    forEach((text) => Array.from(hundredths(text))),
  ),
  growing(
    'a search at every place',
    textOf,
    forEach((text, at) => text.indexOf('y', at)),
  ),
  growing(
    'a search backwards at every place',
    textOf,
    forEach((text, at) => text.lastIndexOf('y', at)),
  ),
  growing(
    'an expression at every place',
    textOf,
    forEach((text, at) => /y/.exec(text.slice(at))),
  ),
  growing(
    'a sticky expression that goes on',
    textOf,
    forEach((text, at) => Object.assign(/x*/y, { lastIndex: at }).exec(text)),
  ),
  growing('a copy of a list for each item', textOf, (text) => {
    let all: readonly number[] = [];
    for (const at of hundredths(text)) all = [...all, at];
  }),
  growing(
    'a list that is joined for each item',
    textOf,
    forEach((text) => Array.from(hundredths(text)).join('/')),
  ),
  growing(
    'a copy of bytes for each place',
    (length) => new Uint8Array(length),
    (bytes) => {
      for (let at = 0; at < bytes.length; at += 100) bytes.slice(at);
    },
  ),
];

const made: number[] = [];

/** Its few square steps are hidden by what the first of its texts makes, if that is the short one. */
export const hidden: Counted = {
  ...growing(
    'what is square behind something that is made once',
    textOf,
    forEach((text) => {
      while (made.length < 100_000) made.push(0);
      return Array.from(hundredths(text));
    }),
  ),
  isWarm: true,
};

export const few: readonly Counted[] = [growing('what looks at no text', textOf, ({ length }) => length)];

export const counted: readonly Counted[] = [...linear, ...square, hidden, ...few];
