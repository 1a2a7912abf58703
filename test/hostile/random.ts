/** Chance from a seed, the same on every machine (mulberry32). */

export interface Random {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (choices) => choices[below(choices.length)]!,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
