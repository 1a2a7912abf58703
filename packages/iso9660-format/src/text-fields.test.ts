import { describe, expect, it } from 'vitest';
import { bytesOf, testCodec } from '../../../test/support/test-codec.ts';
import { aCharacters, dCharacters, text, ucs2, ucs2Text } from './text-fields.ts';

testCodec('d-characters (ECMA-119 7.4.1)', text(8, dCharacters), {
  pairs: [
    ['', '2020202020202020'],
    ['CONFIG_2', '434f4e4649475f32'],
    ['A', '4120202020202020'],
  ],
  readAs: [
    ['6369646174612020', 'cidata'],
    ['4100000000000000', 'A\0\0\0\0\0\0\0'],
    ['e920202020202020', 'é'],
    ['2041202020202020', ' A'],
  ],
  refusedValues: ['NINE_CHRS', 'é', 'tab\t', 'nul\0', '\u007f'],
  // R15: the whole world writes these two, so writing is allowed; a strict reader says so.
  reportedBytes: {
    '6369646174612020': 'text-characters',
    '636f6e6669672d32': 'text-characters',
    '4100000000000000': 'text-characters',
    e920202020202020: 'text-characters',
  },
});

testCodec('labels that break the standard and that guests look for (R15)', text(8, aCharacters), {
  pairs: [['A B!"%&\'', '4120422122252627']],
  refusedValues: ['€'],
  reportedBytes: { '636f6e6669672d32': 'text-characters', '4023247e20202020': 'text-characters' },
});

describe('text fields', () => {
  it.each(['config-2', 'cidata', 'a~b', '\\'])('%s may be written', (label) => {
    expect(text(32, dCharacters).refusal?.(label)).toBeUndefined();
  });

  it('say how much room there is', () => {
    expect(text(2, dCharacters).refusal?.('ABC')).toBe('has 3 characters, there is room for 2');
    expect(ucs2Text(5).refusal?.('ABC')).toBe('has 3 units, there is room for 2');
  });

  it('never quote what they object to', () => {
    const problem = text(6, dCharacters).problem?.(bytesOf('736563726574'), 0);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

testCodec('Joliet text of even length (R70)', ucs2Text(8), {
  pairs: [
    ['', '0020 0020 0020 0020'],
    ['ab', '0061 0062 0020 0020'],
    ['é€漢x', '00e9 20ac 6f22 0078'],
    ['\ud83d\ude00', 'd83d de00 0020 0020'],
  ],
  readAs: [
    ['0061 0000 0000 0000', 'a\0\0\0'],
    ['d83d 0020 0020 0020', '\ud83d'],
  ],
  refusedValues: ['12345', '\ud83d', '\ude00a', '😀😀a'],
  reportedBytes: { '0061 0000 0000 0000': 'text-characters', '0000 0000 0000 0000': 'text-characters' },
});

testCodec('Joliet text of odd length: the last byte is zero (R70)', ucs2Text(5), {
  pairs: [
    ['', '0020 0020 00'],
    ['ab', '0061 0062 00'],
  ],
  readAs: [['0061 0062 20', 'ab']],
  refusedValues: ['abc'],
});

describe('ucs2', () => {
  it.each([
    ['', ''],
    ['0061', 'a'],
    ['006100', 'a'],
    ['d83dde00', '😀'],
    ['00', ''],
  ])('%s is %j: half a unit is dropped', (bytes, value) => {
    expect(ucs2(bytesOf(bytes), 0, bytesOf(bytes).length)).toBe(value);
  });
});
