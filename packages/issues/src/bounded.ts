/** Lists that people read are bounded, however long what they tell of is; how many others there are is said. */

/** Texts in one line. */
const MOST_IN_LINE = 10;

/** Lines of trouble, and of one kind of fact. */
export const MOST_LINES = 100;

let grouped: Intl.NumberFormat | undefined;

/** Says how many others there are: `and 19,989 more`. */
export function moreText(count: number): string {
  // Made when it is first wanted: it takes longer than loading this file.
  grouped ??= new Intl.NumberFormat('en');
  return `and ${grouped.format(count)} more`;
}

/** Joins the first ten texts of a list: `a, b and 19,989 more`. What the list itself left out is `beyond`. */
export function listText(texts: readonly string[], separator = ', ', beyond = 0): string {
  const shown = texts.slice(0, MOST_IN_LINE);
  const more = texts.length - shown.length + beyond;
  return more > 0 ? `${shown.join(separator)} ${moreText(more)}` : shown.join(separator);
}

/** Gives the first lines of a list; where there are others, the last line says how many. */
export function firstLines(lines: readonly string[], most = MOST_LINES, indent = ''): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `${indent}${moreText(lines.length - most)}`];
}
