/** What one source address may do at once, and in a while. */
import type { ServiceLimits } from '../limits.ts';

/** Sources that did nothing for a while are forgotten when there are so many. */
const MOST_SOURCES = 100_000;

interface Bucket {
  tokens: number;
  at: number;
}

export class Sources {
  readonly #limits: Pick<ServiceLimits, 'connectionsPerSource' | 'requestsPerSecond'>;
  readonly #connections = new Map<string, number>();
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: Pick<ServiceLimits, 'connectionsPerSource' | 'requestsPerSecond'>) {
    this.#limits = limits;
  }

  /** Takes one of its connections; false where it has them all. `leave` gives it back. */
  enter(source: string): boolean {
    const count = this.#connections.get(source) ?? 0;
    if (count >= this.#limits.connectionsPerSource) return false;
    this.#connections.set(source, count + 1);
    return true;
  }

  leave(source: string): void {
    const count = this.#connections.get(source) ?? 0;
    if (count > 1) this.#connections.set(source, count - 1);
    else this.#connections.delete(source);
  }

  /** Whether one more request is within the rate; ten seconds of it may come at once. */
  mayAsk(source: string, nowMilliseconds: number): boolean {
    const { requestsPerSecond } = this.#limits;
    if (requestsPerSecond === 0) return true;
    const most = 10 * requestsPerSecond;
    const bucket = this.#buckets.get(source) ?? { tokens: most, at: nowMilliseconds };
    bucket.tokens = Math.min(most, bucket.tokens + ((nowMilliseconds - bucket.at) / 1000) * requestsPerSecond);
    bucket.at = nowMilliseconds;
    if (this.#buckets.size >= MOST_SOURCES) this.#buckets.clear();
    this.#buckets.set(source, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
