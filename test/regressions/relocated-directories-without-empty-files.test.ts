/**
 * The placeholder of a moved directory is an empty file, but it pointed to block 0 unless the tree had an empty file of
 * its own (R58), and was called like a directory, without the dot of a file's identifier (R47).
 */
import { describe, expect, it } from 'vitest';
import { filesNamed, imageOf } from '../writer/images.ts';
import { entriesNamed, rawRecords, rawTree, rockRidgeName } from '../writer/raw-image.ts';

describe('the placeholder of a moved directory', () => {
  const { layout, bytes } = imageOf(filesNamed(['1/2/3/4/5/6/7/8/9/file']), { strictDepth: true });
  const placeholders = rawRecords(rawTree(bytes, 'plain')).filter((record) => entriesNamed(record, 'CL').length > 0);

  it('points to a block of the volume that is no directory’s', () => {
    expect(placeholders.map(({ extent, byteLength }) => ({ extent, byteLength }))).toEqual([
      { extent: layout.emptyBlock, byteLength: 0 },
    ]);
    expect(layout.emptyBlock).toBeGreaterThan(layout.trees[1]!.directories.blocks.at(-1)!);
  });

  it('is called like a file', () => {
    expect(placeholders.map(({ identifier, flags }) => ({ identifier, flags }))).toEqual([
      { identifier: '8.;1', flags: 0 },
    ]);
  });
});

describe('moved directories of one name', () => {
  it('keep it, and have identifiers of their own, in bounded time', () => {
    const entries = Array.from({ length: 5_000 }, (_, index) => ({ path: `1/2/3/4/5/6/${index}/name` }));
    const { bytes } = imageOf(entries, { strictDepth: true, joliet: false });
    const holder = rawTree(bytes, 'plain').directories.find(({ path }) => path === 'rr_moved')!;
    const records = holder.records.slice(2);
    expect(new Set(records.map(({ identifier }) => identifier)).size).toBe(5_000);
    expect(new Set(records.map(rockRidgeName))).toEqual(new Set(['name']));
  });
});
