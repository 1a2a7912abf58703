/**
 * What functions of the engine cost, which is not counted where code is: how much of a text or a list each walks over. Not in
 * the table: what is constant (`slice` of a text shares its bytes), what calls back (the code it calls is counted), and how
 * a regular expression goes back and forth, which `npm run check` looks at.
 */

let steps = 0;

/** What has been walked over since the last time. */
export function takeNativeSteps() {
  const taken = steps;
  steps = 0;
  return taken;
}

/** @typedef {(self: any, given: readonly any[], answer: any, lastIndex: number) => number} Cost */

/** @type {Cost} */
const wholeOfIt = ({ length }) => length;
/** @type {Cost} */
const wholeOfAnswer = (_, __, { length }) => length;
/** @type {Cost} */
const wholeOfGiven = (_, [{ length = 0 } = { length: 0 }]) => length;

/** Forward to where it was found, or to the end. @type {Cost} */
const forward = ({ length }, [, from = 0], found) => Math.max(0, (found === -1 ? length : found) - from);

/** Back to where it was found, or to the beginning. @type {Cost} */
const backward = ({ length }, [, from = length], found) => Math.max(0, Math.min(from, length) - Math.max(found, 0));

/** @type {Cost} */
const untilTrue = ({ length }, [, from = 0], isThere) => (isThere ? 1 : Math.max(0, length - from));

/** @type {Cost} */
const whatIsCutOff = ({ length }, _, answer) => length - answer.length + 1;

/** What was looked through to find it; a mark at the beginning, or `y`, looks at one place. @type {Cost} */
function looksThrough({ source, global, sticky, multiline }, [text], found, lastIndex) {
  const from = global || sticky ? lastIndex : 0;
  if (found !== null) return found.index + found[0].length - from + 1;
  const isAtOnePlace = sticky || (source.startsWith('^') && !multiline);
  return isAtOnePlace ? 1 : Math.max(1, String(text).length - from);
}

/** @type {Cost} */
const keysOfGiven = (_, [given]) => keyCount(given);
const keyCount = (/** @type {unknown} */ given) => Reflect.ownKeys(Object(given)).length;

const TypedArray = Object.getPrototypeOf(Uint8Array);
const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]());

/** @type {readonly (readonly [owner: any, costs: Readonly<Record<string, Cost>>])[]} */
const natives = [
  [
    String.prototype,
    {
      indexOf: forward,
      lastIndexOf: backward,
      includes: untilTrue,
      split: wholeOfIt,
      replaceAll: wholeOfIt,
      trim: whatIsCutOff,
      trimStart: whatIsCutOff,
      trimEnd: whatIsCutOff,
      toLowerCase: wholeOfIt,
      toUpperCase: wholeOfIt,
      normalize: wholeOfIt,
      isWellFormed: wholeOfIt,
      toWellFormed: wholeOfIt,
      localeCompare: wholeOfIt,
      repeat: wholeOfAnswer,
      padStart: wholeOfAnswer,
      padEnd: wholeOfAnswer,
    },
  ],
  [
    Array.prototype,
    {
      indexOf: forward,
      lastIndexOf: backward,
      includes: untilTrue,
      slice: wholeOfAnswer,
      concat: wholeOfAnswer,
      join: wholeOfAnswer,
      reverse: wholeOfIt,
      toReversed: wholeOfIt,
      toSorted: wholeOfIt,
      sort: wholeOfIt,
      shift: wholeOfIt,
      unshift: wholeOfIt,
      splice: wholeOfIt,
      fill: wholeOfIt,
      flat: wholeOfAnswer,
    },
  ],
  [
    TypedArray.prototype,
    {
      indexOf: forward,
      lastIndexOf: backward,
      includes: untilTrue,
      slice: wholeOfAnswer,
      set: wholeOfGiven,
      fill: wholeOfIt,
      join: wholeOfAnswer,
      copyWithin: wholeOfIt,
    },
  ],
  [arrayIterator, { next: () => 1 }],
  [
    Object,
    {
      keys: keysOfGiven,
      values: keysOfGiven,
      entries: keysOfGiven,
      assign: (_, given) => keyCount(given[1]),
    },
  ],
  [RegExp.prototype, { exec: looksThrough }],
  [JSON, { parse: wholeOfGiven, stringify: (_, __, answer) => answer?.length ?? 1 }],
  [TextEncoder.prototype, { encode: wholeOfAnswer, encodeInto: wholeOfGiven }],
  [TextDecoder.prototype, { decode: wholeOfAnswer }],
];

/** Puts functions that count in the place of the engine's. */
export function countNatives() {
  for (const [owner, costs] of natives) {
    for (const [name, cost] of Object.entries(costs))
      if (owner[name] !== undefined) owner[name] = counting(owner[name], cost);
  }
}

/** @param {(...given: any[]) => any} native @param {Cost} cost */
function counting(native, cost) {
  /** @this {any} @param {any[]} given */
  return function (...given) {
    const { lastIndex } = this;
    const answer = native.apply(this, given);
    steps += cost(this, given, answer, lastIndex);
    return answer;
  };
}
