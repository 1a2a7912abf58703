/** A pair of values that is still to be compared. */
type Pair = readonly [unknown, unknown];

/**
 * Whether two values of JSON are the same one; the order of members does not count. Without recursion: a document of
 * 1 MiB may nest deeper than the engine's stack, on which `JSON.stringify` and the usual comparisons end.
 */
export function isSameValue(one: unknown, other: unknown): boolean {
  const pairs: Pair[] = [[one, other]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair;
    if (Object.is(left, right)) continue;
    if (!isComposite(left) || !isComposite(right) || Array.isArray(left) !== Array.isArray(right)) return false;
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false;
      pairs.push([left[key], right[key]]);
    }
  }
  return true;
}

const isComposite = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
