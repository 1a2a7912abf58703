/** The simple part of YAML: what stands on one line is changed, what does not is left to people. */
import { describe, expect, it } from 'vitest';
import { hasYamlMember, withoutYamlMember, withYamlMember } from './yaml-edit.ts';

describe('a key on one line', () => {
  it.each([
    ['plain', 'a: 1\nb: old\nc: 2\n', 'a: 1\nb: new\nc: 2\n', 'a: 1\nc: 2\n'],
    ['quoted', 'b: "o\\"ld"\n', 'b: new\n', ''],
    ['single-quoted', "b: 'o''ld'", 'b: new', ''],
    ['under a quoted key', '"b": old\n', '"b": new\n', ''],
    ['a list of quoted ones', 'b: ["o\\"l", "d"]\n', 'b: new\n', ''],
    ['with CRLF', 'a: 1\r\nb: old\r\n', 'a: 1\r\nb: new\r\n', 'a: 1\r\n'],
    ['with blanks', 'b :  old  \n', 'b : new\n', ''],
    [
      'among comments and blocks of others',
      '# b: no\na:\n  - b: no\n\nb: old\n',
      '# b: no\na:\n  - b: no\n\nb: new\n',
      '# b: no\na:\n  - b: no\n\n',
    ],
    ['in JSON', '{"a": 1.0, "b": "old"}', '{"a": 1.0, "b": "new"}', '{"a": 1.0}'],
  ])('%s is replaced, and taken out', (_, before, replaced, removed) => {
    expect(hasYamlMember(before, 'b')).toBe(true);
    expect(withYamlMember(before, 'b', 'new')).toBe(replaced);
    expect(withoutYamlMember(before, 'b')).toBe(removed);
  });

  it.each([
    ['nothing', '', 'b: new\n'],
    ['lines', 'a: 1\n', 'a: 1\nb: new\n'],
    ['lines without an end', 'a: 1', 'a: 1\nb: new\n'],
    ['JSON', '{"a": 1}', '{"a": 1, "b": "new"}'],
    ['a JSON value', '{"a": 1}', '{"a": 1, "b": "new"}'],
    ['quoted keys', '"a b": 1\n', '"a b": 1\nb: new\n'],
  ])('is put behind %s', (_, before, after) => {
    expect(hasYamlMember(before, 'b')).toBe(false);
    expect(withYamlMember(before, 'b', 'new')).toBe(after);
    expect(withoutYamlMember(before, 'b')).toBe(before);
  });

  it('has a JSON value in JSON', () => {
    expect(withYamlMember('{}', 'b', '["x"]')).toBe('{"b": ["x"]}');
    expect(withYamlMember('{}', 'b', '"0123"')).toBe('{"b": "0123"}');
  });
});

describe('left to people', () => {
  it.each([
    ['a block', 'b: |\n  old\n'],
    ['a folded value', 'b: old\n  more\n'],
    ['a list below', 'b:\n  - old\n'],
    ['a list on the line', 'b: [old]\n'],
    ['an anchor', 'b: &x old\n'],
    ['a comment behind it', 'b: old # why\n'],
    ['a key that is there twice', 'b: 1\nb: 2\n'],
    ['no value', 'b:\n'],
  ])('%s', (_, text) => {
    expect(withYamlMember(text, 'b', 'new')).toBeUndefined();
    expect(withoutYamlMember(text, 'b')).toBeUndefined();
  });

  it.each(['- a\n', '{a: 1}\n', 'a: 1\n---\nb: 2\n', 'just text'])('%j cannot get a key', (text) => {
    expect(withYamlMember(text, 'c', 'new')).toBeUndefined();
  });
});
