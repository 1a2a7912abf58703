/**
 * An image whose root directory had no length was extracted to an empty directory with exit code 0, one whose other directories
 * had none, or too short a one, without what is in these. And `inspect` of an image whose files share one extent listed all of
 * them for each of them until the heap was full.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extractImage } from '@configdrive/files';
import { InvalidImageError, issueText } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { openImage, summaryOf } from 'iso9660-reader';
import { layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { sharingOf } from '../../packages/cli/src/actions/inspect/sharing.ts';
import { treeLines } from '../../packages/cli/src/actions/inspect/tree-view.ts';
import { usePlace } from '../storage/images.ts';
import { OPTIONS } from '../writer/images.ts';

const place = usePlace();

const imageOf = (entries: readonly Entry[]): Uint8Array => toBytes(layOutImage(entries, { ...OPTIONS, joliet: false }));

/** Fields of a directory record: each is there in both orders of bytes. */
const FIELDS = { block: 2, length: 10 } as const;
type Field = keyof typeof FIELDS;

function put(bytes: Uint8Array, recordOffset: number, field: Field, value: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + recordOffset + FIELDS[field]);
  view.setUint32(0, value, true);
  view.setUint32(4, value, false);
  return bytes;
}

/** The root's record is in the primary descriptor. */
const withRoot = (field: Field, value: number): Uint8Array =>
  put(imageOf([{ path: 'a', content: 'x' }]), 16 * 2048 + 156, field, value);

describe('an image whose root is lost', () => {
  it.each([
    ['without a length', withRoot('length', 0)],
    ['longer than the image', withRoot('length', 2 ** 31)],
    ['behind the image', withRoot('block', 1_000_000)],
    ['at a block that is no directory', withRoot('block', 16)],
    ['shorter than it says itself', withRoot('length', 34 * 2)],
  ])('%s is refused, and nothing is left', async (_, bytes) => {
    const target = join(place.directory, 'tree');
    await expect(extractImage(bytes, target)).rejects.toBeInstanceOf(InvalidImageError);
    expect(existsSync(target)).toBe(false);
  });

  it('is another thing than an empty root', async () => {
    const extracted = await extractImage(imageOf([]), join(place.directory, 'tree'));
    expect(extracted).toMatchObject({ files: 0, directories: 0 });
  });
});

describe('an image that lost a part of its tree', () => {
  const TREE: readonly Entry[] = [
    { path: 'a', content: 'x' },
    ...Array.from({ length: 40 }, (_, n) => ({ path: `d/${n}`.padEnd(60, 'f'), content: 'y' })),
    { path: 'd/e/f', content: 'z' },
    { path: 'g/h', content: 'z' },
  ];

  /** With one field of the record of a path changed. */
  async function damaged(path: string, field: Field, value: number): Promise<Uint8Array> {
    const bytes = imageOf(TREE);
    const records = await (await openImage(bytes)).records();
    return put(bytes, records.find((record) => record.path === path)?.recordOffset ?? Number.NaN, field, value);
  }

  it.each([
    ['a directory behind the image', 'd', 'block', 1_000_000, 'extent-outside-image'],
    ['a directory below it behind the image', 'd/e', 'block', 1_000_000, 'extent-outside-image'],
    ['a directory longer than the image', 'd', 'length', 2 ** 30, 'extent-outside-image'],
    ['a directory without a length', 'd', 'length', 0, 'directory-without-extent'],
    ['a directory without a length below it', 'd/e', 'length', 0, 'directory-without-extent'],
    ['a directory of which some blocks are cut off', 'd', 'length', 2048, 'directory-length-differs'],
    ['a directory of which some bytes are cut off', 'd', 'length', 3000, 'record-invalid'],
    ['a directory at blocks that hold nothing', 'd', 'block', 0, 'directory-without-self'],
    ['a directory at blocks of something else', 'd', 'block', 16, 'record-invalid'],
    ['a file behind the image', 'a', 'block', 1_000_000, 'extent-outside-image'],
    ['a file that is cut off', 'd/e/f', 'length', 1_000_000, 'extent-outside-image'],
  ] as const)('%s is refused with its path, and nothing is left', async (_, path, field, value, code) => {
    const target = join(place.directory, 'tree');
    const error = await extractImage(await damaged(path, field, value), target).catch((cause: unknown) => cause);
    const issues = error instanceof InvalidImageError ? error.issues : [];
    const found = issues.find((issue) => issue.code === code);
    expect(found === undefined ? '' : issueText(found)).toContain(path);
    expect(existsSync(target)).toBe(false);
  });

  it('is refused with all of its directories', async () => {
    const bytes = await damaged('g', 'length', 0);
    const records = await (await openImage(bytes)).records();
    put(bytes, records.find(({ path }) => path === 'd')?.recordOffset ?? Number.NaN, 'length', 2048 * 3);
    const error = await extractImage(bytes, join(place.directory, 'tree')).catch((cause: unknown) => cause);
    expect(error instanceof InvalidImageError && error.issues.map((issue) => issueText(issue))).toEqual([
      expect.stringContaining('"g"'),
      expect.stringContaining('"d"'),
    ]);
  });

  it('is read whole where it lost nothing', async () => {
    const extracted = await extractImage(imageOf(TREE), join(place.directory, 'tree'));
    expect(extracted).toMatchObject({ files: 43, directories: 3, issues: [] });
  });
});

describe('an image whose files share one extent', () => {
  const COUNT = 20_000;
  const shared = new Uint8Array([1]);
  const bytes = imageOf(Array.from({ length: COUNT }, (_, n) => ({ path: `f${n}`, content: shared })));

  it('is listed in lines of a bounded length', async () => {
    const image = await openImage(bytes);
    const sharing = sharingOf(await image.records());
    const { entries } = await summaryOf(image);
    const lines = treeLines(entries, sharing, (text) => text);
    expect(lines).toHaveLength(COUNT + 1);
    expect(lines[1]).toMatch(/hard link with f1, .* and 19,989 more$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(250);
    expect(sharing.get('f0')).toMatchObject({ moreHardLinks: COUNT - 101 });
  });
});
