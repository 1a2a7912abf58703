/**
 * A JSON input with one text of 10,000,000 escapes ended as an internal error, exit code 4: one pattern for a whole text
 * keeps a state for each of its escapes, and the engine has no room for so many.
 */
import { describe, expect, it } from 'vitest';
import { jsonTextOf, valueAt, withMember } from '../../packages/core/src/encoding/json-edit.ts';
import { jsonFaultOf } from '../../packages/core/src/encoding/json-text.ts';
import { parseJson, pythonJson } from '../../packages/guests/src/json.ts';

const COUNT = 10_000_000;

describe.each([
  ['line feeds', '\\n'],
  ['backslashes', '\\\\'],
  ['quotation marks', '\\"'],
])('ten million escaped %s', (_, unit) => {
  const text = `{"a": "${unit.repeat(COUNT)}", "b": 1}`;

  it('are no fault', () => {
    expect(jsonFaultOf(text)).toBeUndefined();
  });

  it('are read and changed', () => {
    expect(parseJson(text, pythonJson)).toHaveProperty('value');
    const json = jsonTextOf(text)!;
    expect(valueAt(json, ['b'])).toBe('1');
    expect(withMember(json, 'c', '2' as typeof json).length).toBe(text.length + ', "c": 2'.length);
  });

  it('do not hide what is wrong behind them', () => {
    const broken = `${text.slice(0, -1)},}`;
    expect(jsonFaultOf(broken)).toMatchObject({ code: 'input-not-json', line: 1, column: broken.length });
  });
});

describe('a text that does not end as it should', () => {
  it.each([
    ['no end', '"a'],
    ['an escape at the end', String.raw`"a\ `.trimEnd()],
    ['an escaped end', String.raw`"a\"`],
    ['a wrong escape', String.raw`"a\x"`],
    ['half of an escape', String.raw`"a\u12"`],
    ['a control character', '"a\u0001"'],
    ['a line feed', '"a\nb"'],
  ])('%s', (_, text) => {
    expect(jsonFaultOf(` \n ${text}`)).toMatchObject({
      line: 2,
      column: 2,
      what: expect.stringContaining('begins here'),
    });
  });
});
