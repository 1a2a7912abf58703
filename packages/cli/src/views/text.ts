/** Words, numbers and lines for people. */
import { printable } from '@configdrive/issues';

/** Says how many there are: `1 file`, `2 files`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Lines of facts that somebody asked for: more than of trouble, which comes unasked; `--json` gives all of them. */
export const MOST_FACTS = 1000;

/** The bits of a mode that are permissions, without what says which kind of file it is. */
export const PERMISSIONS = 0o7777;

/** Writes the permissions of a mode as `0644`. */
export const octal = (mode: number): string => (mode & PERMISSIONS).toString(8).padStart(4, '0');

/** No name or address is longer; what a tenant wrote in its place may be. */
const MOST_CHARACTERS = 300;

/** Writes a value of a drive in one line; of a very long one the beginning, and how long it is. */
export function valueText(value: string): string {
  if (value.length <= MOST_CHARACTERS) return printable(value);
  return `${printable(value.slice(0, MOST_CHARACTERS))}… (${value.length} characters)`;
}

/** Breaks a text between words into lines of a width; a word that is longer than a line stays whole. */
export function wrapped(text: string, columns: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent + visibleLength(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((each) => `${' '.repeat(indent)}${each}`);
}

/** Counts the characters of a text that are seen, without what colours it. */
export const visibleLength = (text: string): number => text.replace(/\u001b\[[0-9;]*m/g, '').length;

/** A name and what is to be said under it. */
export type Fact = readonly [name: string, fact: string];

const GAP = 2;

/** Writes facts in two columns. A fact that is too long for a line goes on below its beginning. */
export function factLines(
  facts: readonly Fact[],
  styleName: (text: string) => string,
  columns: number,
): readonly string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.flatMap(([name, fact]) => {
    const [first = '', ...others] = wrapped(fact, columns, width + GAP);
    return [`${styleName(name.padEnd(width))}${first.slice(width)}`, ...others];
  });
}

const USUAL_COLUMNS = 100;
const FEWEST_COLUMNS = 60;

/** Tells how wide lines may be: as the terminal is; elsewhere as COLUMNS says, else 100. */
export function columnsOf({ columns }: { readonly columns?: number }, environment = process.env): number {
  const wanted = columns ?? (Number(environment.COLUMNS) || USUAL_COLUMNS);
  return Math.max(wanted, FEWEST_COLUMNS);
}
