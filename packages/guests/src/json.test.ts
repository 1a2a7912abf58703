import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goJson, isArray, isObject, JsonNumber, type JsonValue, parseJson, pythonJson, rustJson } from './json.ts';

/** The same value as ECMAScript has it, for comparison. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const members = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of value) members[key] = plain(member);
  return members;
}

const valueIn = (text: string, dialect = pythonJson): JsonValue => {
  const result = parseJson(text, dialect);
  if ('fault' in result) throw new Error(`${result.fault} at ${result.at}`);
  return result.value;
};

describe('parseJson', () => {
  it('gives what JSON.parse gives, for any value in any spacing', () => {
    const spacing = fc.constantFrom(undefined, 1, '\t', '\r\n '.trimStart());
    fc.assert(
      fc.property(fc.jsonValue(), spacing, (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(JSON.stringify(plain(valueIn(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what JSON.parse refuses, for damaged texts', () => {
    const damaged = fc.tuple(
      fc.jsonValue(),
      fc.nat(),
      fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'e', '\n'),
    );
    fc.assert(
      fc.property(damaged, ([value, where, by]) => {
        const sound = JSON.stringify(value);
        const at = where % sound.length;
        const text = sound.slice(0, at) + by + sound.slice(at + 1);
        expect('fault' in parseJson(text, rustJson)).toBe(isRefused(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps a prototype for a key, and the digits of a number', () => {
    const value = valueIn('{"__proto__": 12345678901234567890, "constructor": -0}');
    expect([...(value as Map<string, JsonNumber>)].map(([key, number]) => [key, number.text])).toEqual([
      ['__proto__', '12345678901234567890'],
      ['constructor', '-0'],
    ]);
  });

  it('lets the last of a repeated key win at the first place, and says which were repeated', () => {
    const result = parseJson('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}', rustJson);
    if ('fault' in result) throw new Error('not read');
    expect(JSON.stringify(plain(result.value))).toBe('{"a":3,"b":{"c":2}}');
    expect([...result.repeatedKeys]).toEqual(['a']);
  });

  it.each(['NaN', 'Infinity', '-Infinity'])('takes %s for a number as Python does, and Go and Rust do not', (text) => {
    expect(valueIn(`[${text}]`)).toEqual([new JsonNumber(text)]);
    expect(parseJson(`[${text}]`, goJson)).toEqual({ fault: 'syntax', at: 1 });
    expect(parseJson(`[${text}]`, rustJson)).toEqual({ fault: 'syntax', at: 1 });
  });

  it.each([
    ['Python', pythonJson],
    ['Rust', rustJson],
    ['Go', goJson],
  ])('nests as deep as %s and not deeper', (_, dialect) => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect('value' in parseJson(nested(dialect.mostNested), dialect)).toBe(true);
    expect(parseJson(nested(dialect.mostNested + 1), dialect)).toMatchObject({ fault: 'nesting' });
  });

  it('survives 100,000 brackets and a long text of quotes', () => {
    expect(parseJson('['.repeat(100_000), goJson)).toMatchObject({ fault: 'nesting' });
    expect(valueIn(JSON.stringify('"\\'.repeat(200_000)))).toHaveLength(400_000);
  });

  it.each([
    ['', 0],
    ['{"a" 1}', 5],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a": 1,}', 8],
    ['"a', 0],
    ['["\n"]', 1],
    ['1 2', 2],
    ['{1: 2}', 1],
    ['tru', 0],
    ['01', 1],
  ])('says where %j stops being JSON', (text, at) => {
    expect(parseJson(text, pythonJson)).toEqual({ fault: 'syntax', at });
  });
});

function isRefused(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
