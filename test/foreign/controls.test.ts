/** The judges are judged first: on images that others made, all foreign readers see one and the same tree. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { truncated, withDirectoryMoved } from '../support/doctor.ts';
import { FOREIGN, listedPackages, withForeign } from '../support/foreign.ts';
import { FOREIGN_MAKERS, makeWithGenisoimage } from '../support/makers.ts';
import { probeWithBlkid } from '../support/readers/blkid.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { identifiersWithIsoinfo, warningsOfIsovfy } from '../support/readers/isoinfo.ts';
import { warningsOfSevenZip } from '../support/readers/seven-zip.ts';
import { warningsOfXorriso } from '../support/readers/xorriso.ts';
import { FOREIGN_READERS } from '../support/readers.ts';
import { addSymbolicLink, makeSampleTree, SAMPLE_HARD_LINK, SAMPLE_TIME } from '../support/sample-tree.ts';
import {
  differencesOf,
  namesAndContents,
  only,
  type SeenEntry,
  seenInDirectory,
  sha256Of,
  type Tree,
} from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const directory = useTemporaryDirectory();

beforeAll(() => makeSampleTree(directory('tree')));

const names = (entries: readonly SeenEntry[]): readonly SeenEntry[] => only(entries, ['path', 'type', 'byteLength']);

const shapeOf = (contents: readonly Tree[], tree: Tree) => (contents.includes(tree) ? namesAndContents : names);

describe('every foreign program', () => {
  it('comes with a package that CI installs', () => {
    const wanted = Object.values(FOREIGN).map(({ debianPackage }) => debianPackage);
    expect(listedPackages()).toEqual(expect.arrayContaining(wanted));
  });
});

for (const maker of FOREIGN_MAKERS) {
  for (const reader of FOREIGN_READERS) {
    withForeign([...maker.programs, ...reader.programs], `${reader.name} on an image by ${maker.name}`, () => {
      // Plain names depend on the maker's options; they have their own test below.
      it.each(reader.trees.filter((tree) => tree !== 'plain'))('shows the %s tree as it was on disk', (tree) => {
        const image = directory(`${maker.name} ${reader.name}.iso`);
        maker.make(directory('tree'), image, 'config-2');
        const shape = shapeOf(reader.contents, tree);
        expect(shape(reader.list(image, tree))).toEqual(shape(seenInDirectory(directory('tree'))));
      });
    });
  }
}

withForeign(['genisoimage'], 'the plain tree of CloudStack’s own command', () => {
  const image = () => directory('plain.iso');
  beforeAll(() => makeWithGenisoimage(directory('tree'), image(), 'config-2'));

  for (const reader of FOREIGN_READERS.filter(({ trees }) => trees.includes('plain'))) {
    withForeign(reader.programs, `read by ${reader.name}`, () => {
      it('has lower-case names with underscores, and the same contents', () => {
        const shape = shapeOf(reader.contents, 'plain');
        expect(shape(reader.list(image(), 'plain'))).toEqual(shape(plainTreeOnDisk(directory('tree'))));
      });
    });
  }

  it('has identifiers with version numbers, and one extent for the two hard-linked names', () => {
    const identifiers = identifiersWithIsoinfo(image());
    expect([...identifiers.keys()]).toContain('cloudstack/metadata/vm_id.txt;1');
    expect(identifiers.get('openstack/latest/user_data.;1')).toBe(
      identifiers.get('cloudstack/userdata/user_data.txt;1'),
    );
  });
});

/** What genisoimage's relaxed options make of names, by rule: every character outside letters, digits, `_` and `.` is `_`. */
const plainTreeOnDisk = (root: string): readonly SeenEntry[] =>
  seenInDirectory(root).map((entry) => ({ ...entry, path: entry.path.replace(/[^\w./]/g, '_') }));

