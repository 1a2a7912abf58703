/** Images that others made: our reader and theirs see one and the same tree. */
import { readFileSync } from 'node:fs';
import { openImage, openImageSync, summaryOf } from 'iso9660-reader';
import { beforeAll, describe, expect, it } from 'vitest';
import { programPath, withForeign } from '../support/foreign.ts';
import { FOREIGN_MAKERS, makeWithGenisoimage, makeWithXorriso } from '../support/makers.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { listWithIsoinfo } from '../support/readers/isoinfo.ts';
import { FOREIGN_READERS } from '../support/readers.ts';
import { runOk } from '../support/run.ts';
import { addSymbolicLink, makeSampleTree, SAMPLE_HARD_LINK } from '../support/sample-tree.ts';
import { differencesOf, namesAndContents, type SeenEntry, seenInDirectory, type Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { imageAt, seenByUs } from './seen-by-us.ts';

const directory = useTemporaryDirectory();

beforeAll(() => {
  makeSampleTree(directory('tree'));
  makeSampleTree(directory('linked'));
  addSymbolicLink(directory('linked'));
});

/** Fields that a reader of a tree tells; what it does not tell is not compared. */
const fieldsOf = (tree: Tree): readonly (keyof SeenEntry)[] =>
  tree === 'rockRidge' ? ['type', 'byteLength', 'target', 'mode', 'uid', 'gid', 'modified'] : ['type', 'byteLength'];

describe.each(FOREIGN_MAKERS)('an image by $name', (maker) => {
  withForeign(maker.programs, 'read by us', () => {
    it.each(['rockRidge', 'joliet'] as const)('shows the %s tree as it was on disk', (tree) => {
      const image = directory(`${maker.name}.iso`);
      maker.make(directory('tree'), image, 'config-2');
      expect(namesAndContents(seenByUs(imageAt(image), tree))).toEqual(
        namesAndContents(seenInDirectory(directory('tree'))),
      );
    });

    it('has its label and nothing to complain of', () => {
      const image = directory(`${maker.name} label.iso`);
      maker.make(directory('tree'), image, 'config-2');
      const opened = imageAt(image);
      opened.entries();
      expect(opened.label).toBe('config-2');
      expect(opened.issues).toEqual([]);
    });
  });

  for (const reader of FOREIGN_READERS) {
    withForeign([...maker.programs, ...reader.programs], `read by us and by ${reader.name}`, () => {
      it.each(reader.trees)('is the same in the %s tree', (tree) => {
        const image = directory(`${maker.name} ${reader.name}.iso`);
        maker.make(directory('tree'), image, 'config-2');
        const ours = seenByUs(imageAt(image), tree);
        const theirs = reader.list(image, tree);
        expect(differencesOf(theirs, ours, fieldsOf(tree))).toEqual([]);
      });
    });
  }
});

withForeign(['genisoimage', 'bsdtar', 'isoinfo'], 'what only Rock Ridge holds', () => {
  const image = () => directory('linked.iso');
  beforeAll(() => makeWithGenisoimage(directory('linked'), image(), 'config-2'));

  it('symbolic links come with their targets', () => {
    const ours = seenByUs(imageAt(image()), 'rockRidge');
    expect(ours.find(({ path }) => path === 'a link')).toMatchObject({
      type: 'symlink',
      target: 'cloudstack/metadata/vm-id.txt',
    });
    expect(differencesOf(listWithBsdtar(image(), 'rockRidge'), ours, ['type', 'target', 'mode', 'modified'])).toEqual(
      [],
    );
  });

  it('hard links are one content object, on the extent that isoinfo tells', () => {
    const opened = imageAt(image());
    const [first, second] = SAMPLE_HARD_LINK.map((path) => opened.entry(path));
    expect(first?.content).toBeDefined();
    expect(second?.content).toBe(first?.content);
    const theirs = listWithIsoinfo(image(), 'rockRidge').find(({ path }) => path === SAMPLE_HARD_LINK[0]);
    const ours = opened.records().find(({ path }) => path === SAMPLE_HARD_LINK[0]);
    expect(ours?.block).toBe(theirs?.extent);
    expect(ours?.linkCount).toBe(2);
  });

  it('the summary tells which paths share an extent and never a content', () => {
    const summary = summaryOf(imageAt(image()));
    expect(summary.sharedExtents.map(({ paths }) => paths)).toEqual([[...SAMPLE_HARD_LINK]]);
    expect(JSON.stringify(summary)).not.toContain('#cloud-config');
  });
});

/** ISO 9660:1999: names as they are, up to 207 bytes, in a tree of its own. */
const ENHANCED: Readonly<Record<string, (tree: string, image: string) => void>> = {
  genisoimage: (tree, image) => makeWithGenisoimage(tree, image, 'config-2', ['-iso-level', '4']),
  xorriso: (tree, image) => makeWithXorriso(tree, image, 'config-2', ['-iso-level', '4']),
  bsdtar: (tree, image) =>
    runOk(programPath('bsdtar'), ['-cf', image, '--format=iso9660', '--options', 'iso-level=4', '-C', tree, '.']),
};

describe.each(Object.entries(ENHANCED))('an enhanced tree by %s', (maker, make) => {
  withForeign([maker as 'bsdtar', 'bsdtar'], 'read by us', () => {
    it('is the tree on disk, and what bsdtar reads of the image', () => {
      const tree = directory(`enhanced ${maker}`);
      const files = ['Plain.txt', 'several.dots.in.it', `dir/${'n'.repeat(120)}`, 'dir/sub/lower'];
      makeSampleTree(
        tree,
        files.map((path) => ({ path, content: path })),
      );
      const image = directory(`enhanced ${maker}.iso`);
      make(tree, image);
      const opened = imageAt(image);
      const ours = namesAndContents(seenByUs(opened, 'enhanced'));
      expect(opened.namespaces).toContain('enhanced');
      expect(ours).toEqual(namesAndContents(seenInDirectory(tree)));
      expect(ours).toEqual(namesAndContents(listWithBsdtar(image, 'rockRidge')));
    });
  });
});

withForeign(['genisoimage'], 'reading from far away', () => {
  it('opens and lists in three reads, none of them of a file', async () => {
    makeWithGenisoimage(directory('tree'), directory('far.iso'), 'config-2');
    const bytes = new Uint8Array(readFileSync(directory('far.iso')));
    const asked: { offset: number; end: number }[] = [];
    const image = await openImage({
      byteLength: bytes.byteLength,
      read(offset, length) {
        asked.push({ offset, end: offset + length });
        return Promise.resolve(bytes.slice(offset, offset + length));
      },
    });
    const records = await image.records();
    const contents = records.filter(({ kind, byteLength }) => kind === 'file' && byteLength > 0);
    const touched = contents.filter(({ block, byteLength }) =>
      asked.some(({ offset, end }) => offset < block * 2048 + byteLength && end > block * 2048),
    );
    expect(touched).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(3);
    const places = (list: typeof records) =>
      list.map(({ path, kind, block, byteLength }) => [path, kind, block, byteLength]);
    expect(places(records)).toEqual(places(openImageSync(bytes).records()));
  });
});
