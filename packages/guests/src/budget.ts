/**
 * What one guest may look at on one drive. A limit for each level multiplies with the levels, so there is one for the whole,
 * and it counts work and never time: the same drive gets the same verdict on every machine.
 */
import { MOST_DOCUMENT_BYTES, MOST_DOCUMENT_WORDS } from '@configdrive/core/internal';
import type { MeasuredYaml } from './yaml/yaml.ts';

interface Allowance {
  readonly most: number;
  /** What is beyond, for messages: `over 8 wrappings around it`. */
  readonly words: string;
}

const MIB = 1024 * 1024;

const allowances = {
  /** What JSON and YAML are parsed of; many times as much memory comes out of it. */
  document: { most: MOST_DOCUMENT_BYTES, words: `over ${MOST_DOCUMENT_WORDS} in one document` },
  /** Values in one JSON document: of 1 MiB there may be 350,000, and each program keeps all of them in its own way. */
  values: { most: 100_000, words: 'over 100,000 values in one document' },
  /** Texts of user data and vendor data, with what comes out of their wrappings. */
  bytes: { most: 16 * MIB, words: 'over 16 MiB in all parts together' },
  /** Lexemes of YAML, each of which takes up to 700 bytes until its document is made. */
  steps: { most: 250_000, words: 'over 250,000 steps in all' },
  /** Parts of archives and of MIME messages, those inside of others with them. */
  parts: { most: 1000, words: 'over 1,000 parts in all' },
  /** Wrappings around one text; cloud-init goes on for ever. */
  depth: { most: 8, words: 'over 8 wrappings around it' },
  findings: { most: 2000, words: 'over 2,000 findings' },
  /** A backstop where the caller has a clock: all of the above is used up long before, or the machine is not well. */
  milliseconds: { most: 10_000, words: 'over 10 seconds' },
} as const satisfies Readonly<Record<string, Allowance>>;

export type Limit = keyof typeof allowances;

/** What of a drive was not looked at: `not looked at: over 1,000 parts in all`. */
export const wordsOfLimit = (limit: Limit): string => `not looked at: ${allowances[limit].words}`;

/** Whether an amount is within a limit that does not add up. */
export const isWithin = (limit: 'document' | 'values' | 'depth', amount: number): boolean =>
  amount <= allowances[limit].most;

/** Remembers what was made of texts in YAML. */
export interface YamlMemory {
  get(text: string): MeasuredYaml | undefined;
  set(text: string, measured: MeasuredYaml): void;
}

/** What one look at a drive has made of texts, whichever guest came to them first. */
export interface Look {
  readonly yaml: YamlMemory;
  readonly isLate: () => boolean;
}

/**
 * Begins a look. `now`: milliseconds by a clock of the caller's; without it time does not matter. `yaml`: what was made of texts
 * before.
 */
export function newLook(now: () => number = () => 0, yaml: YamlMemory = new Map()): Look {
  const endsAt = now() + allowances.milliseconds.most;
  return { yaml, isLate: () => now() > endsAt };
}

/** What is left of the limits that add up, for all that one guest looks at on one drive. */
export class Budget {
  readonly look: Look;
  readonly #used = new Map<Limit, number>();

  constructor(look: Look = newLook()) {
    this.look = look;
  }

  /** One that has as much left, and the same look. */
  copy(): Budget {
    const copy = new Budget(this.look);
    for (const [limit, used] of this.#used) copy.#used.set(limit, used);
    return copy;
  }

  /** Takes an amount and answers whether it was left. Once something was not, or time is over, nothing is left for what comes later. */
  take(limit: 'bytes' | 'steps' | 'parts' | 'findings', amount = 1): boolean {
    const used = (this.#used.get(limit) ?? 0) + amount;
    this.#used.set(limit, used);
    return used <= allowances[limit].most && (limit === 'findings' || !this.look.isLate());
  }

  left(limit: 'bytes' | 'steps'): number {
    return Math.max(0, allowances[limit].most - (this.#used.get(limit) ?? 0));
  }
}
