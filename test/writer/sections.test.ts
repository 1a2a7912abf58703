/** Files of 4 GiB and more: several sections, no byte of them stored here (R54–R57). */
import type { ContentSource, Entry } from 'iso9660-format';
import { type ImageLayout, layOutImage, slicesOf } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { complaintsOfSource } from '../support/soundness.ts';
import { OPTIONS } from './images.ts';
import { entriesNamed, type RawRecord, rawTree, rockRidgeName } from './raw-image.ts';

const SECTION = 0xffff_f800;
const BLOCK = 2048;

/** A file whose bytes nobody looks at. */
const large = (byteLength: number): ContentSource => ({ byteLength, open: () => [], fill: (target) => target.length });

/** A strict verifier reads the image where there is metadata; where files are it sees zeros. */
async function expectSound(layout: ImageLayout): Promise<void> {
  const metadata = metadataOf(layout);
  const source = {
    byteLength: layout.byteLength,
    read(offset: number, length: number): Uint8Array {
      const bytes = new Uint8Array(length);
      if (offset < metadata.length) bytes.set(metadata.subarray(offset, offset + length));
      return bytes;
    },
  };
  expect(await complaintsOfSource(source)).toEqual([]);
}

/** Everything below the file data, as bytes. */
function metadataOf(layout: ImageLayout): Uint8Array {
  const end = Math.min(...layout.files.blocks) * BLOCK;
  const [slice] = slicesOf(layout, new Uint8Array(end));
  return slice!;
}

const layoutOf = (entries: readonly Entry[]) => layOutImage(entries, OPTIONS);
const rootRecords = (layout: ImageLayout, tree: 'plain' | 'joliet' = 'plain'): readonly RawRecord[] =>
  rawTree(metadataOf(layout), tree).directories[0]!.records.slice(2);

describe('the sections of a file (pycdlib #42 #134 #163: three and more, not two)', () => {
  it.each([
    ['4 GiB − 1', 2 ** 32 - 1, [SECTION, 2047]],
    ['a full section', SECTION, [SECTION]],
    ['a full section and a byte', SECTION + 1, [SECTION, 1]],
    ['4.5 GiB', 4.5 * 2 ** 30, [SECTION, 4.5 * 2 ** 30 - SECTION]],
    ['three full sections', 3 * SECTION, [SECTION, SECTION, SECTION]],
    ['17 GiB', 17 * 2 ** 30, [SECTION, SECTION, SECTION, SECTION, 17 * 2 ** 30 - 4 * SECTION]],
  ])('%s', async (_, byteLength, lengths) => {
    const layout = layoutOf([
      { path: 'large', content: large(byteLength), modified: new Date('2020-01-01T00:00:00Z') },
    ]);
    for (const tree of ['plain', 'joliet'] as const) {
      const records = rootRecords(layout, tree);
      expect(records.map((record) => record.byteLength)).toEqual(lengths);
      // R54: bit 7 in all but the last. R55: else alike. R56: one behind the other.
      expect(records.map(({ flags }) => flags)).toEqual(
        lengths.map((__, index) => (index < lengths.length - 1 ? 0x80 : 0)),
      );
      expect(new Set(records.map(({ identifier }) => identifier)).size).toBe(1);
      expect(new Set(records.map(({ date }) => date.join(' '))).size).toBe(1);
      const first = layout.files.blocks[0]!;
      expect(records.map(({ extent }) => extent)).toEqual(
        lengths.map((__, index) => first + (index * SECTION) / BLOCK),
      );
    }
    expect(layout.byteLength).toBe((layout.files.blocks[0]! + Math.ceil(byteLength / BLOCK)) * BLOCK);
    await expectSound(layout);
  });

  it('all have the same system use area (R55)', () => {
    const records = rootRecords(layoutOf([{ path: 'large', content: large(9 * 2 ** 30), uid: 7 }]));
    const areas = records.map(({ systemUse }) =>
      systemUse.map(({ signature, payload }) => `${signature} ${payload.join(' ')}`),
    );
    expect(records).toHaveLength(3);
    expect(areas[1]).toEqual(areas[0]);
    expect(areas[2]).toEqual(areas[0]);
  });

  it('with a long name each have a continuation area of their own', async () => {
    const name = 'n'.repeat(250);
    const layout = layOutImage([{ path: name, content: large(9 * 2 ** 30) }], { ...OPTIONS, joliet: false });
    const records = rootRecords(layout);
    const areas = records.map((record) => entriesNamed(record, 'CE')[0]!.payload.join(' '));
    expect(records.map(rockRidgeName)).toEqual([name, name, name]);
    expect(new Set(areas).size).toBe(3);
    await expectSound(layout);
  });

  it('hard links and aliases have them too', async () => {
    const content = large(5 * 2 ** 30);
    const layout = layoutOf([
      { path: 'a', content },
      { path: 'b', content },
      { path: 'c', sameAs: 'a' },
    ]);
    const records = rootRecords(layout);
    expect(records.map(({ identifier }) => identifier)).toEqual(['a.;1', 'a.;1', 'b.;1', 'b.;1', 'c.;1', 'c.;1']);
    expect(new Set(records.map(({ extent }) => extent)).size).toBe(2);
    expect(layout.files.blocks).toHaveLength(1);
    await expectSound(layout);
  });

  it('the data of the next file follows them', () => {
    const layout = layoutOf([
      { path: 'a', content: large(5 * 2 ** 30 + 1) },
      { path: 'b', content: 'x' },
    ]);
    const [a, b] = layout.files.blocks;
    expect(b).toBe(a! + Math.ceil((5 * 2 ** 30 + 1) / BLOCK));
  });
});

