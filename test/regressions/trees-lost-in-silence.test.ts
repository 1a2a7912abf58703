/**
 * An image whose root directory had no length was extracted to an empty directory with exit code 0, and `inspect` of an image
 * whose files share one extent listed all of them for each of them until the heap was full.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extractImage } from '@configdrive/files';
import { InvalidImageError } from '@configdrive/issues';
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

/** The root's record in the primary descriptor: its block and its length, each in both orders of bytes. */
function withRoot(field: 'block' | 'length', value: number): Uint8Array {
  const bytes = imageOf([{ path: 'a', content: 'x' }]);
  const at = 16 * 2048 + 156 + (field === 'block' ? 2 : 10);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(at, value, true);
  view.setUint32(at + 4, value, false);
  return bytes;
}

describe('an image whose root is lost', () => {
  it.each([
    ['without a length', withRoot('length', 0)],
    ['longer than the image', withRoot('length', 2 ** 31)],
    ['behind the image', withRoot('block', 1_000_000)],
    ['at a block that is no directory', withRoot('block', 16)],
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