withForeign(['genisoimage', 'bsdtar', 'isoinfo', 'iso-info'], 'modes, owners, links and times', () => {
  const image = () => directory('attributes.iso');
  beforeAll(() => makeWithGenisoimage(directory('tree'), image(), 'config-2'));

  it.each(FOREIGN_READERS.filter(({ name }) => name !== '7-Zip' && name !== 'grub-fstest'))(
    'are told alike by $name',
    ({ list }) => {
      const seen = list(image(), 'rockRidge');
      const modes = seen.map(({ type, mode, uid, gid }) => ({ type, mode, uid, gid }));
      expect(new Set(modes.map((entry) => JSON.stringify(entry)))).toEqual(
        new Set([
          JSON.stringify({ type: 'directory', mode: 0o555, uid: 0, gid: 0 }),
          JSON.stringify({ type: 'file', mode: 0o444, uid: 0, gid: 0 }),
        ]),
      );
    },
  );

  it.each(FOREIGN_READERS.filter(({ name }) => ['bsdtar', 'isoinfo', 'iso-info', 'pycdlib'].includes(name)))(
    'say two links for the hard-linked pair in $name',
    ({ list }) => {
      const links = new Map(list(image(), 'rockRidge').map(({ path, nlink }) => [path, nlink]));
      expect(SAMPLE_HARD_LINK.map((path) => links.get(path))).toEqual([2, 2]);
      expect(links.get('cloudstack/metadata/vm-id.txt')).toBe(1);
    },
  );

  it.each(FOREIGN_READERS.filter(({ name }) => ['isoinfo', 'xorriso', 'iso-info', 'pycdlib'].includes(name)))(
    'show one extent for the hard-linked pair in $name',
    ({ list }) => {
      const extents = new Map(list(image(), 'rockRidge').map(({ path, extent }) => [path, extent]));
      const [first, second] = SAMPLE_HARD_LINK.map((path) => extents.get(path));
      expect(first).toBeGreaterThan(16);
      expect(second).toBe(first);
    },
  );

  it('come with the time of the file on disk', () => {
    const file = listWithBsdtar(image(), 'rockRidge').find(({ path }) => path === 'cloudstack/metadata/vm-id.txt');
    expect(file?.modified).toBe(SAMPLE_TIME.getTime() / 1000);
  });
});

withForeign(['genisoimage', 'bsdtar', 'isoinfo', 'xorriso', 'iso-info', 'pycdlib'], 'a symbolic link', () => {
  beforeAll(() => {
    makeSampleTree(directory('linked'));
    addSymbolicLink(directory('linked'));
    makeWithGenisoimage(directory('linked'), directory('linked.iso'), 'config-2');
  });

  it.each(FOREIGN_READERS.filter(({ name }) => !['7-Zip', 'grub-fstest'].includes(name)))(
    'is told with its target by $name',
    ({ list }) => {
      const link = list(directory('linked.iso'), 'rockRidge').find(({ path }) => path === 'a link');
      expect(link).toMatchObject({ type: 'symlink', target: 'cloudstack/metadata/vm-id.txt' });
    },
  );
});

withForeign(['genisoimage', 'blkid', 'isovfy', 'xorriso', '7z'], 'judges without a listing', () => {
  const image = () => directory('whole.iso');
  beforeAll(() => makeWithGenisoimage(directory('tree'), image(), 'config-2'));

  it('blkid tells the label as it was given', () => {
    expect(probeWithBlkid(image())).toMatchObject({ label: 'config-2', type: 'iso9660' });
  });

  it.each([
    ['isovfy', warningsOfIsovfy],
    ['xorriso', warningsOfXorriso],
    ['7-Zip', warningsOfSevenZip],
  ] as const)('%s finds nothing in a sound image', (_, warningsOf) => {
    expect(warningsOf(image())).toEqual([]);
  });

  it('xorriso and 7-Zip complain of a truncated image', () => {
    writeFileSync(directory('cut.iso'), truncated(readFileSync(image()), 40));
    expect(warningsOfXorriso(directory('cut.iso'))).not.toEqual([]);
    expect(warningsOfSevenZip(directory('cut.iso'))).not.toEqual([]);
  });

  it('isovfy complains of a directory record that points elsewhere', () => {
    writeFileSync(directory('bent.iso'), withDirectoryMoved(readFileSync(image()), 'openstack', 1));
    expect(warningsOfIsovfy(directory('bent.iso'))).not.toEqual([]);
  });
});

describe('the comparison of two listings', () => {
  const file: SeenEntry = { path: 'a', type: 'file', byteLength: 1, sha256: sha256Of('x') };

  it('finds nothing between alike listings', () => {
    expect(differencesOf([file], [{ ...file, mode: 0o444 }], ['type', 'byteLength', 'sha256'])).toEqual([]);
  });

  it('names what is missing, what is too much and what differs', () => {
    const seen: SeenEntry[] = [
      { ...file, byteLength: 2 },
      { path: 'b', type: 'directory' },
    ];
    const expected: SeenEntry[] = [file, { path: 'c', type: 'directory' }];
    expect(differencesOf(expected, seen, ['type', 'byteLength', 'sha256'])).toEqual([
      'a: byteLength 2 instead of 1',
      'b: not expected',
      'c: missing',
    ]);
  });
});
