/**
 * For every test: two contents of drives are equal when they hold the same bytes. What they hold is private, so that an
 * ordinary comparison would see their lengths only. Bytes are compared as bytes: an ordinary comparison of an image, member by
 * member, takes seconds.
 */
import { expect } from 'vitest';

interface Content {
  bytes(): Uint8Array;
}

/** By what it can do: the pages of a browser and the sources have classes of their own. */
const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && 'bytes' in value && 'byteLength' in value && 'toJSON' in value;

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

function areSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  for (let at = 0; at < a.byteLength; at++) if (a[at] !== b[at]) return false;
  return true;
}

expect.addEqualityTesters([
  (a: unknown, b: unknown): boolean | undefined =>
    isContent(a) && isContent(b) ? areSame(a.bytes(), b.bytes()) : undefined,
  // Of different classes they are left to whoever tells these apart.
  (a: unknown, b: unknown): boolean | undefined =>
    isBytes(a) && isBytes(b) && a.constructor === b.constructor ? areSame(a, b) : undefined,
]);
