/** Directories and path tables of both trees on disk (ECMA-119 6.8, 6.9, 9; Joliet; R29–R46, R60, R72–R83), read by hand. */
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { filesNamed, type Image, imageOf } from './images.ts';
import { type RawDirectory, rawPathTable, rawRecords, rawTree } from './raw-image.ts';

const BLOCK = 2048;
const TREES = ['plain', 'joliet'] as const;

const identifiers = (image: Image, tree: 'plain' | 'joliet' = 'plain') =>
  rawRecords(rawTree(image.bytes, tree)).map(({ identifier }) => identifier);

describe('records in sectors (R33, R34)', () => {
  /** Without Rock Ridge such a record takes 33 + 27 bytes: 33 of them and twice 34 fill a sector to the byte. */
  const names = (count: number) =>
    Array.from({ length: count }, (_, index) => `n${String(index).padStart(2, '0')}${'x'.repeat(21)}`);
  const bare = { rockRidge: false, joliet: false } as const;

  it('end exactly at the end of a sector', () => {
    const [root] = rawTree(imageOf(filesNamed(names(33)), bare).bytes, 'plain').directories;
    const last = root!.records.at(-1)!;
    expect(last.at + last.length).toBe((root!.extent + 1) * BLOCK);
    expect(root!.byteLength).toBe(BLOCK);
  });

  it('one more starts the next sector (go-diskfs #295: such a directory lay over its neighbour)', () => {
    const paths = names(34).map((name) => `d/${name}`);
    const { bytes } = imageOf(filesNamed([...paths, 'e/f']), bare);
    const tree = rawTree(bytes, 'plain');
    const [, d, e] = tree.directories;
    expect(d!.records.at(-1)!.at).toBe((d!.extent + 1) * BLOCK);
    expect(d!.byteLength).toBe(2 * BLOCK);
    expect(e!.extent).toBe(d!.extent + 2);
    // R34: the same length in the parent's record, in "." and in ".." of what lies below.
    const recorded = tree.directories[0]!.records.find(({ identifier }) => identifier === 'd')!;
    expect([recorded.byteLength, d!.records[0]!.byteLength]).toEqual([d!.byteLength, d!.byteLength]);
  });

  it.each([1, 7, 13, 100, 1000])('with %i files: none crosses, rests are zero, no sector is empty', (count) => {
    const names = Array.from({ length: count }, (_, index) => `${index}-${'n'.repeat((index * 37) % 60)}`);
    const { bytes } = imageOf(filesNamed(names));
    for (const tree of TREES) {
      const [root] = rawTree(bytes, tree).directories;
      expect(root!.records).toHaveLength(count + 2);
      expectWholeSectors(bytes, root!);
    }
  });
});

function expectWholeSectors(bytes: Uint8Array, { extent, byteLength, records }: RawDirectory): void {
  expect(byteLength % BLOCK).toBe(0);
  const used = new Set<number>();
  let end = extent * BLOCK;
  for (const { at, length } of records) {
    expect((at % BLOCK) + length).toBeLessThanOrEqual(BLOCK);
    expect(bytes.subarray(end, at).every((byte) => byte === 0)).toBe(true);
    used.add(Math.floor(at / BLOCK));
    end = at + length;
  }
  expect(bytes.subarray(end, extent * BLOCK + byteLength).every((byte) => byte === 0)).toBe(true);
  expect(used.size).toBe(byteLength / BLOCK);
}

describe('order of records (R38, R78)', () => {
  it('of the plain tree compares names, then extensions, padded with spaces', () => {
    const names = ['a1', 'a', 'a.b', 'a.a1', 'a.a', 'a0.z', 'b', 'ab.c', 'a_', '_a', 'Z', '0'];
    expect(identifiers(imageOf(filesNamed(names)))).toEqual([
      '0.;1',
      'Z.;1',
      '_a.;1',
      'a.;1',
      'a.a;1',
      'a.a1;1',
      'a.b;1',
      'a0.z;1',
      'a1.;1',
      'a_.;1',
      'ab.c;1',
      'b.;1',
    ]);
  });

  it('of the Joliet tree compares units', () => {
    const names = ['b', 'a', 'a.b', 'a b', 'é', 'Z', '漢', '😀', '\uff21', 'a1'];
    expect(identifiers(imageOf(filesNamed(names)), 'joliet')).toEqual([
      'Z',
      'a',
      'a b',
      'a.b',
      'a1',
      'b',
      'é',
      '漢',
      '😀',
      '\uff21',
    ]);
  });

  it('directories stand among the files', () => {
    const entries: Entry[] = [{ path: 'b' }, ...filesNamed(['a', 'c', 'b0'])];
    expect(identifiers(imageOf(entries))).toEqual(['a.;1', 'b', 'b0.;1', 'c.;1']);
  });
});

