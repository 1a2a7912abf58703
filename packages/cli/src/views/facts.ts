import { wrapped } from './wrapped.ts';

/** Names and what they stand for, in two columns. */
export type Fact = readonly [name: string, fact: string];

const GAP = 2;

/** A fact that is too long for a line goes on below its beginning. */
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
