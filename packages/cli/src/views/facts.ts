/** Names and what they stand for, in two columns. */
export type Fact = readonly [name: string, fact: string];

export function factLines(facts: readonly Fact[], styleName: (text: string) => string): readonly string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, fact]) => `${styleName(name.padEnd(width))}  ${fact}`);
}
