/** Texts of one kind of character: what a scan must not begin anew at. */
import { isLong } from '../support/long.ts';

/** What opens something, or ends a line: alone it is looked at too, with nothing before it. */
const openers = `[ { < ( - ? # % " ' & //  ../ {"a":`.split(/ +/);

/** The same with white space in it. */
const spaces = [' ', '\t', '\n', '\r\n', '- ', '? ', '&a '];

const others = String.raw`] } : = \ 7 0. 1: aZ9+ a, a/ | > !`.split(' ');

const spelled = ['\0', ': ', '*a ', 'key: v\n', '#\tx\n', '\u{1f600}', '\u00e9', '\u2028', '\ufeff'];

export interface Kind {
  readonly name: string;
  /** A text of so many units of UTF-16, or a few more. */
  readonly textOf: (length: number) => string;
}

const run = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length));

const alone = (unit: string): Kind => ({ name: JSON.stringify(unit), textOf: (length) => run(unit, length) });

/** With something before it and behind it. */
const inside = (unit: string): Kind => ({
  name: `a${JSON.stringify(unit)}x`,
  textOf: (length) => `a${run(unit, length)}x`,
});

const first = [...openers, ...spaces];
const rest = [...others, ...spelled];

export const kinds: readonly Kind[] = [
  ...[...first, ...rest].map(inside),
  ...(isLong ? [...first, ...rest] : first).map(alone),
];
