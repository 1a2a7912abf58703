/**
 * What one guest may look at on one drive. A limit for each level multiplies with the levels, so there is one for the whole,
 * and it counts work and never time: the same drive gets the same verdict on every machine.
 */

interface Allowance {
  readonly most: number;
  /** What is beyond, for messages: `over 8 wrappings around it`. */
  readonly words: string;
}

const MIB = 1024 * 1024;

const allowances = {
  /** What JSON and YAML are parsed of; many times as much memory comes out of it. */
  document: { most: MIB, words: 'over 1 MiB in one document' },
  /** Texts of user data and vendor data, with what comes out of their wrappings. */
  bytes: { most: 16 * MIB, words: 'over 16 MiB in all parts together' },
  /** Lexemes of YAML, each of which takes some 500 bytes while it is parsed. */
  steps: { most: 500_000, words: 'over 500,000 steps in all' },
  /** Parts of archives and of MIME messages, those inside of others with them. */
  parts: { most: 1000, words: 'over 1,000 parts in all' },
  /** Wrappings around one text; cloud-init goes on for ever. */
  depth: { most: 8, words: 'over 8 wrappings around it' },
  findings: { most: 2000, words: 'over 2,000 findings' },
} as const satisfies Readonly<Record<string, Allowance>>;

export type Limit = keyof typeof allowances;

/** What of a drive was not looked at: `not looked at: over 1,000 parts in all`. */
export const wordsOfLimit = (limit: Limit): string => `not looked at: ${allowances[limit].words}`;

/** Whether an amount is within a limit that does not add up. */
export const isWithin = (limit: 'document' | 'depth', amount: number): boolean => amount <= allowances[limit].most;

/** What is left of the limits that add up, for all that one guest looks at on one drive. */
export class Budget {
  readonly #used = new Map<Limit, number>();

  /** Takes an amount and answers whether it was left. Once something was not, nothing is left for what comes later. */
  take(limit: 'bytes' | 'steps' | 'parts' | 'findings', amount = 1): boolean {
    const used = (this.#used.get(limit) ?? 0) + amount;
    this.#used.set(limit, used);
    return used <= allowances[limit].most;
  }

  left(limit: 'bytes'): number {
    return Math.max(0, allowances[limit].most - (this.#used.get(limit) ?? 0));
  }
}
