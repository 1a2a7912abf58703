import { describe, expect, it } from 'vitest';
import { isName, jolietName, plainName, textOf } from './text.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const inside = (bytes: Uint8Array): readonly [Uint8Array, number, number] => {
  const padded = new Uint8Array(bytes.length + 4).fill(0x21);
  padded.set(bytes, 2);
  return [padded, 2, 2 + bytes.length];
};

describe('a plain identifier', () => {
  it.each([
    ['VM_ID.TXT;1', 'VM_ID.TXT'],
    ['user_data.;1', 'user_data'],
    ['a.b.c;32767', 'a.b.c'],
    ['README', 'README'],
    ['a;b', 'a;b'],
    ['a;', 'a;'],
    [';1', ''],
    ['123', '123'],
    ['..;1', '.'],
  ])('%s is shown as %s', (identifier, name) => {
    expect(plainName(...inside(ascii(identifier)))).toBe(name);
  });
});

describe('a Joliet identifier', () => {
  const units = (text: string): Uint8Array =>
    Uint8Array.from(
      Array.from({ length: text.length }, (_, at) => [text.charCodeAt(at) >> 8, text.charCodeAt(at) & 255]).flat(),
    );

  it.each([
    ['vm-id.txt', 'vm-id.txt'],
    ['vm-id.txt;1', 'vm-id.txt'],
    ['文件;x', '文件;x'],
    ['😀', '😀'],
  ])('%s is shown as %s', (identifier, name) => {
    expect(jolietName(...inside(units(identifier)))).toBe(name);
  });

  it('loses an odd last byte', () => {
    expect(jolietName(Uint8Array.of(0, 0x61, 0), 0, 3)).toBe('a');
  });
});

it('bytes that are not UTF-8 become replacement characters, never an error', () => {
  expect(textOf(Uint8Array.of(0x61, 0xff, 0x62), 0, 3)).toBe('a\ufffdb');
});

describe('a name of any length', () => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lengths = Array.from({ length: 41 }, (_, length) => length);

  it.each(lengths)('of %d ASCII bytes is what the decoder says', (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + 1) % 0x80);
    expect(textOf(...inside(bytes))).toBe(decoder.decode(bytes));
  });

  it.each(lengths.slice(3))('of %d bytes with a letter of two of them anywhere is what the decoder says', (length) => {
    for (let at = 0; at + 2 <= length; at++) {
      const bytes = ascii('n'.repeat(length));
      bytes.set([0xc3, 0xa9], at);
      expect(textOf(...inside(bytes))).toBe(decoder.decode(bytes));
    }
  });
});

it.each(['', '.', '..', 'a/b', '/', 'a\0'])('%j is no name', (name) => {
  expect(isName(name)).toBe(false);
});

it.each(['a', '...', 'a\\b', ' ', '\n', '__proto__'])('%j is a name', (name) => {
  expect(isName(name)).toBe(true);
});