describe('path tables (R40–R46; kdomanski #26: without them Windows opens no folder)', () => {
  /** 30 × 30 directories with long names: tables of dozens of sectors. */
  const many = imageOf(
    Array.from({ length: 900 }, (_, index) => ({
      path: `dir-${index % 30}-${'x'.repeat(20)}/sub-${Math.floor(index / 30)}-${'y'.repeat((index * 7) % 25)}/leaf`,
    })),
  );

  it.each(TREES)('%s: L and M hold the same, more than one sector of it (pycdlib #106)', (kind) => {
    const tree = rawTree(many.bytes, kind);
    const { byteLength, blockL, blockM } = tree.pathTable;
    const [l, m] = [
      rawPathTable(many.bytes, blockL, byteLength, 'L'),
      rawPathTable(many.bytes, blockM, byteLength, 'M'),
    ];
    expect(byteLength).toBeGreaterThan(10 * BLOCK);
    expect(l).toEqual(m);
    expect(l).toHaveLength(1 + 30 + 900 + 900);
    expect(blockM).toBe(blockL + Math.ceil(byteLength / BLOCK));
    const end = blockL * BLOCK + byteLength;
    expect(many.bytes.subarray(end, Math.ceil(end / BLOCK) * BLOCK).every((byte) => byte === 0)).toBe(true);
  });

  it.each(TREES)('%s: root first, with one zero byte (R86; go-diskfs #391, libarchive #780)', (kind) => {
    const { pathTable } = rawTree(many.bytes, kind);
    const [root] = rawPathTable(many.bytes, pathTable.blockL, pathTable.byteLength, 'L');
    expect(root).toEqual({ identifier: '\0', extent: rawTree(many.bytes, kind).directories[0]!.extent, parent: 1 });
  });

  it.each(TREES)(
    '%s: by level, parent number, identifier; every parent holds a record of it (R42, R43, R45)',
    (kind) => {
      const tree = rawTree(many.bytes, kind);
      const table = rawPathTable(many.bytes, tree.pathTable.blockL, tree.pathTable.byteLength, 'L');
      const byExtent = new Map(tree.directories.map((directory) => [directory.extent, directory]));
      const levels = [1];
      for (const [index, { identifier, extent, parent }] of table.entries()) {
        if (index === 0) continue;
        levels.push(levels[parent - 1]! + 1);
        const previous = table[index - 1]!;
        expect(parent).toBeLessThanOrEqual(index);
        if (levels[index] === levels[index - 1]) {
          expect(parent).toBeGreaterThanOrEqual(previous.parent);
          if (parent === previous.parent) expect(identifier > previous.identifier).toBe(true);
        } else expect(levels[index]).toBe(levels[index - 1]! + 1);
        const holder = byExtent.get(table[parent - 1]!.extent)!;
        const record = holder.records.slice(2).find((candidate) => candidate.extent === extent)!;
        expect(Buffer.from(record.identifierBytes).toString('latin1')).toBe(identifier);
        expect(byExtent.get(extent)!.records[1]!.extent).toBe(holder.extent);
      }
      expect(table).toHaveLength(tree.directories.length);
    },
  );

  it('of the two trees share no directory (R37), but all file extents (R87)', () => {
    const image = imageOf([
      { path: 'a/b', content: 'x' },
      { path: 'c', content: 'yy' },
      { path: 'e', content: '' },
    ]);
    const [plain, joliet] = TREES.map((kind) => rawTree(image.bytes, kind));
    const directories = [...plain!.directories, ...joliet!.directories].map(({ extent }) => extent);
    expect(new Set(directories).size).toBe(directories.length);
    const files = (tree: typeof plain) =>
      rawRecords(tree!)
        .filter(({ flags }) => (flags & 2) === 0)
        .map(({ extent, byteLength }) => `${extent} ${byteLength}`)
        .sort();
    expect(files(plain)).toEqual(files(joliet));
  });
});

describe('places on disk (R60, libarchive #279 #1974)', () => {
  it.each(TREES)('%s: parents below children, all directories below all data', (kind) => {
    const { bytes, layout } = imageOf(filesNamed(['z/y/x/w/f', 'a/b/c/d/f', 'm/f', 'f']));
    const tree = rawTree(bytes, kind);
    const data = Math.min(...layout.files.blocks);
    for (const directory of tree.directories) {
      expect(directory.records[1]!.extent).toBeLessThanOrEqual(directory.extent);
      expect(directory.extent + directory.byteLength / BLOCK).toBeLessThanOrEqual(data);
    }
  });
});

describe('Joliet names on disk (R70–R84)', () => {
  const names = ['Mixed Case.TXT', 'ünïcödé', '漢字', '😀', 'a*b', 'x'.repeat(64), 'end.'];
  const image = imageOf(
    [...filesNamed(names), { path: 'link', target: 'end.' }, { path: 'fifo', mode: 0o010644 }],
    {},
    ['R77'],
  );
  const [root] = rawTree(image.bytes, 'joliet').directories;

  it('are the names themselves, forbidden units replaced, no version, no links (R74, R75, R80, R84)', () => {
    expect(root!.records.slice(2).map(({ identifier }) => identifier)).toEqual([
      'Mixed Case.TXT',
      'a_b',
      'end.',
      'x'.repeat(64),
      'ünïcödé',
      '漢字',
      '😀',
    ]);
  });

  it('have an even number of bytes, a pad byte and no system use area (R73, R79, R83)', () => {
    for (const { identifierBytes, length, systemUse } of root!.records.slice(2)) {
      expect(identifierBytes.length % 2).toBe(0);
      expect(length).toBe(34 + identifierBytes.length);
      expect(systemUse).toEqual([]);
    }
    expect(root!.records.slice(0, 2).map(({ identifierBytes }) => [...identifierBytes])).toEqual([[0], [1]]);
  });

  it('of 103 units fit into a record (pycdlib #121)', () => {
    const long = imageOf(filesNamed(['漢'.repeat(80), 'y'.repeat(103)]), { joliet: { maximumUnits: 103 } }, ['R73']);
    expect(rawRecords(rawTree(long.bytes, 'joliet')).map(({ length }) => length)).toEqual(
      [240, 194].sort((a, b) => b - a),
    );
  });
});
