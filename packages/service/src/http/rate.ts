/** How many requests an account may send in a second. */

/** What is left to an account, for the headers of an answer. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until there are as many as `limit` again. */
  readonly resetSeconds: number;
}

const WINDOW_MILLISECONDS = 1000;

/** Windows that are over are forgotten when there are so many. */
const MOST_WINDOWS = 10_000;

interface Window {
  readonly began: number;
  used: number;
}

export class RateLimit {
  readonly #limit: number;
  readonly #windows = new Map<string, Window>();

  constructor(perSecond: number) {
    this.#limit = perSecond;
  }

  /** Counts one request of an account. */
  take(account: string, nowMilliseconds: number): Allowance {
    const window = this.#windowOf(account, nowMilliseconds);
    const isAllowed = window.used < this.#limit;
    if (isAllowed) window.used += 1;
    const left = window.began + WINDOW_MILLISECONDS - nowMilliseconds;
    return {
      isAllowed,
      limit: this.#limit,
      remaining: this.#limit - window.used,
      resetSeconds: Math.max(1, Math.ceil(left / 1000)),
    };
  }

  #windowOf(account: string, now: number): Window {
    const found = this.#windows.get(account);
    if (found !== undefined && now - found.began < WINDOW_MILLISECONDS) return found;
    if (this.#windows.size >= MOST_WINDOWS) this.#forget(now);
    const window = { began: now, used: 0 };
    this.#windows.set(account, window);
    return window;
  }

  #forget(now: number): void {
    for (const [account, { began }] of this.#windows)
      if (now - began >= WINDOW_MILLISECONDS) this.#windows.delete(account);
  }
}

/** The headers that tell an allowance. */
export const rateHeaders = ({ isAllowed, limit, remaining, resetSeconds }: Allowance): readonly string[] => [
  'RateLimit-Limit',
  String(limit),
  'RateLimit-Remaining',
  String(remaining),
  'RateLimit-Reset',
  String(resetSeconds),
  ...(isAllowed ? [] : ['Retry-After', String(resetSeconds)]),
];
