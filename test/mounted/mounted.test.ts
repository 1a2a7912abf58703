/**
 * The Linux kernel sees every fixture as it went in: one boot for all. A fixture is added in fixtures/ and fixtures.ts.
 * Beside them in the same boot: doctored images, which the judge must complain of.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { DriveContent } from '@configdrive/core';
import type { Content } from 'iso9660-format';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesAtHand } from '../support/contents.ts';
import { truncated, withContentChanged, withDirectoryMoved, withEmptyJolietLabel } from '../support/doctor.ts';
import { describeUnless, foundAt, installCommandOf } from '../support/foreign.ts';
import { makeWithGenisoimage } from '../support/makers.ts';
import { makeSampleTree, SAMPLE_ENTRIES } from '../support/sample-tree.ts';
import type { SeenEntry, Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { complaintsOn, type Expected, expectedOf, type Fixture } from './fixture.ts';
import { genisoimageControl, xorrisoControl } from './fixtures/controls.ts';
import { ALL_FIXTURES } from './fixtures.ts';
import { judge, type MountedImage, missingForJudge } from './judge.ts';
import { differencesToKernel } from './read-by-us.ts';

const TREES: readonly Tree[] = ['rockRidge', 'joliet', 'plain'];

const missingFor = (fixture: Fixture): string | undefined => {
  const missing = (fixture.programs ?? []).filter((program) => foundAt(program) === undefined);
  return missing.length === 0 ? undefined : installCommandOf(missing);
};

/** Broken images, made of the control by genisoimage: what is broken, how, and what the judge must say. */
const DOCTORED: Readonly<
  Record<string, { readonly doctor: (image: Uint8Array) => Uint8Array; readonly says: RegExp }>
> = {
  truncated: {
    doctor: (image) => truncated(image, 40),
    says: /^rockRidge: sha256sum: .*Input\/output error$/m,
  },
  'cut inside a sector': {
    doctor: (image) => image.slice(0, -1000),
    says: /^1048 bytes after the last whole sector$/m,
  },
  'with a directory extent outside the image': {
    doctor: (image) => withDirectoryMoved(image, 'openstack', 100_000),
    says: /^rockRidge: openstack\/latest: missing$/m,
  },
  'with a directory extent of another directory': {
    doctor: (image) => withDirectoryMoved(image, 'openstack', -1),
    says: /^rockRidge: openstack\/latest: missing$/m,
  },
  'with an empty Joliet label': {
    doctor: withEmptyJolietLabel,
    says: /^label undefined instead of config-2$/m,
  },
};

/** The guest has its own limit, which grows with the images; this one is for a guest that hangs. */
const BOOT_MS = 3_600_000;

const directory = useTemporaryDirectory();
const imagePath = (name: string): string => directory(`${name.replace(/[^\w]+/g, '-')}.iso`);

describeUnless(missingForJudge(), 'the Linux kernel', () => {
  const present = ALL_FIXTURES.filter((fixture) => missingFor(fixture) === undefined);
  const canDoctor = missingFor(genisoimageControl) === undefined;
  let seen: ReadonlyMap<string, MountedImage> = new Map();

  beforeAll(async () => {
    for (const { name, make } of present) make(imagePath(name));
    const changed = present.filter(makeChanged).map(changedName);
    const doctored = canDoctor ? makeDoctored() : [];
    const names = [...present.map(({ name }) => name), ...changed, ...doctored];
    seen = await judge(names.map((name) => ({ name, path: imagePath(name) })));
  }, BOOT_MS);

  const viewOf = (name: string): MountedImage => {
    const view = seen.get(name);
    if (view === undefined) throw new Error(`the judge did not see ${name}`);
    return view;
  };

  for (const fixture of ALL_FIXTURES) {
    describeUnless(missingFor(fixture), fixture.name, () => {
      it('is seen as it went in', async () => {
        expect(complaintsOn(await expectedOf(fixture), viewOf(fixture.name))).toEqual([]);
      });

      it('is read alike by our reader', async () => {
        const differences = await differencesToKernel(imagePath(fixture.name), fixture, viewOf(fixture.name));
        expect(differences).toEqual([]);
      });

      const changed = changedContentOf(fixture);
      if (changed !== undefined) {
        it('is not, with one byte of its image changed', async () => {
          const complaints = complaintsOn(await expectedOf(fixture), viewOf(changedName(fixture)));
          expect(complaints.filter((complaint) => complaint.includes(': sha256 '))).not.toEqual([]);
          expect(complaints.join('\n')).toContain(changed.path);
        });
      }

      it('would not be, had any file another content or none', async () => {
        const expected = await expectedOf(fixture);
        for (const doctored of doctoredViews(expected, viewOf(fixture.name))) {
          expect(complaintsOn(expected, doctored)).not.toEqual([]);
        }
      });
    });
  }

  describeUnless(missingFor(genisoimageControl) ?? missingFor(xorrisoControl), 'the controls', () => {
    it.each(TREES)('are seen alike in the %s tree', (tree) => {
      const [first, second] = [genisoimageControl, xorrisoControl].map(({ name }) => viewOf(name).trees[tree]);
      expect(withoutHabits(first?.entries ?? [])).toEqual(withoutHabits(second?.entries ?? []));
    });
  });

  describeUnless(missingFor(genisoimageControl), 'a doctored image', () => {
    it.each(Object.entries(DOCTORED))('%s is complained of', async (name, { says }) => {
      const complaints = complaintsOn(await expectedOf(genisoimageControl), viewOf(name));
      expect(complaints.join('\n')).toMatch(says);
    });

    it('without one of the files is complained of', async () => {
      const complaints = complaintsOn(await expectedOf(genisoimageControl), viewOf(WITHOUT_A_FILE));
      expect(complaints).toContain(`rockRidge: ${REMOVED_FILE}: missing`);
      expect(complaints).toContain(`joliet: ${REMOVED_FILE}: missing`);
    });

    it('that is not there at all is an error', async () => {
      await expect(judge([{ name: 'none', path: directory('none.iso') }])).rejects.toThrow('none.iso');
    });
  });

  describe('what the guest tells beside the trees', () => {
    it('is what its kernel said', () => {
      const [first] = present;
      expect(viewOf(first?.name ?? '').trees.rockRidge.kernel.join('\n')).toContain('RRIP_1991A');
    });
  });
});

