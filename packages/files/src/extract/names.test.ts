import { describe, expect, it } from 'vitest';
import { alikePath, GivenNames, nameOf, refusalOfName } from './names.ts';

describe('names that lead elsewhere or cannot be', () => {
  it.each([
    '',
    '.',
    '..',
    'a/b',
    '/',
    'a\0',
    'a\nb',
    '\u001b[2J',
    '\u0085',
    'a\ud800',
    'n'.repeat(256),
    'é'.repeat(128),
  ])('%j is refused everywhere', (name) => {
    expect(refusalOfName(name, false)).toBeDefined();
    expect(refusalOfName(name, true)).toBeDefined();
  });

  it.each([
    'a\\b',
    '..\\x',
    'C:',
    'C:x',
    'file:stream',
    'a?',
    'a*',
    'a"b',
    'a|b',
    '<a>',
    'a.',
    'a ',
    '...',
    'CON',
    'nul.txt',
    'Aux.tar.gz',
    'com1',
    'COM¹',
    'LPT9.x',
    'CONIN$',
    'prn .txt',
  ])('%j is refused on Windows only', (name) => {
    expect(refusalOfName(name, false)).toBeUndefined();
    expect(refusalOfName(name, true)).toBeDefined();
  });

  it.each([
    'a',
    '.hidden',
    '..a',
    'a..b',
    'CONSOLE',
    'com10',
    'aux1',
    '~',
    '-rf',
    '__proto__',
    '漢字',
    'n'.repeat(255),
  ])('%j is a name everywhere', (name) => {
    expect(refusalOfName(name, true)).toBeUndefined();
  });
});

describe('paths that some file system takes for one', () => {
  it.each([
    ['a/B', 'A/b'],
    ['é', 'e\u0301'],
    ['É', 'e\u0301'],
    ['straße', 'STRASSE'],
    ['ﬀ', 'FF'],
    ['ς', 'σ'],
    ['Å', '\u212b'],
  ])('%j and %j', (one, other) => {
    expect(alikePath(one)).toBe(alikePath(other));
  });

  it.each([
    ['a', 'b'],
    ['a b', 'a_b'],
    ['x²', 'x2'],
    ['é', 'e'],
  ])('not %j and %j', (one, other) => {
    expect(alikePath(one)).not.toBe(alikePath(other));
  });
});

describe('names that are given', () => {
  const givenTo = (allowsAlike: boolean, ...paths: readonly string[]): readonly (string | undefined)[] => {
    const names = new GivenNames(allowsAlike);
    return paths.map((path) => names.give(path, nameOf(path)));
  };

  it('are free once in each directory, also when its paths do not come together', () => {
    expect(givenTo(false, 'a', 'd/a', 'e/a', 'd/b', 'a/a')).toEqual(Array(5).fill(undefined));
    expect(givenTo(false, 'd/a', 'e/a', 'd/a')).toEqual([undefined, undefined, 'd/a']);
  });

  it('are taken by what differs in case or normalisation, on the way to them too', () => {
    const paths = ['d/a', 'D/b', 'D/A', 'd/\u00e9', 'd/e\u0301'] as const;
    expect(givenTo(false, ...paths)).toEqual([undefined, undefined, 'd/a', undefined, 'd/\u00e9']);
    expect(givenTo(true, ...paths)).toEqual(Array(5).fill(undefined));
  });
});
