import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonText, jsonArray, jsonNull, jsonNumber, jsonObject, jsonRecord, jsonString } from './ordered-json.ts';

describe('jsonString', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['a "quoted" \\ word', '"a \\"quoted\\" \\\\ word"'],
    ['tab\tline\nbell\u0007', '"tab\\tline\\nbell\\u0007"'],
    ['</script> & <b> stay', '"</script> & <b> stay"'],
    ['Zürich 基盤 ☁', '"Zürich 基盤 ☁"'],
    ['a\u2028b\u2029c', '"a\\u2028b\\u2029c"'],
    ['del\u007f', '"del\u007f"'],
  ])('writes %j as Gson does', (text, json) => expect(jsonString(text)).toBe(json));

  it('is read back by JSON.parse as it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => JSON.parse(jsonString(text)) === text));
  });
});

describe('objects', () => {
  it('keep the order of their members, whatever the keys', () => {
    const members: [string, JsonText][] = [
      ['z', jsonNumber(1)],
      ['10', jsonNull],
      ['__proto__', jsonString('x')],
      ['2', jsonArray([jsonNumber(1), jsonString('b')])],
    ];
    expect(jsonObject(members)).toBe('{"z":1,"10":null,"__proto__":"x","2":[1,"b"]}');
    expect(jsonObject([])).toBe('{}');
  });

  it('of fixed keys leave out what is undefined', () => {
    const route = jsonRecord('gateway', 'netmask', 'network');
    const text = route({ network: jsonString('::'), netmask: undefined, gateway: jsonNull });
    expect(text).toBe('{"gateway":null,"network":"::"}');
    expect(route({ network: undefined, netmask: undefined, gateway: undefined })).toBe('{}');
  });

  it('are read back with every member and value', () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(pairs, (members) => {
        const text = jsonObject(members.map(([key, value]) => [key, jsonString(value)] as const));
        const keys: string[] = [];
        JSON.parse(text, (key, value: unknown) => {
          if (key !== '' || typeof value === 'string') keys.push(`${key}=${String(value)}`);
          return value;
        });
        expect(new Set(keys)).toEqual(new Set(members.map(([key, value]) => `${key}=${value}`)));
      }),
    );
  });
});
