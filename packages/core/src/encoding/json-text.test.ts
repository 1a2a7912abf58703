import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultOf } from './json-text.ts';

/** `1:7 what` of the fault of a text. */
function faultText(text: string): string | undefined {
  const fault = jsonFaultOf(text);
  return fault && `${fault.line}:${fault.column} ${fault.what}`;
}

describe('jsonFaultOf', () => {
  it.each([
    ['', '1:1 the text ends too early: a value is expected here'],
    ['{"a": 1,\n  "b" 2}', '2:7 a colon is expected here'],
    ['[1, 2', '1:6 the text ends too early: a comma or the end is expected here'],
    ['[1,]', '1:4 a value is expected here'],
    ['{"a": 1,}', '1:9 a key in double quotes is expected here'],
    ["{'a': 1}", '1:2 a key in double quotes or the end of the object is expected here'],
    ['{1: 2}', '1:2 a key in double quotes or the end of the object is expected here'],
    ['[1}', '1:3 a comma or the end is expected here'],
    ['[tru]', '1:2 a value or the end of the list is expected here'],
    ['[01]', '1:2 a value or the end of the list is expected here'],
    ['["é", "\t"]', '1:7 a text begins here that does not end'],
    ['{"a": "s3cret', '1:7 a text begins here that does not end'],
    ['{} {}', '1:4 something follows where the text should end'],
    ['# comment\n{}', '1:1 a value is expected here'],
  ])('says where a text goes wrong, without quoting it (%#)', (text, message) => {
    expect(jsonFaultOf(text)?.code).toBe('input-not-json');
    expect(faultText(text)?.startsWith(message)).toBe(true);
  });

  it('says when an object has one key twice, in any spelling of it', () => {
    expect(jsonFaultOf('{"a": {"b": 1},\n "c": [{"b": 1, "\\u0062": 2}]}')).toEqual({
      code: 'input-duplicate-key',
      line: 2,
      column: 17,
      what: 'this key is in the same object twice',
    });
  });

  it('finds nothing wrong with what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(jsonFaultOf(text)).toBeUndefined();
      }),
    );
  });

  it('agrees with JSON.parse on what is no JSON, and never quotes it', () => {
    const texts = fc.tuple(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', '[', ':', 'x', '\\'),
    );
    fc.assert(
      fc.property(texts, ([text, seed, character]) => {
        const at = seed % (text.length + 1);
        const mutated = text.slice(0, at) + character + text.slice(at + 1);
        const fault = jsonFaultOf(mutated);
        if (fault?.code === 'input-duplicate-key') return;
        expect(fault === undefined).toBe(isJson(mutated));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes texts and nests as large as any input', () => {
    const long = JSON.stringify({ a: 'x'.repeat(20_000_000), b: '\\'.repeat(1_000_000) });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect([jsonFaultOf(long), jsonFaultOf(deep)]).toEqual([undefined, undefined]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
