/**
 * The placeholder of a moved directory is an empty file, but it pointed to block 0 unless the tree had an empty file of
 * its own (R58), and was called like a directory, without the dot of a file's identifier (R47).
 */
import { describe, expect, it } from 'vitest';
import { filesNamed, imageOf } from '../writer/images.ts';
import { entriesNamed, rawRecords, rawTree } from '../writer/raw-image.ts';

describe('the placeholder of a moved directory', () => {
  const { layout, bytes } = imageOf(filesNamed(['1/2/3/4/5/6/7/8/9/file']), { strictDepth: true });
  const placeholders = rawRecords(rawTree(bytes, 'plain')).filter((record) => entriesNamed(record, 'CL').length > 0);

  it('points to a block of the volume that is no directory’s', () => {
    expect(placeholders.map(({ extent, byteLength }) => ({ extent, byteLength }))).toEqual([
      { extent: layout.emptyBlock, byteLength: 0 },
    ]);
    expect(layout.emptyBlock).toBeGreaterThan(layout.trees[1]!.directories.at(-1)!.block);
  });

  it('is called like a file', () => {
    expect(placeholders.map(({ identifier, flags }) => ({ identifier, flags }))).toEqual([
      { identifier: '8.;1', flags: 0 },
    ]);
  });
});

describe('moved directories of one name', () => {
  it('are told apart in bounded time, also when names are as long as they can be', () => {
    const deep = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ path: `1/2/3/4/5/6/${index}/${name}` }));
    const long = 'é'.repeat(120);
    const entries = [...deep('x', 5_000), ...deep('x.3', 1), ...deep(long, 3)];
    const { bytes } = imageOf(entries, { strictDepth: true, joliet: false });
    const holder = rawTree(bytes, 'plain').directories.find(({ path }) => path === 'rr_moved')!;
    const names = holder.records.slice(2).map((record) => {
      const parts = entriesNamed(record, 'NM').map(({ payload }) => Buffer.from(payload.subarray(1)));
      return Buffer.concat(parts).toString('utf8');
    });
    expect(new Set(names).size).toBe(5_004);
    expect(names).toEqual(expect.arrayContaining(['x', 'x.2', 'x.3', 'x.4', 'x.5001', long, `${long}.2`, `${long}.3`]));
  });
});