describe('records of one file stay in one sector (R57: GRUB loses the file otherwise)', () => {
  /** Enough small files that the sections of `m` would begin near the end of a sector; one more moves them by one record. */
  it.each(Array.from({ length: 24 }, (_, index) => index))('behind %i other files', async (count) => {
    const others = Array.from({ length: count }, (_, index) => ({
      path: `f${String(index).padStart(2, '0')}`,
      content: 'x',
    }));
    const layout = layoutOf([...others, { path: 'm', content: large(13 * 2 ** 30) }, { path: 'z', content: 'x' }]);
    for (const tree of ['plain', 'joliet'] as const) {
      const records = rootRecords(layout, tree);
      const sections = records.filter(({ identifier }) => identifier.startsWith('m'));
      expect(sections).toHaveLength(4);
      expect(new Set(sections.map(({ at }) => Math.floor(at / BLOCK))).size).toBe(1);
      for (const { at, length } of records) expect((at % BLOCK) + length).toBeLessThanOrEqual(BLOCK);
      expect(records).toHaveLength(count + 5);
    }
    await expectSound(layout);
  });

  it.each([
    [100, []],
    [101, [{ code: 'file-beyond-readers', severity: 'warning', place: ['entries', 'vast'], rule: 'R57' }]],
  ])('a file of %i sections is taken, with a word when Linux does not read it', (sections, issues) => {
    const layout = layoutOf([{ path: 'vast', content: large(sections * SECTION) }]);
    expect(rootRecords(layout)).toHaveLength(sections);
    expect(layout.issues).toMatchObject(issues);
    expect(layout.issues).toHaveLength(issues.length);
  });

  it('a file with more records than a sector holds is split over sectors all the same', async () => {
    const layout = layoutOf([{ path: 'huge', content: large(120 * 2 ** 30) }]);
    const records = rootRecords(layout);
    expect(records).toHaveLength(31);
    expect(records.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(120 * 2 ** 30);
    for (const { at, length } of records) expect((at % BLOCK) + length).toBeLessThanOrEqual(BLOCK);
    await expectSound(layout);
  });
});
