/**
 * How large a config drive may be. Each limit is an option; exactly the limit passes.
 */
import type { Place } from '@configdrive/issues';
import type { CoreIssues } from './issues.ts';

export interface Limits {
  /** Bytes of the image. Default 64 MiB, what CloudStack and Ironic take. */
  readonly imageByteLength: number;
  /** Characters of the user data in base64. Default 32768, CloudStack's `vm.userdata.max.length`; at most 1048576. */
  readonly userDataBase64Length: number;
  /** Files, aliases and directories. Default 10000. */
  readonly entries: number;
}

export const defaultLimits: Limits = {
  imageByteLength: 64 * 1024 * 1024,
  userDataBase64Length: 32_768,
  entries: 10_000,
};

/** What is parsed of a file of a drive, in bytes: more is nobody's data, and many times as much memory comes out of it. */
export const MOST_DOCUMENT_BYTES = 1024 * 1024;

/** The same in words. */
export const MOST_DOCUMENT_WORDS = `${MOST_DOCUMENT_BYTES / (1024 * 1024)} MiB`;

/** CloudStack refuses a higher `vm.userdata.max.length`. The other two end where numbers are exact. */
const highest: Limits = {
  imageByteLength: Number.MAX_SAFE_INTEGER,
  userDataBase64Length: 1_048_576,
  entries: Number.MAX_SAFE_INTEGER,
};

export type LimitOptions = { readonly [name in keyof Limits]?: number | undefined };

const limitNames = Object.keys(defaultLimits) as (keyof Limits)[];

/** The defaults, changed by each of `layers` in turn. */
export function limitsOf(layers: readonly (LimitOptions | undefined)[], place: Place, report: CoreIssues): Limits {
  const given = layers.filter((layer) => layer !== undefined);
  if (given.length === 0) return defaultLimits;
  const limits: { -readonly [name in keyof Limits]: number } = { ...defaultLimits };
  for (const layer of given) {
    for (const name of limitNames) limits[name] = layer[name] ?? limits[name];
  }
  for (const name of limitNames) {
    const value = limits[name];
    if (Number.isSafeInteger(value) && value >= 0 && value <= highest[name]) continue;
    report.add('limit-out-of-range', [...place, name], `must be a whole number from 0 to ${highest[name]}`);
    limits[name] = defaultLimits[name];
  }
  return limits;
}
