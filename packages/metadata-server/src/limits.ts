/** How much one guest, and all of them, may ask of the service at once. */
import { serverRefusal } from './codes.ts';

export interface ServiceLimits {
  /** Bytes of a request line and its headers together. */
  readonly headerBytes: number;
  readonly headers: number;
  /** Bytes of the target of a request. */
  readonly targetBytes: number;
  /** Until the headers are there. */
  readonly headerMilliseconds: number;
  /** Until the request is there. */
  readonly requestMilliseconds: number;
  /** Between requests, and while an answer is not taken. */
  readonly idleMilliseconds: number;
  readonly connectionsPerSource: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** Of one source, in the mean; 0: as many as it likes. */
  readonly requestsPerSecond: number;
  readonly userDataBytes: number;
  readonly guests: number;
}

/** What holds where nothing is said. */
export const defaultServiceLimits: ServiceLimits = {
  headerBytes: 8192,
  headers: 64,
  targetBytes: 1024,
  headerMilliseconds: 5000,
  requestMilliseconds: 10_000,
  idleMilliseconds: 5000,
  connectionsPerSource: 16,
  connections: 4096,
  requestsPerConnection: 100,
  // wget gives up at the first 429.
  requestsPerSecond: 0,
  userDataBytes: 1024 * 1024,
  guests: 10_000,
};

export type ServiceLimitOptions = { readonly [Name in keyof ServiceLimits]?: number | undefined };

/** @throws InvalidInputError `service-limit-invalid` */
export function serviceLimitsOf(options: ServiceLimitOptions = {}): ServiceLimits {
  const limits = { ...defaultServiceLimits };
  for (const name of Object.keys(defaultServiceLimits) as (keyof ServiceLimits)[]) {
    const wanted = options[name];
    if (wanted === undefined) continue;
    const least = name === 'requestsPerSecond' ? 0 : 1;
    if (!Number.isSafeInteger(wanted) || wanted < least) {
      throw serverRefusal('service-limit-invalid', ['limits', name], `must be a whole number from ${least} on`);
    }
    (limits as Record<keyof ServiceLimits, number>)[name] = wanted;
  }
  return limits;
}
