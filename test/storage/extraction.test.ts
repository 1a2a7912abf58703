/** Extraction beside the extractors that people use, on disks that fill up, and killed in the middle. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { extractImage, fileSource } from '@configdrive/files';
import { StorageError } from '@configdrive/issues';
import { layOutImage, toBytes } from 'iso9660-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { FOREIGN_MAKERS, type ForeignMaker } from '../support/makers.ts';
import { extractWithBsdtar } from '../support/readers/bsdtar.ts';
import { listWithSevenZip } from '../support/readers/seven-zip.ts';
import { addSymbolicLink, makeSampleTree, SAMPLE_ENTRIES, SAMPLE_TIME } from '../support/sample-tree.ts';
import { namesAndContents, only, type SeenEntry, seenInDirectory, seenMounted, type Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { modeOf, timestamp } from './images.ts';
import { canMount, withTmpfs } from './tmpfs.ts';

const path = useTemporaryDirectory();

beforeAll(() => {
  makeSampleTree(path('sample'));
  makeSampleTree(path('linked'));
  addSymbolicLink(path('linked'));
});

const ourMaker: ForeignMaker = {
  name: 'ourselves',
  programs: [],
  make: (_, image, label) => {
    const entries = [...SAMPLE_ENTRIES, { path: 'a link', target: 'cloudstack/metadata/vm-id.txt' }];
    writeFileSync(image, toBytes(layOutImage(entries, { volumeIdentifier: label, timestamp: SAMPLE_TIME })));
  },
};

/** Owners are left to whoever extracts, and of directories the owner keeps all rights. */
const compared = (entries: readonly SeenEntry[]): readonly SeenEntry[] => [
  ...only(entries, ['path', 'type', 'byteLength', 'sha256', 'target', 'modified']),
  ...only(
    entries.filter(({ type }) => type === 'file'),
    ['path', 'mode'],
  ),
];

const withoutLinks = (entries: readonly SeenEntry[]): readonly SeenEntry[] =>
  entries.filter(({ type }) => type !== 'symlink');

describe.each([...FOREIGN_MAKERS, ourMaker])('an image by $name', (maker) => {
  const image = (): string => path(`${maker.name}.iso`);
  const extracted = async (to: string, namespace: Tree): Promise<string> => {
    await extractImage(fileSource(image()), path(to), { namespace, symbolicLinks: 'inside' });
    return path(to);
  };

  withForeign([...maker.programs, 'bsdtar', '7z'], 'extracted', () => {
    beforeAll(() => maker.make(path(maker.name === 'pycdlib' ? 'sample' : 'linked'), image(), 'config-2'));

    it.each(['rockRidge', 'joliet', 'plain'] as const)('is what bsdtar extracts from the %s tree', async (tree) => {
      const to = `${maker.name} ${tree}`;
      mkdirSync(path(`${to} by bsdtar`));
      extractWithBsdtar(image(), path(`${to} by bsdtar`), tree);
      const [ours, theirs] = [seenMounted(await extracted(to, tree)), seenMounted(path(`${to} by bsdtar`))];
      if (tree === 'rockRidge') expect(compared(ours)).toEqual(compared(theirs));
      else expect(namesAndContents(ours)).toEqual(namesAndContents(theirs));
    });

    it('is what 7-Zip extracts, which takes the Joliet tree', async () => {
      const ours = seenInDirectory(await extracted(`${maker.name} beside 7-Zip`, 'joliet'));
      expect(namesAndContents(ours)).toEqual(namesAndContents(listWithSevenZip(image())));
    });

    it('is the tree it was made of', async () => {
      const ours = seenInDirectory(await extracted(`${maker.name} whole`, 'rockRidge'));
      expect(namesAndContents(withoutLinks(ours))).toEqual(namesAndContents(seenInDirectory(path('sample'))));
    });
  });
});

const PAGE = 4096;

describe.skipIf(!canMount)('a tmpfs that is too small [run as root: it mounts a tmpfs]', () => {
  const files = Array.from({ length: 12 }, (_, index) => ({
    path: `d${index % 3}/file ${index}`,
    content: new Uint8Array(20_000).fill(0x41 + index),
  }));
  const bytes = toBytes(layOutImage(files, { volumeIdentifier: 'config-2', timestamp }));

  it('holds the whole tree, or nothing', async () => {
    const outcomes = new Set<string>();
    for (const pages of [1, 5, 20, 40, 59, 60, 61, 64, 80]) {
      await withTmpfs(path(), pages * PAGE, async (directory) => {
        const outcome = await outcomeOf(`${directory}/tree`);
        expect(readdirSync(directory)).toEqual(outcome === 'extracted' ? ['tree'] : []);
        if (outcome === 'extracted') {
          const seen = seenInDirectory(`${directory}/tree`).filter(({ type }) => type === 'file');
          expect(seen.map(({ byteLength }) => byteLength)).toEqual(files.map(({ content }) => content.byteLength));
        }
        outcomes.add(outcome);
      });
    }
    expect(outcomes).toEqual(new Set(['no-space extract-file', 'extracted']));
  });

  async function outcomeOf(directory: string): Promise<string> {
    try {
      await extractImage(bytes, directory);
      return 'extracted';
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      expect(error.message).not.toMatch(/AAAA|BBBB/);
      return `${error.code} ${error.step}`;
    }
  }
});

describe('an extraction that is killed', () => {
  it('leaves what is inside its directory, for nobody else to read, and nothing beside it', async () => {
    mkdirSync(path('killed'));
    const content = new Uint8Array(12 * 1024 * 1024).fill(0x41);
    const layout = layOutImage([{ path: 'd/large', content, mode: 0o444 }], { volumeIdentifier: 'BIG', timestamp });
    writeFileSync(path('large.iso'), toBytes(layout));
    const program = fileURLToPath(new URL('extract.mjs', import.meta.url));
    const job = JSON.stringify({ image: path('large.iso'), directory: path('killed', 'tree') });
    const child = spawn(process.execPath, [program, job], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    expect(readdirSync(path('killed'))).toEqual(['tree']);
    expect(modeOf(path('killed', 'tree'))).toBe(0o700);
    expect(seenInDirectory(path('killed', 'tree')).map((entry) => entry.path)).toEqual(['d', 'd/large']);
    rmSync(path('killed'), { recursive: true });
  });
});
