/** How much one caller, and all of them together, may ask of the API's server at once. Sizes of a request itself are those of the pure package. */
import { checkArguments, kind, options } from '@configdrive/issues/arguments';

export interface RimLimits {
  /** Connections of all sources together. */
  readonly connections: number;
  readonly connectionsPerSource: number;
  /** Requests that are not answered yet, of all sources together. */
  readonly openRequests: number;
  readonly openRequestsPerSource: number;
  /** Until the headers are there. */
  readonly headerMilliseconds: number;
  /** Until the whole request is there; as long again its handler may take. */
  readonly requestMilliseconds: number;
  /** Between two requests on one connection. */
  readonly idleMilliseconds: number;
}

/** What holds where nothing is said. */
export const defaultRimLimits: RimLimits = {
  connections: 1024,
  connectionsPerSource: 256,
  openRequests: 512,
  openRequestsPerSource: 128,
  headerMilliseconds: 30_000,
  requestMilliseconds: 30_000,
  idleMilliseconds: 5_000,
};

export type RimLimitOptions = { readonly [Name in keyof RimLimits]?: number | undefined };

type Names = Record<keyof RimLimits, true>;

const names = Object.fromEntries(Object.keys(defaultRimLimits).map((name) => [name, true])) as Names;

const knownLimits = options<RimLimitOptions>(names, () => true, 'an object of limits');

const positive = kind('a whole number from 1 on', (value) => Number.isSafeInteger(value) && (value as number) > 0);

/** Gives all limits. @throws InvalidInputError for a number that is none, and for an unknown name */
export function rimLimitsOf(given: RimLimitOptions = {}): RimLimits {
  checkArguments(['limits', knownLimits, given]);
  const wanted = Object.entries(given).filter(([, value]) => value !== undefined);
  checkArguments(...wanted.map(([name, value]) => [`limits.${name}`, positive, value] as const));
  return { ...defaultRimLimits, ...Object.fromEntries(wanted) };
}
