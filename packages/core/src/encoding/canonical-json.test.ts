import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
};

describe('canonicalJson', () => {
  it.each([
    [null, 'null'],
    [[true, false, 0, -1.5, 'a"\\\n'], '[true,false,0,-1.5,"a\\"\\\\\\n"]'],
    [{ b: 1, a: { d: [], c: {} } }, '{"a":{"c":{},"d":[]},"b":1}'],
    [{ 10: 'ten', 9: 'nine' }, '{"10":"ten","9":"nine"}'],
    [JSON.parse('{"__proto__":{"constructor":1}}'), '{"__proto__":{"constructor":1}}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ])('writes %j', (value, text) => expect(canonicalJson(value)).toBe(text));

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['NaN', Number.NaN],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a big integer', 1n],
    ['a function', { a: () => 1 }],
    ['a symbol', [Symbol.iterator]],
    ['a gap', Object.assign([], { length: 1 })],
    ['a member that is undefined', { a: undefined }],
    ['half a character', ['\ud800']],
    ['half a character in a key', { '\ud800': 1 }],
    ['a date', { at: new Date(0) }],
    ['a map', new Map([['a', 1]])],
    ['bytes', { a: Uint8Array.of(1) }],
    ['65 lists in one another', nested(65)],
    ['100,000 of them', nested(100_000)],
    ['100,001 values', Array.from({ length: 100_000 }, () => 0)],
  ])('has no text for %s', (_, value) => expect(canonicalJson(value)).toBeUndefined());

  it('goes 64 deep', () => expect(canonicalJson(nested(64))).toBe(`${'['.repeat(64)}1${']'.repeat(64)}`));

  it('ends on a value that holds itself, and on one that says an endless text', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    expect(canonicalJson(ring)).toBeUndefined();
    let bomb: unknown = 'x';
    for (let depth = 0; depth < 60; depth++) bomb = [bomb, bomb];
    expect(canonicalJson(bomb)).toBeUndefined();
  });

  it('says what JSON.stringify says, in one order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = canonicalJson(value) ?? '';
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
