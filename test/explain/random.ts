/** Chance that is the same on every machine. */
export interface Chance {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Up to `most` different items. */
  some<Item>(items: readonly Item[], most: number): readonly Item[];
}

/** mulberry32: small, and even enough for choosing test cases. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return {
    number,
    pick: (items) => items[number(items.length)]!,
    some(items, most) {
      const left = [...items];
      return Array.from({ length: number(most + 1) }, () => left.splice(number(left.length), 1)).flat();
    },
  };
}
