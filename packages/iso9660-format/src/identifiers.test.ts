import { describe, expect, it } from 'vitest';
import {
  compareJolietIdentifiers,
  comparePlainDirectories,
  comparePlainIdentifiers,
  compareUnits,
  identifierParts,
  identifierRules,
  identityOf,
  jolietForbidden,
} from './identifiers.ts';

describe('parts of an identifier (ECMA-119 7.5.1)', () => {
  it.each([
    ['README.;1', 'README', '', 1],
    ['A.B;32767', 'A', 'B', 32767],
    ['A', 'A', '', 0],
    ['.B;1', '', 'B', 1],
    ['a.b.c;1', 'a.b', 'c', 1],
    ['a.b.', 'a.b', '', 0],
    ['A;B;2', 'A;B', '', 2],
    ['A.B;x', 'A', 'B', 0],
    ['', '', '', 0],
  ])('%s', (identifier, name, extension, version) => {
    expect(identifierParts(identifier)).toEqual({ name, extension, version });
  });
});

describe('order in a directory of the plain tree (ECMA-119 9.3, R38)', () => {
  it.each([
    ['names, then extensions', ['A.C;1', 'B.A;1', 'B.B;1']],
    // Whole identifiers compare wrong: "." is below digits, ";" above them.
    ['a name that continues another', ['A.TXT;1', 'A1.TXT;1', 'AB.TXT;1']],
    ['an extension that continues another', ['A.B;1', 'A.B1;1', 'A.BA;1']],
    ['no extension before any', ['A.;1', 'A.0;1']],
    ['the higher version first', ['A.B;10', 'A.B;9', 'A.B;1']],
    ['directories among files', ['A', 'A0.;1', 'B', 'B_.;1', 'C.;1']],
    ['relaxed: the last dot separates', ['a.b;1', 'a.b.c;1', 'a0.a;1']],
    ['capitals, underscore, small letters', ['Z.;1', '_.;1', 'a.;1']],
  ])('%s', (_, sorted) => {
    expect([...sorted].reverse().sort(comparePlainIdentifiers)).toEqual(sorted);
  });

  it('differs from the order of whole identifiers', () => {
    const identifiers = ['A1.;1', 'A.;1', 'A.B1;1', 'A.B;1'];
    expect([...identifiers].sort(comparePlainIdentifiers)).toEqual(['A.;1', 'A.B;1', 'A.B1;1', 'A1.;1']);
    expect([...identifiers].sort(compareUnits)).not.toEqual([...identifiers].sort(comparePlainIdentifiers));
  });
});

describe('other orders', () => {
  it('of directories in a path table pads with spaces (R42)', () => {
    expect(['B', 'A0', 'A', 'A_', 'AA'].sort(comparePlainDirectories)).toEqual(['A', 'A0', 'AA', 'A_', 'B']);
    expect(comparePlainDirectories('A', 'A')).toBe(0);
  });

  it('of Joliet identifiers takes whole identifiers by units (R78)', () => {
    const sorted = ['A.txt', 'A1.txt', 'a', 'a b', 'é', '漢', '😀', '\uff21'];
    expect([...sorted].reverse().sort(compareJolietIdentifiers)).toEqual(sorted);
  });
});

describe('identity of identifiers in one directory (R39)', () => {
  it.each([
    ['A', 'A.;1', true],
    ['a.txt;1', 'A.TXT;2', true],
    ['A.B', 'A.B;1', true],
    ['A', 'A_', false],
    ['A.B;1', 'A.;1', false],
  ])('%s and %s', (left, right, same) => {
    expect(identityOf(left) === identityOf(right)).toBe(same);
  });
});

describe('rules of the levels (ECMA-119 10, R47, R48, R50)', () => {
  it('allow what the standard allows', () => {
    const { 'level-1': one, 'level-2': two, 'level-3': three } = identifierRules;
    expect(one).toMatchObject({ maximumNameLength: 8, maximumExtensionLength: 3, maximumDirectoryLength: 8 });
    expect([one, two, three].map(({ maximumSections }) => maximumSections)).toEqual([1, 1, Number.POSITIVE_INFINITY]);
    // Name and extension together 30, with the dot 31; directories 31.
    for (const rules of [two, three]) {
      expect(rules).toMatchObject({ maximumFileLength: 31, maximumDirectoryLength: 31, letterCase: 'upper' });
    }
  });
});

describe('characters that Joliet forbids (R74)', () => {
  it.each(['*', '/', ':', ';', '?', '\\', '\0', '\u001f'])('%j is one', (character) => {
    expect(jolietForbidden.test(`a${character}b`)).toBe(true);
  });

  it.each(['"', '<', '>', '|', ' ', '.', '\u007f', 'é', '漢', '😀'])('%j is none', (character) => {
    expect(jolietForbidden.test(`a${character}b`)).toBe(false);
  });
});
