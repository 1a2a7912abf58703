/** An issue about a value says where the text has it. */
import type { Issue, Place } from '@configdrive/issues';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInJson, positioned } from './text-places.ts';

const issueAt = (place: Place, more: Partial<Issue> = {}): Issue => ({
  code: 'x',
  severity: 'error',
  place,
  message: 'is so',
  ...more,
});

const TEXT = `{
  "nics": [
    { "mac": "a\\"}b", "gw": 1 },
    { "mac": [true, null] }
  ],
  "n": -1.5e3 }`;

const partAt = (text: string, issue: Issue, prefix: Place = []): string | undefined => {
  const [{ at } = { at: undefined }] = positioned([issue], text, findInJson, prefix);
  if (at === undefined) return undefined;
  const start =
    text
      .split('\n')
      .slice(0, at.line - 1)
      .join('\n').length +
    (at.line === 1 ? 0 : 1) +
    at.column -
    1;
  return text.slice(start, start + at.length);
};

describe('the place of an issue in a JSON text', () => {
  it.each<[Place, string | undefined]>([
    [['nics', 0, 'mac'], '"a\\"}b"'],
    [['nics', 1, 'mac', 1], 'null'],
    [['nics', 1], '{ "mac": [true, null] }'],
    [['n'], '-1.5e3'],
    [['nics', 0, 'ipv4', 'gateway'], '{ "mac": "a\\"}b", "gw": 1 }'],
    [['label'], undefined],
    [[], undefined],
    [['toString', 'x'], undefined],
  ])('%j', (place, part) => {
    expect(partAt(TEXT, issueAt(place))).toBe(part);
  });

  it('is that of the key, where the key is wrong', () => {
    expect(partAt(TEXT, issueAt(['nics', 0], { key: 'gw' }))).toBe('"gw"');
    expect(partAt(TEXT, issueAt([], { key: 'n' }))).toBe('"n"');
  });

  it('counts a bare list as vmData, and begins behind a prefix', () => {
    expect(partAt('[["a", "b", 5]]', issueAt(['vmData', 0, 2]))).toBe('5');
    expect(partAt('[{"mac": "zz"}]', issueAt(['nics', 0, 'mac']), ['nics'])).toBe('"zz"');
    expect(partAt('[{"mac": "zz"}]', issueAt(['vmData', 0, 'mac']), ['nics'])).toBeUndefined();
  });

  it('is the one it has already', () => {
    const at = { line: 7, column: 8, length: 9 };
    expect(positioned([issueAt(['n'], { at })], TEXT, findInJson)[0]?.at).toBe(at);
  });

  it('has the text of every value of any document', () => {
    const placesOf = (value: unknown, place: Place): Place[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => {
            const step = Array.isArray(value) ? Number(key) : key;
            return [[...place, step], ...placesOf(inner, [...place, step])];
          })
        : [];
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify({ value }, null, indent);
        const document: unknown = JSON.parse(text);
        for (const place of placesOf(document, [])) {
          const wanted = place.reduce<unknown>(
            (inner, step) => (inner as Record<string | number, unknown>)[step],
            document,
          );
          expect(JSON.parse(partAt(text, issueAt(place)) ?? '')).toEqual(wanted);
        }
      }),
      { numRuns: 200 },
    );
  });
});
