/** The span editor: what it touches becomes what was asked for, everything else stays letter by letter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  itemsOf,
  jsonTextOf,
  kindOfJson,
  valueAt,
  withItem,
  withItems,
  withMember,
  withoutItemsThat,
  withoutValueAt,
  withValueAt,
} from './json-edit.ts';
import { type JsonText, jsonString } from './ordered-json.ts';

const json = (text: string): JsonText => {
  const checked = jsonTextOf(text);
  if (checked === undefined) throw new Error('not JSON');
  return checked;
};

const X = json('"x"');

describe('a member is replaced', () => {
  it.each([
    ['compact', '{"a":1,"b":2}', '{"a":1,"b":"x"}'],
    ['spaced', '{ "a" : 1 , "b" : 2 }\n', '{ "a" : 1 , "b" : "x" }\n'],
    [
      'a number that no double holds beside it',
      '{"n":12345678901234567890,"b":0.10}',
      '{"n":12345678901234567890,"b":"x"}',
    ],
    ['an object', '{"b":{"b":[1,{"b":2}]},"a":"}\\"]"}', '{"b":"x","a":"}\\"]"}'],
    ['a text with brackets, quotes and escapes', '{"a":"{[\\"\\\\","b":"]}\\\\\\""}', '{"a":"{[\\"\\\\","b":"x"}'],
    ['an escaped key', '{"\\u0062":1}', '{"\\u0062":"x"}'],
    ['a key twice: wherever it stands', '{"b":1,"a":2,"b":[3]}', '{"b":"x","a":2,"b":"x"}'],
    ['a literal at the end', '{"b":true}', '{"b":"x"}'],
    ['not one in a value', '{"a":{"b":1},"b":null}', '{"a":{"b":1},"b":"x"}'],
  ])('%s', (_, before, after) => {
    expect(withMember(json(before), 'b', X)).toBe(after);
    expect(withValueAt(json(before), ['b'], X)).toBe(after);
  });

  it('deep down, in every object of that name', () => {
    const before = json('{"m":{"p":1},"m":[{"p":2}],"m":{"q":3,"p":4}}');
    expect(withValueAt(before, ['m', 'p'], X)).toBe('{"m":{"p":"x"},"m":[{"p":2}],"m":{"q":3,"p":"x"}}');
  });
});

describe('a member is put in behind all others, spaced like them', () => {
  it.each([
    ['compact', '{"a":1,"c":2}', '{"a":1,"c":2,"b":"x"}'],
    ['as Python writes it', '{"a": 1, "c": 2}', '{"a": 1, "c": 2, "b": "x"}'],
    ['as Python writes a single one', '{"a": 1}', '{"a": 1, "b": "x"}'],
    ['indented', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": "x"\n}\n'],
    ['a blank before the colon is no habit', '{"a" :1}', '{"a" :1,"b":"x"}'],
    ['empty', '{}', '{"b": "x"}'],
    ['empty with blanks', ' { } ', ' {"b": "x"} '],
  ])('%s', (_, before, after) => {
    expect(withMember(json(before), 'b', X)).toBe(after);
  });
});

describe('a member is taken out', () => {
  it.each([
    ['the first', '{"b": 1, "c": 2}', '{"c": 2}'],
    ['the last', '{"a": 1, "b": 2}', '{"a": 1}'],
    ['between two', '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', '{\n  "a": 1,\n  "c": 3\n}'],
    ['the only one', '{ "b": 1 }', '{}'],
    ['every time', '{"b":1,"a":2,"b":3,"b":4,"c":5}', '{"a":2,"c":5}'],
    ['none', '{ "a": 1 }', '{ "a": 1 }'],
    ['not from a list', '["b"]', '["b"]'],
  ])('%s', (_, before, after) => {
    expect(withoutValueAt(json(before), ['b'])).toBe(after);
  });

  it('deep down', () => {
    expect(withoutValueAt(json('{"m":{"b":1},"m":{"a":1,"b":2},"b":3}'), ['m', 'b'])).toBe(
      '{"m":{},"m":{"a":1},"b":3}',
    );
  });

  it('in time that grows with the text, also when it is there a hundred thousand times', () => {
    const text = json(`{${Array.from({ length: 100_000 }, (_, index) => `"b":${index}`).join(',')},"a":1}`);
    expect(withoutValueAt(text, ['b'])).toBe('{"a":1}');
  });
});

describe('a list', () => {
  it('gets a value at its end, spaced like the others', () => {
    expect(withItem(json('[]'), X)).toBe('["x"]');
    expect(withItem(json('[1]'), X)).toBe('[1, "x"]');
    expect(withItem(json('[1,2]'), X)).toBe('[1,2,"x"]');
    expect(withItem(json('[\n 1\n]'), X)).toBe('[\n 1,\n "x"\n]');
  });

  it('has values replaced and taken out', () => {
    const list = json('[ "a", {"a":[1]}, "b" ]');
    expect(withItems(list, (item) => (item === '"a"' ? X : item))).toBe('[ "x", {"a":[1]}, "b" ]');
    expect(withoutItemsThat(list, (item) => kindOfJson(item) === 'string')).toBe('[ {"a":[1]} ]');
    expect(itemsOf(list)).toEqual(['"a"', '{"a":[1]}', '"b"']);
  });
});

describe('what is read', () => {
  it.each([
    ['the last of several', '{"a":1,"a":{"b":2},"a":{"b":3}}', ['a', 'b'], '3'],
    ['nothing', '{"a":1}', ['b'], undefined],
    ['nothing in a value that is no object', '{"a":[1]}', ['a', 'b'], undefined],
    ['the whole', ' [1] ', [], '[1]'],
  ])('%s', (_, text, path, value) => {
    expect(valueAt(json(text), path)).toBe(value);
  });

  it('kinds', () => {
    expect(['{}', ' []', '"a"', 'null', '1', 'true'].map((text) => kindOfJson(json(text)))).toEqual([
      'object',
      'array',
      'string',
      'null',
      'other',
      'other',
    ]);
  });

  it.each(['', '{', '{"a":1,}', '\ufeff{}', "{'a':1}", '{"a":NaN}', '{} {}'])('%j is no JSON', (text) => {
    expect(jsonTextOf(text)).toBeUndefined();
  });

  it('brackets, a hundred thousand of them in one another', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = `{"a":${deep},"b":1}` as JsonText;
    expect(withMember(text, 'b', X)).toBe(`{"a":${deep},"b":"x"}`);
  });
});

/** Any JSON text: any spacing, escapes, and keys that come twice. */
const blanks = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
const escaped = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
const anyString = fc
  .tuple(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__', '"', '\\', '{', '1')), fc.boolean())
  .map(([text, asEscapes]) => (asEscapes ? escaped(text) : JSON.stringify(text)));
const scalar = fc.oneof(
  anyString,
  fc.constantFrom('true', 'false', 'null', '12345678901234567890', '-0.10e+2', '0'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);
const { value: anyJson } = fc.letrec<{ value: string; container: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, tie('container')),
  container: fc.oneof(
    fc
      .array(fc.tuple(blanks, tie('value'), blanks), { maxLength: 4 })
      .map((items) => `[${items.map((item) => item.join('')).join(',')}]`),
    fc
      .array(fc.tuple(blanks, anyString, blanks, fc.constant(':'), blanks, tie('value'), blanks), { maxLength: 4 })
      .map((members) => `{${members.map((member) => member.join('')).join(',')}}`),
  ),
}));
const member = fc.tuple(blanks, anyString, blanks, fc.constant(':'), blanks, anyJson, blanks);
const objectOf = (members: fc.Arbitrary<readonly (readonly string[])[]>): fc.Arbitrary<string> =>
  fc
    .tuple(blanks, members, blanks)
    .map(([before, list, after]) => `${before}{${list.map((parts) => parts.join('')).join(',')}}${after}`);
