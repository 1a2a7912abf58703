import { inspect } from 'node:util';
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { codesOf, file, issuesOf, laidOut } from '../../../test/support/laid-out.ts';
import { layoutText } from './areas.ts';
import { isSynchronous, slicesOf, toBytes } from './emit.ts';
import { fileEntriesOf, type ImageLayout, plannedImageOf } from './image-layout.ts';
import { imagePattern } from './image-pattern.ts';

describe('all problems are told together', () => {
  it('of entries and options, with the place of each and no content', () => {
    const issues = issuesOf(
      [
        file('a', { uid: -1, gid: -1, content: 'secret' }),
        file('a'),
        { path: 'l', target: '' },
        { path: 'z', sameAs: 'y' },
      ],
      {
        volumeIdentifier: 'x'.repeat(33),
        systemArea: new Uint8Array(32_769),
        paddingBlocks: -1,
        publisherIdentifier: 'é',
        timestamp: new Date(Number.NaN),
      },
    );
    expect(issues.map(({ code, place }) => `${code} ${place.join('.')}`).sort()).toEqual([
      'alias-unresolved entries.z.sameAs',
      'attribute-invalid entries.a.gid',
      'attribute-invalid entries.a.uid',
      'link-target-invalid entries.l.target',
      'option-invalid paddingBlocks',
      'path-duplicate entries.a',
      'system-area-too-long systemArea',
      'volume-field-invalid publisherIdentifier',
      'volume-field-invalid timestamp',
      // Of both descriptors.
      'volume-field-invalid volumeIdentifier',
      'volume-field-invalid volumeIdentifier',
    ]);
    expect(JSON.stringify(issues)).not.toContain('secret');
  });

  it('of the names of both trees', () => {
    expect(codesOf([file('x'.repeat(65)), file(`d/${'y'.repeat(70)}`)])).toEqual([
      'joliet-name-too-long',
      'joliet-name-too-long',
    ]);
  });
});

describe('interchange levels (R50)', () => {
  const large = { byteLength: 2 ** 32, open: () => [] };
  it.each([
    ['level-1', ['file-needs-sections']],
    ['level-2', ['file-needs-sections']],
    ['level-3', []],
    ['relaxed', []],
  ] as const)('%s and a file of 4 GiB', (identifiers, codes) => {
    expect(codesOf([file('a', { content: large })], { identifiers })).toEqual(codes);
  });

  it('a file of one full section is fine in level 1', () => {
    const content = { ...large, byteLength: 2 ** 32 - 2048 };
    expect(codesOf([file('a', { content })], { identifiers: 'level-1' })).toEqual([]);
  });
});

describe('an image too large for its own numbers', () => {
  const tebibytes = (count: number) => ({ byteLength: count * 2 ** 40, open: () => [] });
  it('is refused above 2 ** 32 - 1 blocks', () => {
    expect(codesOf([file('a', { content: tebibytes(7) })])).toEqual(['warning file-beyond-readers']);
    expect(codesOf([file('a', { content: tebibytes(8) })])).toEqual(['image-too-large']);
    expect(codesOf([], { paddingBlocks: 2 ** 32 })).toEqual(['image-too-large']);
  });
});

describe('Joliet names (R73)', () => {
  const names = ['x'.repeat(64), 'y'.repeat(65), 'z'.repeat(103), 'w'.repeat(104)].map((path) => file(path));

  it('above 64 units are refused', () => {
    expect(issuesOf(names).map(({ code, message }) => `${code}: ${message}`)).toEqual(
      [104, 65, 103].map((units) => `joliet-name-too-long: the name has ${units} units, Joliet allows 64`),
    );
  });

  it('above 103 units are refused where 103 are asked for', () => {
    expect(codesOf(names, { joliet: { maximumUnits: 103 } })).toEqual(['joliet-name-too-long']);
  });

  it('are cut with a warning where that is asked for', () => {
    expect(codesOf(names, { joliet: { overlong: 'cut' } })).toEqual(Array(3).fill('warning joliet-name-cut'));
  });

  it('do not matter without a Joliet tree', () => {
    const layout = laidOut(names, { joliet: false });
    expect(layout.issues).toEqual([]);
    expect(layout.trees.map(({ kind }) => kind)).toEqual(['plain']);
  });
});

