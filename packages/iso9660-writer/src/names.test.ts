import fc from 'fast-check';
import { identifierParts, identifierRules, identityOf } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { identifiersOf, mangledIdentifier, type Named } from './names.ts';

const file = (name: string): Named => ({ name, kind: 'file' });
const directory = (name: string): Named => ({ name, kind: 'directory' });
const sorted = (names: readonly Named[]): Named[] => [...names].sort((a, b) => (a.name < b.name ? -1 : 1));

type Row = readonly [name: string, level1: string, level2: string, relaxed: string];

/** ECMA-119 7.5 and 10 (R47–R50), and the relaxed names that CloudStack's options ask for. */
const files: readonly Row[] = [
  ['README', 'README.', 'README.', 'README.'],
  ['readme.txt', 'README.TXT', 'README.TXT', 'readme.txt'],
  ['meta_data.json', 'META_DAT.JSO', 'META_DATA.JSON', 'meta_data.json'],
  ['vm-id.txt', 'VM_ID.TXT', 'VM_ID.TXT', 'vm_id.txt'],
  ['a.tar.gz', 'A_TAR.GZ', 'A_TAR.GZ', 'a.tar.gz'],
  ['.profile', '_.PRO', '_.PROFILE', '.profile'],
  ['trailing.', 'TRAILING.', 'TRAILING.', 'trailing.'],
  ['...', '___.', '___.', '___.'],
  ['..x', '_.X', '_.X', '..x'],
  ['a b', 'A_B.', 'A_B.', 'a_b.'],
  ['é', '__.', '__.', '__.'],
  ['漢.字', '___.___', '___.___', '___.___'],
  ['😀', '____.', '____.', '____.'],
  ['ßı', '____.', '____.', '____.'],
  ['a;1', 'A_1.', 'A_1.', 'a_1.'],
  ['\n*?', '___.', '___.', '___.'],
  ['n'.repeat(40), `${'N'.repeat(8)}.`, `${'N'.repeat(30)}.`, `${'n'.repeat(30)}.`],
  [`${'n'.repeat(40)}.ext`, 'NNNNNNNN.EXT', `${'N'.repeat(27)}.EXT`, `${'n'.repeat(27)}.ext`],
  [`name.${'e'.repeat(40)}`, 'NAME.EEE', `NAME.${'E'.repeat(26)}`, `name.${'e'.repeat(26)}`],
  [
    `${'n'.repeat(40)}.${'e'.repeat(40)}`,
    'NNNNNNNN.EEE',
    `${'N'.repeat(8)}.${'E'.repeat(22)}`,
    `${'n'.repeat(8)}.${'e'.repeat(22)}`,
  ],
];

const directories: readonly Row[] = [
  ['latest', 'LATEST', 'LATEST', 'latest'],
  ['openstack-2018', 'OPENSTAC', 'OPENSTACK_2018', 'openstack_2018'],
  ['v1.2', 'V1_2', 'V1_2', 'v1.2'],
  ['...', '___', '___', '___'],
  ['..x', '__X', '__X', '..x'],
  ['d'.repeat(40), 'D'.repeat(8), 'D'.repeat(31), 'd'.repeat(31)],
];

describe('identifiers of names that meet no other', () => {
  it.each(files)('file %j', (name, level1, level2, relaxed) => {
    expect(mangledIdentifier(file(name), identifierRules['level-1'])).toBe(level1);
    expect(mangledIdentifier(file(name), identifierRules['level-2'])).toBe(level2);
    expect(mangledIdentifier(file(name), identifierRules['level-3'])).toBe(level2);
    expect(mangledIdentifier(file(name), identifierRules.relaxed)).toBe(relaxed);
  });

  it.each(directories)('directory %j', (name, level1, level2, relaxed) => {
    expect(mangledIdentifier(directory(name), identifierRules['level-1'])).toBe(level1);
    expect(mangledIdentifier(directory(name), identifierRules['level-2'])).toBe(level2);
    expect(mangledIdentifier(directory(name), identifierRules.relaxed)).toBe(relaxed);
  });
});

