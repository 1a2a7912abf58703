import fc from 'fast-check';
import { jolietForbidden } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { type JolietNameRules, jolietIdentifier, jolietIdentifiersOf } from './joliet-names.ts';

const standard: JolietNameRules = { maximumUnits: 64, overlong: 'cut' };
const relaxed: JolietNameRules = { maximumUnits: 103, overlong: 'cut' };
const sorted = (names: readonly string[]): string[] => [...names].sort();

describe('a Joliet identifier', () => {
  it.each([
    ['Meta Data.json', 'Meta Data.json'],
    ['a*b/c:d;e?f\\g', 'a_b_c_d_e_f_g'],
    ['tab\tnul\u0001', 'tab_nul_'],
    ['"<>|', '"<>|'],
    ['漢字', '漢字'],
    ['😀', '😀'],
    ['a.', 'a.'],
    ['...', '___'],
    ['..a', '..a'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'x'.repeat(64)],
    // R75: never half of a pair: the second half would be the 65th unit.
    [`${'x'.repeat(63)}😀`, 'x'.repeat(63)],
    [`${'x'.repeat(62)}😀`, `${'x'.repeat(62)}😀`],
    ['😀'.repeat(33), '😀'.repeat(32)],
  ])('%j is %j', (name, identifier) => {
    expect(jolietIdentifier(name, standard)).toBe(identifier);
  });

  it('has 103 units where that is asked for (R73)', () => {
    expect(jolietIdentifier('x'.repeat(200), relaxed)).toHaveLength(103);
    expect(jolietIdentifier(`${'x'.repeat(102)}😀`, relaxed)).toHaveLength(102);
  });
});

describe('Joliet identifiers of one directory', () => {
  it.each([
    ['none is changed, none is touched', ['a', 'b', 'A'], ['A', 'a', 'b']],
    ['the name that needs no change keeps its own', ['a*b', 'a_b'], ['a_b (2)', 'a_b']],
    ['the first of two changed names is not numbered', ['a*b', 'a:b'], ['a_b', 'a_b (2)']],
    ['the number goes before the extension', ['a*.txt', 'a:.txt', 'a_.txt'], ['a_ (2).txt', 'a_ (3).txt', 'a_.txt']],
    ['a number that a name has already is skipped', ['a*', 'a:', 'a_ (2)'], ['a_', 'a_ (3)', 'a_ (2)']],
    ['a leading dot is no extension', ['.*', '.:'], ['._', '._ (2)']],
  ])('%s', (_, names, identifiers) => {
    expect(jolietIdentifiersOf(sorted(names), standard)).toEqual(identifiers);
  });

  it('that were cut are numbered within the limit (packer-plugin-sdk #328)', () => {
    const names = ['1', '2', '3'].map((end) => `${'x'.repeat(70)}${end}.json`);
    expect(jolietIdentifiersOf(names, standard)).toEqual([
      'x'.repeat(64),
      `${'x'.repeat(60)} (2)`,
      `${'x'.repeat(60)} (3)`,
    ]);
  });

  it('100,000 names with one prefix take a bounded number of steps', () => {
    let looks = 0;
    const rules: JolietNameRules = {
      overlong: 'cut',
      get maximumUnits() {
        looks++;
        return 64;
      },
    };
    const names = Array.from({ length: 100_000 }, (_, index) => `${'x'.repeat(64)}${String(index).padStart(6, '0')}`);
    expect(new Set(jolietIdentifiersOf(names, rules)).size).toBe(100_000);
    expect(looks / 100_000).toBeLessThan(10);
  });

  it('whatever the names: unique, well-formed, within the limit, no forbidden unit', () => {
    const unit = fc.constantFrom('a', 'A', '*', ':', '.', ' ', '(2)', 'é', '漢', '😀', '\u0001');
    const name = fc.string({ unit, minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 60 }), fc.constantFrom(standard, relaxed), (names, rules) => {
        const input = sorted(names);
        const identifiers = jolietIdentifiersOf(input, rules);
        expect(new Set(identifiers).size).toBe(input.length);
        for (const [index, identifier] of identifiers.entries()) {
          expect(identifier.length).toBeGreaterThan(0);
          expect(identifier.length).toBeLessThanOrEqual(rules.maximumUnits);
          expect(identifier.isWellFormed()).toBe(true);
          expect(identifier).not.toMatch(jolietForbidden);
          const original = input[index] ?? '';
          const isFree =
            original.length <= rules.maximumUnits && !jolietForbidden.test(original) && !/^\.+$/.test(original);
          if (isFree) expect(identifier).toBe(original);
        }
      }),
    );
  });
});