describe('a layout as text', () => {
  it('shows every area in disk order, and no content', () => {
    const layout = laidOut(
      [
        file('dir/file.txt', { content: 'secret' }),
        { path: 'empty', content: '' },
        { path: 'large', content: new Uint8Array(5000) },
        { path: 'link', target: 'x'.repeat(300) },
      ],
      { systemArea: Uint8Array.of(1), paddingBlocks: 2 },
    );
    expect(layoutText(layout)).toBe(`\
       0      1            1  system area
      16      1         2048  volume descriptor (plain)
      17      1         2048  volume descriptor (joliet)
      18      1         2048  volume descriptor set terminator
      19      1           22  path table L (plain)
      20      1           22  path table M (plain)
      21      1           24  path table L (joliet)
      22      1           24  path table M (joliet)
      23      2         4096  directory / (plain)
      25      1         2048  directory /dir (plain)
      26      1         2048  directory / (joliet)
      27      1         2048  directory /dir (joliet)
      29      3         5000  file /large
      32      1            6  file /dir/file.txt
${35 * 2048} bytes
`);
    expect(layout.byteLength).toBe(35 * 2048);
  });
});

describe('more directories than a path table can number (R44)', () => {
  const directories = (count: number): Entry[] =>
    Array.from({ length: count }, (_, index) => ({ path: `d${String(index).padStart(6, '0')}` }));
  const plainOnly = { joliet: false } as const;

  it('are taken while none above 65,535 has a subdirectory', () => {
    const layout = laidOut(directories(65_600), plainOnly);
    const [plain] = plannedImageOf(layout).trees;
    expect(plain?.directories).toHaveLength(65_601);
    expect(plain?.directories.at(-1)).toMatchObject({ number: 65_601, identifier: 'd065599' });
  });

  it.each([
    // The root is number 1, so d065533 is number 65,535.
    ['the last that can', 65_533, []],
    ['the first that cannot', 65_534, ['too-many-directories']],
  ])('with a subdirectory in %s', (_, index, codes) => {
    expect(codesOf([...directories(65_600), { path: `d0${index}/child` }], plainOnly)).toEqual(codes);
  });
});

describe('a layout is data', () => {
  const layout = laidOut(
    [file('dir/file.txt', { content: 'c4n4ry' }), { path: 'large', content: new Uint8Array(5000) }],
    {
      systemArea: new TextEncoder().encode('c4n4ry'),
    },
  );

  it('whose places survive a clone and JSON', () => {
    const clone = structuredClone(layout);
    expect(Object.entries(clone)).toEqual(Object.entries(layout));
    const { timestamp, ...places } = JSON.parse(JSON.stringify(layout)) as Record<string, unknown>;
    expect(timestamp).toBe(layout.timestamp.toISOString());
    expect(places).toMatchObject({ byteLength: layout.byteLength, files: layout.files, blockCount: layout.blockCount });
    expect(layout.files).toEqual({ blocks: [27, 30], byteLengths: [5000, 6] });
    expect(layout.trees.map(({ kind, directories }) => [kind, directories])).toEqual([
      ['plain', { blocks: [23, 24], byteLengths: [2048, 2048] }],
      ['joliet', { blocks: [25, 26], byteLengths: [2048, 2048] }],
    ]);
  });

  it('with the entries of its files beside it, by index', () => {
    expect(fileEntriesOf(layout).map(({ path }) => path)).toEqual(['large', 'dir/file.txt']);
  });

  it('and prints no content', () => {
    for (const text of [inspect(layout, { depth: 9, showHidden: true }), JSON.stringify(layout), layoutText(layout)]) {
      expect(text).not.toContain('c4n4ry');
      expect(text).not.toContain('99, 52');
    }
  });

  it.each<[string, (copy: ImageLayout) => unknown]>([
    ['toBytes', toBytes],
    ['slicesOf', (copy) => [...slicesOf(copy, new Uint8Array(9))]],
    ['isSynchronous', isSynchronous],
    ['imagePattern', imagePattern],
    ['layoutText', layoutText],
  ])('of which a copy is refused where contents are needed: %s', (_, act) => {
    for (const copy of [structuredClone(layout), Object.assign({}, layout)]) {
      expect(() => act(copy as ImageLayout)).toThrow(/a copy of a layout has places only/);
    }
    expect(() => act(layout)).not.toThrow();
  });
});
