/**
 * What one reader makes of a drive, collected: each finding costs something, and the verdict is the highest price.
 */
import type { Issue, Place, Severity } from '@configdrive/issues';
import type { CoreCode } from '../codes.ts';

/**
 * `taken`: all of it arrives. `partly`: something does not. `refused`: the reader finds the drive and drops it, or stops.
 * `ignored`: the reader takes nothing from it, because it does not find it or nothing on it is for this reader.
 */
export type Verdict = 'taken' | 'partly' | 'refused' | 'ignored';

/** What a fact costs the guest. */
export type Cost =
  /** The reader does not find the drive. */
  | 'not-found'
  /** There is nothing for this reader, and no harm in that. */
  | 'nothing-for-it'
  /** The reader refuses the drive. */
  | 'drive'
  /** The whole network, or all that comes after. */
  | 'most'
  | 'part'
  | 'nothing';

interface Price {
  readonly severity: Severity;
  readonly verdict: Verdict;
}

const prices: Readonly<Record<Cost, Price>> = {
  'not-found': { severity: 'error', verdict: 'ignored' },
  'nothing-for-it': { severity: 'notice', verdict: 'ignored' },
  drive: { severity: 'error', verdict: 'refused' },
  most: { severity: 'error', verdict: 'partly' },
  part: { severity: 'warning', verdict: 'partly' },
  nothing: { severity: 'notice', verdict: 'taken' },
};

const gravity: readonly Verdict[] = ['taken', 'partly', 'refused', 'ignored'];

export class Findings {
  readonly #issues: Issue[] = [];
  #verdict: Verdict = 'taken';

  /** Messages name places, lengths and rules; never a value from a file. */
  add(cost: Cost, code: CoreCode, place: Place, message: string, rule?: string): void {
    const { severity, verdict } = prices[cost];
    this.#issues.push({ code, severity, place, ...(rule === undefined ? {} : { rule }), message });
    if (gravity.indexOf(verdict) > gravity.indexOf(this.#verdict)) this.#verdict = verdict;
  }

  get issues(): readonly Issue[] {
    return this.#issues;
  }

  get verdict(): Verdict {
    return this.#verdict;
  }
}
