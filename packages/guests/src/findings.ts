/**
 * What one guest makes of a drive, collected: each finding costs something, and the verdict is the highest price.
 */
import { coreCodes } from '@configdrive/core';
import { defineCodes, type Issue, IssueCollector, type Place, type Severity } from '@configdrive/issues';
import { Budget, type Limit, type Look, wordsOfLimit } from './budget.ts';
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

/** Collects what one guest makes of a drive, and the verdict that follows; its budget is that of this guest's whole look. */
export class GuestFindings {
  readonly budget: Budget;
  readonly #collector = IssueCollector.of(codes);
  readonly #limitsTold = new Set<Limit>();
  #verdict: Verdict = 'taken';
  /** The worst of the findings that are not listed. */
  #unlisted: Impact | undefined;

  /** `look`: what other guests have made of the same drive's texts. `begun`: what these go on from. */
  constructor(look?: Look, begun?: GuestFindings) {
    this.budget = begun?.budget.copy() ?? new Budget(look);
    if (begun === undefined) return;
    for (const issue of begun.#collector.all) this.#collector.put(issue);
    for (const limit of begun.#limitsTold) this.#limitsTold.add(limit);
    this.#verdict = begun.#verdict;
    this.#unlisted = begun.#unlisted;
  }

  /** Messages name places, lengths and rules; never a value from a file. */
  add(cost: Impact, code: GuestCode, place: Place, message: string, rule?: string): void {
    const { severity, verdict } = consequences[cost];
    if (gravity.indexOf(verdict) > gravity.indexOf(this.#verdict)) this.#verdict = verdict;
    if (this.budget.take('findings')) this.#collector.add(code, place, message, { severity, rule });
    else this.#unlisted = worse(cost, this.#unlisted);
  }

  /** Says once for each limit where something was beyond it. */
  notLookedAt(limit: Limit, place: Place, cost: Impact = 'nothing'): void {
    const reached = this.budget.look.isLate() ? 'milliseconds' : limit;
    if (this.#limitsTold.has(reached)) return;
    this.#limitsTold.add(reached);
    this.add(cost, 'content-not-looked-at', place, wordsOfLimit(reached));
  }

  get issues(): readonly Issue[] {
    const all = this.#collector.all.map(withLine);
    if (this.#unlisted === undefined) return all;
    const more = IssueCollector.of(codes);
    const { severity } = consequences[this.#unlisted];
    more.add('content-not-looked-at', [], wordsOfLimit('findings'), { severity });
    return [...all, ...more.all];
  }

  get verdict(): Verdict {
    return this.#verdict;
  }
}

/**
 * A line of a file of the drive, or of the text that is the vendor data in one; a part of a message or an archive has lines of its
 * own, which are those of no text that anybody has.
 */
function withLine(issue: Issue): Issue {
  const line = issue.place.at(-1);
  const isLine = typeof line === 'number' && WHOLE_TEXT.test(issue.place.slice(1, -1).join(' '));
  return isLine ? { ...issue, at: { line, column: 1, length: 0 } } : issue;
}

/** CloudStack's vendor data is a member of JSON, alone or first in a list. */
const WHOLE_TEXT = /^(?:cloud-init (?:0 )?)?line$/;

const severities: readonly Severity[] = ['notice', 'warning', 'error'];

const rankOf = (impact: Impact): number => severities.indexOf(consequences[impact].severity);

const worse = (one: Impact, other: Impact | undefined): Impact =>
  other === undefined || rankOf(one) > rankOf(other) ? one : other;