describe('identifiers of names that collide (R51, pycdlib #127 #131)', () => {
  const relaxed = (names: readonly Named[]) => identifiersOf(sorted(names), identifierRules.relaxed);

  it.each([
    ['the name that needs no change keeps its identifier', ['a_b', 'a-b'], ['a_b000.', 'a_b.'], ['a-b', 'a_b']],
    ['case alone is no difference', ['a', 'A'], ['A.', 'a000.'], ['A', 'a']],
    ['a final dot is no difference', ['a', 'a.'], ['a.', 'a000.'], ['a', 'a.']],
    [
      'numbers go behind the name, before the extension',
      ['k-.txt', 'k+.txt'],
      ['k_.txt', 'k_000.txt'],
      ['k+.txt', 'k-.txt'],
    ],
    [
      'a number that a name has already is skipped',
      ['k-', 'k+', 'k_000'],
      ['k_.', 'k_001.', 'k_000.'],
      ['k+', 'k-', 'k_000'],
    ],
  ])('%s', (_, names, identifiers, order) => {
    const input = sorted(names.map(file));
    expect(input.map(({ name }) => name)).toEqual(order);
    expect(relaxed(input)).toEqual(identifiers);
  });

  it('a directory and a file meet too: Linux would show both as "a" (R39)', () => {
    expect(relaxed([directory('a'), file('A')])).toEqual(['A.', 'a000']);
  });

  it('names that differ behind the 31st character are numbered in base 36', () => {
    const names = Array.from({ length: 40 }, (_, index) => file(`${'x'.repeat(40)}${String(index).padStart(3, '0')}`));
    const identifiers = relaxed(names);
    const stem = 'x'.repeat(27);
    expect([0, 1, 11, 37].map((index) => identifiers[index])).toEqual([
      `${'x'.repeat(30)}.`,
      `${stem}000.`,
      `${stem}00A.`,
      `${stem}010.`,
    ]);
  });

  it.each(['level-1', 'relaxed'] as const)(
    '100,000 names with one prefix take a bounded number of steps in %s',
    (level) => {
      const count = 100_000;
      let looks = 0;
      const rules = new Proxy(identifierRules[level], {
        get(target, key, receiver) {
          looks++;
          return Reflect.get(target, key, receiver) as unknown;
        },
      });
      const names = Array.from({ length: count }, (_, index) =>
        file(`prefix-prefix-prefix-prefix-${String(index).padStart(6, '0')}`),
      );
      const identifiers = identifiersOf(names, rules);
      expect(new Set(identifiers.map(identityOf)).size).toBe(count);
      // Each look at the rules belongs to one attempt at one identifier: a dozen or so per name, not 100,000.
      expect(looks / count).toBeLessThan(40);
    },
  );
});

describe('whatever the names', () => {
  const unit = fc.constantFrom('a', 'A', '_', '-', '.', ' ', '0', 'é', '漢', '😀', ';', '~');
  const name = fc.string({ unit, minLength: 1, maxLength: 45 }).filter((text) => text !== '.' && text !== '..');
  const names = fc.uniqueArray(fc.record({ name, kind: fc.constantFrom('file' as const, 'directory' as const) }), {
    selector: (named) => named.name,
    maxLength: 60,
  });
  const character = { upper: /^[A-Z0-9_]*$/, kept: /^[A-Za-z0-9_]*$/ } as const;

  it.each(['level-1', 'level-2', 'relaxed'] as const)(
    'identifiers of %s are unique, within limits and alphabet',
    (level) => {
      const rules = identifierRules[level];
      fc.assert(
        fc.property(names, (unsorted) => {
          const input = sorted(unsorted);
          const identifiers = identifiersOf(input, rules);
          expect(new Set(identifiers.map(identityOf)).size).toBe(input.length);
          for (const [index, identifier] of identifiers.entries()) {
            const isDirectory = input[index]?.kind === 'directory';
            expect(identifier.length).toBeGreaterThan(0);
            expect(identifier.length).toBeLessThanOrEqual(
              isDirectory ? rules.maximumDirectoryLength : rules.maximumFileLength,
            );
            const bare = rules.dots === 'many' ? identifier.replaceAll('.', '') : identifier.replace('.', '');
            expect(bare).toMatch(character[rules.letterCase]);
            if (isDirectory && rules.dots === 'one') expect(identifier).not.toContain('.');
            if (isDirectory) continue;
            const { name: base, extension } = identifierParts(identifier);
            expect(identifier).toContain('.');
            expect(base.length).toBeLessThanOrEqual(rules.maximumNameLength);
            expect(extension.length).toBeLessThanOrEqual(rules.maximumExtensionLength);
          }
        }),
      );
    },
  );
});
