/** Without Joliet a small tree made an image of 21 blocks, which libarchive took for no image at all: it reads 24 first. */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { filesNamed, imageOf } from '../writer/images.ts';

withForeign(['bsdtar'], 'the smallest images in the eyes of libarchive', () => {
  const directory = useTemporaryDirectory();
  const systemArea = new Uint8Array(100).fill(0xeb);

  it.each([
    ['an empty one', []],
    ['one of one file', ['a']],
    ['one of two files', ['a', 'b']],
    ['one of three files', ['a', 'b', 'c']],
  ])('%s is one', (_, paths) => {
    for (const options of [{}, { rockRidge: false }, { systemArea }]) {
      const { bytes } = imageOf(filesNamed(paths), { joliet: false, ...options }, ['R2']);
      writeFileSync(directory('small.iso'), bytes);
      expect(listWithBsdtar(directory('small.iso'), 'plain').map(({ path }) => path)).toEqual(paths);
    }
  });
});
