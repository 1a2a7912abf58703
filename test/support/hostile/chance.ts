/** Words for generators of hostile contents: how often, how long, how damaged. All of it follows from a seed. */
import type { Random } from '../../hostile/random.ts';

/** Stands in every secret of a hostile content; no message, log or table may ever show it. */
export const CANARY = 'canary-5e1c-content';

/** Stands where people are to see what a guest reads, as names and addresses: tables show it, no message does. */
export const SEEN = 'canary-7a40-seen';

/** A hostile content of places that people see. */
export const asSeen = (content: string): string => content.replaceAll(CANARY, SEEN);

/** The longest document that is parsed, and a little more. */
const MOST_LENGTH = 1_100_000;

/** How many times something is repeated: mostly a few times, now and then as often as a document has room for. */
export function countFrom(random: Random, unitLength = 1): number {
  // One at least: a unit may be as long as a document itself.
  const room = Math.max(1, Math.floor(MOST_LENGTH / Math.max(1, unitLength)));
  return Math.min(room, wishedCount(random, room));
}

function wishedCount(random: Random, room: number): number {
  const kind = random.below(40);
  if (kind === 0) return room;
  if (kind < 3) return 2000 + random.below(20_000);
  if (kind < 8) return 100 + random.below(1000);
  return random.below(8);
}

/** A unit, again and again, within the length of a document. */
export const repeated = (random: Random, unit: string): string => unit.repeat(countFrom(random, unit.length));

/** Of some, each made when its turn comes. */
export const oneOf = (random: Random, makers: readonly ((random: Random) => string)[]): string =>
  random.pick(makers)(random);

export const manyOf = (random: Random, most: number, make: (random: Random, index: number) => string): string[] =>
  Array.from({ length: random.below(most + 1) }, (_, index) => make(random, index));

/** What breaks lines, fields and texts of every kind. */
const DAMAGES = [
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  ':',
  '-',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '\\',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '`',
  '?',
  '<<',
  '---\n',
  '...\n',
  '\u0000',
  '\u0001',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\u{1f600}',
  '$',
  '{{',
  '{%',
  '=',
  '/',
  '..',
  ';',
  '--',
];

/** Mostly the text; else with some characters of it replaced, doubled or gone. */
export function damaged(random: Random, text: string): string {
  if (text === '' || random.below(3) > 0) return text;
  let result = text;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(result.length + 1);
    result = result.slice(0, at) + random.pick(DAMAGES) + result.slice(at + random.below(3));
  }
  return result;
}

/** Short words; some are what languages take for something else. */
export const wordFrom = (random: Random): string =>
  random.pick([
    'a',
    'b',
    'k1',
    'users',
    'name',
    'no',
    'null',
    '~',
    '0644',
    '1:59',
    '1_0',
    '0x',
    '.inf',
    '2024-02-30',
    CANARY,
  ]);