const anyObject = objectOf(fc.array(member, { maxLength: 5 }));
/** No key twice. */
const plainObject = objectOf(fc.uniqueArray(member, { maxLength: 5, selector: ([, key]) => String(JSON.parse(key)) }));
const anyKey = fc.oneof(fc.constantFrom('a', 'b', '"', '\\', '{', '1'), fc.string());

/**
 * V8 13.6 (Node 24) to 14.6 (Node 26) reads the key "\"" as "\\" once it has seen the latter (nodejs/node#63785): no judge of
 * texts with an escape in them.
 */
const isMisread = (): boolean => {
  // Behind a key that no other object has: the engine remembers what came behind it.
  JSON.parse('{"seen only here":[],"\\\\":0}');
  return !('"' in JSON.parse('{"seen only here":1,"\\"":2}'));
};
const unescapedOnly = isMisread();

/** Members as a parser gives them, `__proto__` included. */
const membersOf = (text: string): Map<string, string> => {
  fc.pre(!(unescapedOnly && text.includes('\\')));
  const members = new Map<string, string>();
  const parsed: Record<string, unknown> = JSON.parse(text, (_, value: unknown) => value);
  for (const key of Object.keys(parsed))
    members.set(key, JSON.stringify(Object.getOwnPropertyDescriptor(parsed, key)?.value));
  return members;
};

