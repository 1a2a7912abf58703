import { describe, expect, it } from 'vitest';
import { MAX_BODY_LENGTH, MAX_PARAMETERS, MAX_QUERY_LENGTH } from '../limits.ts';
import { decode, encode } from './decode.ts';

const pairsOf = (query: string, body?: string): readonly (readonly [string, string])[] => [...decode(query, body)];

const errorCodeOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { errorCode?: number }).errorCode;
  }
};

describe('decode', () => {
  it.each<[string, string | undefined, readonly (readonly [string, string])[]]>([
    ['', undefined, []],
    [
      'a=1&b=2',
      undefined,
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a=1&a=2', undefined, [['a', '2']]],
    ['', 'a=1&a=2', [['a', '1']]],
    [
      'a=1',
      'a=2&b=3',
      [
        ['a', '1'],
        ['b', '3'],
      ],
    ],
    [
      'a&b=2&&=3&c=',
      undefined,
      [
        ['b', '2'],
        ['c', ''],
      ],
    ],
    ['a=x+y%20z', undefined, [['a', 'x y z']]],
    [
      'a=%C3%A9%F0%9F%98%80&n%C3%A9=é',
      undefined,
      [
        ['a', 'é😀'],
        ['né', 'é'],
      ],
    ],
    ['a=b=c', undefined, [['a', 'b=c']]],
    [
      'Id=1&id=2',
      undefined,
      [
        ['Id', '1'],
        ['id', '2'],
      ],
    ],
    ['details%5B0%5D.a=1', undefined, [['details[0].a', '1']]],
    ['__proto__=1', undefined, [['__proto__', '1']]],
  ])('of %j and %j', (query, body, pairs) => {
    expect(pairsOf(query, body)).toEqual(pairs);
  });

  it.each([
    ['a%26b=1', 430],
    ['a%3Db=1', 430],
    ['a=%', 400],
    ['a=%zz', 400],
    ['a=%C3', 400],
    ['%FF=1', 400],
  ])('refuses %s with %i', (query, code) => {
    expect(errorCodeOf(() => decode(query))).toBe(code);
    expect(errorCodeOf(() => decode('', query))).toBe(code);
  });

  it('never repeats what it cannot decode', () => {
    expect(() => decode('userdata=c2VjcmV0%')).toThrow(/^(?!.*c2VjcmV0)/);
  });

  it('takes what the limits allow, and no more', () => {
    const parts = (count: number): string => 'a&'.repeat(count);
    expect(decode(parts(MAX_PARAMETERS)).size).toBe(0);
    expect(errorCodeOf(() => decode(parts(MAX_PARAMETERS + 1)))).toBe(400);
    expect(errorCodeOf(() => decode(parts(600), parts(401)))).toBe(400);
    expect(decode(`a=${'x'.repeat(MAX_QUERY_LENGTH - 2)}`).size).toBe(1);
    expect(errorCodeOf(() => decode('x'.repeat(MAX_QUERY_LENGTH + 1)))).toBe(400);
    expect(decode('', `a=${'x'.repeat(MAX_BODY_LENGTH - 2)}`).size).toBe(1);
    expect(errorCodeOf(() => decode('', 'x'.repeat(MAX_BODY_LENGTH + 1)))).toBe(400);
  });
});

describe('encode', () => {
  it('is what decode takes', () => {
    const parameters = new Map([
      ['a b', '1&2=3+4%é'],
      ['m[0].x', ''],
    ]);
    expect(encode(parameters)).toBe('a%20b=1%262%3D3%2B4%25%C3%A9&m%5B0%5D.x=');
    expect(decode(encode(parameters))).toEqual(parameters);
  });

  it('replaces halves of pairs', () => {
    expect(encode(new Map([['a', '\ud800']]))).toBe('a=%EF%BF%BD');
  });
});