const WITHOUT_A_FILE = 'without one of the files';
const REMOVED_FILE = 'cloudstack/metadata/vm-id.txt';

/** Makes the broken images and the incomplete one; answers their names. */
function makeDoctored(): readonly string[] {
  const image = readFileSync(imagePath(genisoimageControl.name));
  for (const [name, { doctor }] of Object.entries(DOCTORED)) writeFileSync(imagePath(name), doctor(image));
  const others = SAMPLE_ENTRIES.filter(({ path }) => path !== REMOVED_FILE);
  makeSampleTree(directory('others'), others);
  makeWithGenisoimage(directory('others'), imagePath(WITHOUT_A_FILE), 'config-2');
  return [...Object.keys(DOCTORED), WITHOUT_A_FILE];
}

const changedName = ({ name }: Fixture): string => `${name}, one byte changed`;

/** Contents of a stream are too large for memory. */
const isInMemory = (content: Content | undefined): boolean =>
  typeof content === 'string' || content instanceof Uint8Array || content instanceof DriveContent;

/** The file whose content is changed in the doctored copy: the longest one. None where contents are too large for memory. */
function changedContentOf({ entries }: Fixture): { path: string; content: Uint8Array } | undefined {
  const files = entries.filter(({ content }) => content !== undefined);
  const inMemory = files.flatMap(({ path, content }) =>
    isInMemory(content) ? [{ path, content: bytesAtHand(content) }] : [],
  );
  if (inMemory.length < files.length) return undefined;
  const [longest] = inMemory.toSorted((left, right) => right.content.length - left.content.length);
  return longest === undefined || longest.content.length === 0 ? undefined : longest;
}

/** A copy of the fixture's image with one byte changed; false where there is nothing to change. */
function makeChanged(fixture: Fixture): boolean {
  const changed = changedContentOf(fixture);
  if (changed === undefined) return false;
  const image = readFileSync(imagePath(fixture.name));
  writeFileSync(imagePath(changedName(fixture)), withContentChanged(image, changed.content));
  return true;
}

/** Views that differ from a true one in a single file of a single tree, or in the label. At most 25 files of a tree. */
function* doctoredViews(expected: Expected, view: MountedImage): Generator<MountedImage> {
  yield { ...view, label: `${String(view.label)}-2` };
  for (const tree of TREES.filter((name) => expected[name] !== undefined)) {
    const files = view.trees[tree].entries.filter(({ type }) => type === 'file').slice(0, 25);
    for (const file of files) {
      yield withEntries(view, tree, (entries) => entries.filter((entry) => entry !== file));
      yield withEntries(view, tree, (entries) =>
        entries.map((entry) => (entry === file ? withOtherContent(file) : entry)),
      );
    }
  }
}

const withEntries = (
  view: MountedImage,
  tree: Tree,
  change: (entries: readonly SeenEntry[]) => readonly SeenEntry[],
): MountedImage => ({
  ...view,
  trees: { ...view.trees, [tree]: { ...view.trees[tree], entries: change(view.trees[tree].entries) } },
});

const withOtherContent = (file: SeenEntry): SeenEntry =>
  file.sha256 === undefined ? { ...file, sampleSha256: 'another' } : { ...file, sha256: 'another' };

/** xorriso counts one link for every directory. */
const withoutHabits = (entries: readonly SeenEntry[]): readonly SeenEntry[] =>
  entries.map((entry) => (entry.type === 'directory' ? { ...entry, nlink: 1 } : entry));
