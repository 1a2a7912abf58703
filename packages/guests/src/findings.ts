/**
 * What one guest makes of a drive, collected: each finding costs something, and the verdict is the highest price.
 */
import { coreCodes } from '@configdrive/core';
import { defineCodes, type Issue, IssueCollector, type Place, type Severity } from '@configdrive/issues';
import { type GuestCode, guestCodes } from './codes.ts';

/**
 * `taken`: all of it arrives. `partly`: something does not. `refused`: the guest finds the drive and drops it, or stops.
 * `ignored`: the guest takes nothing from it, because it does not find it or nothing on it is for this guest.
 */
export type Verdict = 'taken' | 'partly' | 'refused' | 'ignored';

/** What a fact costs the guest. */
export type Impact =
  /** The guest does not find the drive. */
  | 'not-found'
  /** There is nothing for this guest, and no harm in that. */
  | 'nothing-for-it'
  /** The guest refuses the drive. */
  | 'total'
  /** The whole network, or all that comes after. */
  | 'major'
  | 'minor'
  | 'nothing';

interface Consequence {
  readonly severity: Severity;
  readonly verdict: Verdict;
}

const consequences: Readonly<Record<Impact, Consequence>> = {
  'not-found': { severity: 'error', verdict: 'ignored' },
  'nothing-for-it': { severity: 'notice', verdict: 'ignored' },
  total: { severity: 'error', verdict: 'refused' },
  major: { severity: 'error', verdict: 'partly' },
  minor: { severity: 'warning', verdict: 'partly' },
  nothing: { severity: 'notice', verdict: 'taken' },
};

const gravity: readonly Verdict[] = ['taken', 'partly', 'refused', 'ignored'];

/** The codes of what planning and guests find. */
const codes = defineCodes({ ...coreCodes, ...guestCodes });

/** Collects what one guest makes of a drive, and the verdict that follows. */
export class GuestFindings {
  readonly #collector = IssueCollector.of(codes);
  #verdict: Verdict = 'taken';

  /** Messages name places, lengths and rules; never a value from a file. */
  add(cost: Impact, code: GuestCode, place: Place, message: string, rule?: string): void {
    const { severity, verdict } = consequences[cost];
    this.#collector.add(code, place, message, { severity, rule });
    if (gravity.indexOf(verdict) > gravity.indexOf(this.#verdict)) this.#verdict = verdict;
  }

  get issues(): readonly Issue[] {
    return this.#collector.all;
  }

  get verdict(): Verdict {
    return this.#verdict;
  }
}
