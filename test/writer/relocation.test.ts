/** `strictDepth`: directories below the eighth level move to `rr_moved` (R36, R112–R114), read by hand. */
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { filesNamed, imageOf, refusalsOf } from './images.ts';
import { entriesNamed, posixOf, type RawTree, rawPathTable, rawTree, rockRidgeName, u32 } from './raw-image.ts';

/** Joliet paths above 120 units: nobody enforces it but xorriso (R81). */
const LONG_PATHS = ['R81'];

const levels = (count: number): string => Array.from({ length: count }, (_, index) => `l${index + 1}`).join('/');
const treeOf = (entries: readonly Entry[], strictDepth = true): RawTree =>
  rawTree(imageOf(entries, { strictDepth }, LONG_PATHS).bytes, 'plain');
const depthOf = ({ directories }: RawTree): number =>
  Math.max(...directories.map(({ path }) => (path === '' ? 1 : path.split('/').length + 1)));
const signed = (tree: RawTree, signature: string) =>
  tree.directories.flatMap(({ path, extent, records }) =>
    records.flatMap((record) =>
      entriesNamed(record, signature).map((entry) => ({
        path,
        extent,
        record,
        block: entry.length > 4 ? u32(entry.payload, 0) : 0,
      })),
    ),
  );

describe('without strictDepth', () => {
  it.each([8, 12, 40])('%i levels stay in place', (count) => {
    const tree = treeOf(filesNamed([`${levels(count)}/f`]), false);
    expect(depthOf(tree)).toBe(count + 1);
    expect(signed(tree, 'CL')).toEqual([]);
  });
});

describe('with strictDepth', () => {
  it('seven directories below one another need nothing', () => {
    const tree = treeOf(filesNamed([`${levels(7)}/f`]));
    expect(depthOf(tree)).toBe(8);
    expect(tree.directories.map(({ path }) => path)).not.toContain('rr_moved');
  });

  it.each([8, 12, 40])('%i levels become at most eight, and each CL has its RE and PL (R112)', (count) => {
    const tree = treeOf(filesNamed([`${levels(count)}/f`, `${levels(count)}/g`, 'top']));
    expect(depthOf(tree)).toBeLessThanOrEqual(8);
    const [placeholders, moved, parents] = ['CL', 'RE', 'PL'].map((signature) => signed(tree, signature));
    expect(placeholders!.length).toBeGreaterThan(0);
    expect(moved).toHaveLength(placeholders!.length);
    expect(parents).toHaveLength(placeholders!.length);
    for (const { extent, record, block } of placeholders!) {
      const target = moved!.find((candidate) => candidate.record.extent === block)!;
      expect(record.flags & 2).toBe(0);
      expect(target.path).toBe('rr_moved');
      expect(rockRidgeName(target.record)).toBe(rockRidgeName(record));
      // PX of the directory on both, link count included (R102, R112).
      expect(posixOf(record)).toEqual(posixOf(target.record));
      expect(posixOf(record)[0]! & 0o170000).toBe(0o040000);
      const back = parents!.find((candidate) => candidate.extent === block)!;
      expect(back.block).toBe(extent);
      expect(back.record).toBe(tree.directories.find((directory) => directory.extent === block)!.records[1]);
    }
  });

  it('the holder is called rr_moved, lies in the root, and is the parent in the path table (R43, R113; hadris #123)', () => {
    const image = imageOf(filesNamed([`${levels(8)}/f`]), { strictDepth: true });
    const tree = rawTree(image.bytes, 'plain');
    const holder = tree.directories[0]!.records.find(({ identifier }) => identifier === 'rr_moved')!;
    expect(rockRidgeName(holder)).toBe('rr_moved');
    const { blockL, byteLength } = tree.pathTable;
    const table = rawPathTable(image.bytes, blockL, byteLength, 'L');
    expect(table.find(({ identifier }) => identifier === 'l8')!.parent).toBe(
      1 + table.findIndex(({ identifier }) => identifier === 'rr_moved'),
    );
  });

  it('the Joliet tree keeps its depth and has no rr_moved (R81)', () => {
    const { bytes } = imageOf(filesNamed([`${levels(12)}/f`]), { strictDepth: true });
    const tree = rawTree(bytes, 'joliet');
    expect(depthOf(tree)).toBe(13);
    expect(tree.directories[0]!.records.slice(2).map(({ identifier }) => identifier)).toEqual(['l1']);
  });

  it.each(['rr_moved', 'RR_MOVED', 'Rr_Moved'])(
    'a tree that has %s itself is refused when something must move, else taken (R114)',
    (name) => {
      const own = [{ path: name }, ...filesNamed([`${name}/x`])];
      expect(refusalsOf([...own, ...filesNamed([`${levels(8)}/f`])], { strictDepth: true })).toMatchObject([
        { code: 'relocation-name-taken' },
      ]);
      expect(refusalsOf(own, { strictDepth: true })).toEqual([]);
    },
  );

  it('directories of one name from many places are all there', () => {
    const entries = Array.from({ length: 40 }, (_, index) => `${levels(6)}/p${index}/same/f${index}`);
    const tree = treeOf(filesNamed(entries));
    const holder = tree.directories.find(({ path }) => path === 'rr_moved')!;
    const moved = holder.records.slice(2);
    expect(moved).toHaveLength(40);
    expect(new Set(moved.map(({ identifier }) => identifier.toUpperCase())).size).toBe(40);
  });
});