const runs = { numRuns: 2000 };

describe('any JSON text', () => {
  it('has the member that was put in, and every other as it was', () => {
    fc.assert(
      fc.property(anyObject, anyKey, anyJson, (text, key, value) => {
        const expected = membersOf(text).set(key, JSON.stringify(JSON.parse(value)));
        expect(membersOf(withMember(json(text), key, json(value)))).toEqual(expected);
      }),
      runs,
    );
  });

  it('has not the member that was taken out, and every other as it was', () => {
    fc.assert(
      fc.property(anyObject, anyKey, (text, key) => {
        const expected = membersOf(text);
        expected.delete(key);
        expect(membersOf(withoutValueAt(json(text), [key]))).toEqual(expected);
      }),
      runs,
    );
  });

  it('is itself again after a replacement that is taken back', () => {
    fc.assert(
      fc.property(plainObject, anyKey, anyJson, (text, key, value) => {
        const before = valueAt(json(text), [key]);
        fc.pre(before !== undefined);
        expect(withValueAt(withValueAt(json(text), [key], json(value)), [key], before)).toBe(text);
      }),
      runs,
    );
  });

  it('is itself when what is taken out is what was put in', () => {
    fc.assert(
      fc.property(anyObject, anyKey, anyJson, (text, key, value) => {
        fc.pre(valueAt(json(text), [key]) === undefined && membersOf(text).size > 0);
        expect(withoutValueAt(withMember(json(text), key, json(value)), [key])).toBe(text);
      }),
      runs,
    );
  });

  it('is the same JSON to JSON.parse, value by value', () => {
    fc.assert(
      fc.property(anyObject, anyKey, (text, key) => {
        const value = valueAt(json(text), [key]);
        expect(value === undefined ? undefined : JSON.stringify(JSON.parse(value))).toBe(membersOf(text).get(key));
      }),
      runs,
    );
  });

  it('that is a list keeps its values when one is added', () => {
    fc.assert(
      fc.property(fc.array(anyJson, { maxLength: 4 }), anyString, (items, item) => {
        const list = json(`[${items.join(' ,')}]`);
        const longer = withItem(list, json(item));
        expect(JSON.stringify(JSON.parse(longer))).toBe(JSON.stringify(JSON.parse(`[${[...items, item].join(',')}]`)));
        expect(itemsOf(longer)).toEqual([...itemsOf(list), item]);
      }),
      runs,
    );
  });

  it('keys are looked for by what they say', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(valueAt(json(`{${escaped(key)}:1}`), [key])).toBe('1');
        expect(valueAt(json(`{${jsonString(key)}:1}`), [key])).toBe('1');
      }),
      runs,
    );
  });
});
