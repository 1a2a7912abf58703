/** Trees made by chance, images made by others: our reader shows in every tree what is on disk, deep, linked and odd-named. */
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Random, randomFrom } from '../hostile/random.ts';
import { withForeign } from '../support/foreign.ts';
import { makeWithBsdtar, makeWithGenisoimage, makeWithXorriso } from '../support/makers.ts';
import { namesAndContents, seenInDirectory } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { imageAt, seenByUs } from './seen-by-us.ts';

const directory = useTemporaryDirectory();
const TREES = 5;
const NODES = 60;
/** R81: xorriso leaves out of Joliet what has a longer path. */
const JOLIET_PATH = 120;
const LETTERS = ['a', 'b', 'x-1', 'long name with spaces', 'ünïcödé', '文件', 'UPPER', '.hidden', 'with.two.dots', '_'];

/** Directories up to twelve levels deep, files of all lengths, hard links, symbolic links. Names differ in their numbers. */
function makeTree(root: string, random: Random): void {
  const directories = [''];
  const files: string[] = [];
  mkdirSync(root, { recursive: true });
  for (let index = 0; index < NODES; index++) {
    const above = random.pick([...directories, directories.at(-1) ?? '']);
    const path = `${above}${random.pick(LETTERS)}${index}`;
    const kind = random.below(10);
    if (kind < 4 && above.split('/').length < 12) {
      mkdirSync(`${root}/${path}`);
      directories.push(`${path}/`);
    } else if (kind === 8 && files.length > 0) linkSync(`${root}/${random.pick(files)}`, `${root}/${path}`);
    else if (kind === 9) symlinkSync(random.pick(['..', '/absolute', path, 'a/../b']), `${root}/${path}`);
    else {
      writeFileSync(`${root}/${path}`, random.bytes(random.pick([0, 1, 2047, 2048, 2049, 5000])));
      files.push(path);
    }
  }
}

const UTF8 = ['-input-charset', 'utf-8'];

const MAKERS = [
  { name: 'genisoimage', make: (tree: string, image: string) => makeWithGenisoimage(tree, image, 'config-2', UTF8) },
  { name: 'xorriso', make: (tree: string, image: string) => makeWithXorriso(tree, image, 'config-2') },
  { name: 'bsdtar', make: (tree: string, image: string) => makeWithBsdtar(tree, image, 'config-2') },
] as const;

describe.each(MAKERS)('an image by $name', ({ name, make }) => {
  withForeign([name], 'of a tree by chance', () => {
    it.each(Array.from({ length: TREES }, (_, seed) => seed))(
      'shows tree %i as it is on disk, by Rock Ridge and by Joliet',
      (seed) => {
        const tree = directory(`tree ${seed}`);
        makeOnce(tree, seed);
        const path = directory(`${name} ${seed}.iso`);
        make(tree, path);
        const image = imageAt(path);
        const onDisk = namesAndContents(seenInDirectory(tree));
        expect(namesAndContents(seenByUs(image, 'rockRidge'))).toEqual(onDisk);
        const inJoliet = (entries: typeof onDisk): typeof onDisk =>
          entries.filter(({ path }) => !links.has(path) && path.length <= JOLIET_PATH);
        const links = new Set(onDisk.filter(({ type }) => type === 'symlink').map((entry) => entry.path));
        expect(inJoliet(namesAndContents(seenByUs(image, 'joliet')))).toEqual(inJoliet(onDisk));
        expect(image.issues).toEqual([]);
      },
    );
  });
});

const made = new Set<string>();

function makeOnce(tree: string, seed: number): void {
  if (made.has(tree)) return;
  made.add(tree);
  makeTree(tree, randomFrom(seed));
}
