import { InvalidInputError } from '@configdrive/issues';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonText } from './json-text.ts';

function refusalOf(text: string): InvalidInputError | undefined {
  try {
    parseJsonText(text, 'vm.json');
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return error as InvalidInputError;
  }
}

describe('parseJsonText', () => {
  it.each([
    ['', 'line 1, column 1: the text ends too early: a value is expected here'],
    ['{"a": 1,\n  "b" 2}', 'line 2, column 7: a colon is expected here'],
    ['[1, 2', 'line 1, column 6: the text ends too early: a comma or the end is expected here'],
    ['[1,]', 'line 1, column 4: a value is expected here'],
    ['{"a": 1,}', 'line 1, column 9: a key in double quotes is expected here'],
    ["{'a': 1}", 'line 1, column 2: a key in double quotes or the end of the object is expected here'],
    ['{1: 2}', 'line 1, column 2: a key in double quotes or the end of the object is expected here'],
    ['[1}', 'line 1, column 3: a comma or the end is expected here'],
    ['[tru]', 'line 1, column 2: a value or the end of the list is expected here'],
    ['[01]', 'line 1, column 2: a value or the end of the list is expected here'],
    ['["é", "\t"]', 'line 1, column 7: a text begins here that does not end'],
    ['{"a": "s3cret', 'line 1, column 7: a text begins here that does not end'],
    ['{} {}', 'line 1, column 4: something follows where the text should end'],
    ['# comment\n{}', 'line 1, column 1: a value is expected here'],
  ])('says where a text goes wrong, without quoting it (%#)', (text, message) => {
    const error = refusalOf(text);
    expect(error?.code).toBe('input-not-json');
    expect(error?.message).toContain(`vm.json: ${message}`);
  });

  it('says when an object has one key twice, in any spelling of it', () => {
    const error = refusalOf('{"a": {"b": 1},\n "c": [{"b": 1, "\\u0062": 2}]}');
    expect([error?.code, error?.message]).toEqual([
      'input-duplicate-key',
      'vm.json: line 2, column 17: this key is in the same object twice',
    ]);
  });

  it('agrees with JSON.parse on every value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(parseJsonText(text, 'x')).toEqual(JSON.parse(text));
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
        const error = refusalOf(mutated);
        if (error?.code === 'input-duplicate-key') return;
        expect(error === undefined).toBe(isJson(mutated));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes texts and nests as large as any input', () => {
    const long = JSON.stringify({ a: 'x'.repeat(20_000_000), b: '\\'.repeat(1_000_000) });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(parseJsonText(long, 'x')).toHaveProperty('a');
    expect(parseJsonText(deep, 'x')).toHaveLength(1);
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
