/** Each kind of drive, each change: libarchive (Rock Ridge) and 7-Zip (Joliet) see the files changed that should be, and no other. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type ConfigDrive, layOutConfigDrive, readConfigDriveSync } from '@configdrive/core';
import { toBytes } from 'iso9660-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { probeWithBlkid } from '../support/readers/blkid.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { listWithIsoinfo, warningsOfIsovfy } from '../support/readers/isoinfo.ts';
import { listWithSevenZip, warningsOfSevenZip } from '../support/readers/seven-zip.ts';
import { SAMPLE_TIME } from '../support/sample-tree.ts';
import type { SeenEntry } from '../support/seen.ts';
import { complaintsOf, DELIBERATE } from '../support/soundness.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { allChanges, CHANGES, type ChangeName, TOGETHER } from './change-table.ts';
import { LATER } from './helpers.ts';
import { DRIVE_KINDS, type DriveKind, IRONIC_DRIVE } from './kinds.ts';

const directory = useTemporaryDirectory();
const NAMES = Object.keys(CHANGES) as readonly ChangeName[];

const readImage = (path: string): ConfigDrive => readConfigDriveSync(new Uint8Array(readFileSync(path)));
const imageBytes = (drive: ConfigDrive): Uint8Array => toBytes(layOutConfigDrive(drive));
const writeDrive = (path: string, drive: ConfigDrive): void => writeFileSync(path, imageBytes(drive));

/** Texts of the makers' own in lower case (publisher, application) are kept. */
const TOLERATED = [...DELIBERATE, 'R14', 'R22'];

/** What a reader sees of the files: by path, the sum of the bytes. */
const sums = (entries: readonly SeenEntry[]): ReadonlyMap<string, string> =>
  new Map(entries.filter(({ type }) => type === 'file').map(({ path, sha256 = '' }) => [path, sha256]));

/** Paths of files that are not the same; `+` new, `-` gone. */
function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    return [old === undefined ? `+${path}` : now === undefined ? `-${path}` : path];
  });
}

/** By path: everything but the contents. Link counts are isoinfo's: libarchive's listing of them depends on where a file lies. */
const attributes = (entries: readonly SeenEntry[]): ReadonlyMap<string, object> =>
  new Map(entries.map(({ path, type, mode, uid, gid, modified }) => [path, { type, mode, uid, gid, modified }]));

const linkCounts = (image: string): ReadonlyMap<string, number | undefined> =>
  new Map(
    listWithIsoinfo(image, 'rockRidge')
      .filter(({ type }) => type === 'file')
      .map(({ path, nlink }) => [path, nlink]),
  );

function testKind(kind: DriveKind): void {
  withForeign([...kind.programs, 'bsdtar', '7z', 'isoinfo', 'isovfy', 'blkid'], kind.name, () => {
    const image = (): string => directory(`${kind.name}.iso`);
    const changedImage = (name: string): string => directory(`${kind.name} ${name}.iso`);
    let drive: ConfigDrive;
    let unchanged: { readonly rockRidge: readonly SeenEntry[]; readonly joliet: readonly SeenEntry[] };

    beforeAll(() => {
      mkdirSync(directory(kind.name));
      kind.make(image(), directory(kind.name));
      drive = readImage(image());
      writeDrive(changedImage('unchanged'), drive);
      unchanged = {
        rockRidge: listWithBsdtar(changedImage('unchanged'), 'rockRidge'),
        joliet: listWithSevenZip(changedImage('unchanged')),
      };
    });

    it('that nobody changes has the same files, attributes and label when it is written again', () => {
      const before = listWithBsdtar(image(), kind.names);
      if (kind.names === 'rockRidge') {
        expect(differences(sums(before), sums(unchanged.rockRidge))).toEqual([]);
        expect(attributes(unchanged.rockRidge)).toEqual(attributes(before));
        expect(linkCounts(changedImage('unchanged'))).toEqual(linkCounts(image()));
        expect(differences(sums(listWithSevenZip(image())), sums(unchanged.joliet))).toEqual([]);
      } else {
        const contents = (entries: readonly SeenEntry[]) => new Set(sums(entries).values());
        expect(contents(unchanged.rockRidge)).toEqual(contents(before));
        expect(drive.issues.map(({ code }) => code)).toEqual(['drive-names-mapped']);
      }
      expect(probeWithBlkid(changedImage('unchanged')).label).toBe(probeWithBlkid(image()).label);
      expect(readImage(changedImage('unchanged')).volume).toEqual(drive.volume);
    });

    it.each(NAMES)('%s: libarchive sees what should be changed, dated, and everything else as it was', (name) => {
      writeDrive(changedImage(name), CHANGES[name](drive));
      const after = listWithBsdtar(changedImage(name), 'rockRidge');
      expect(differences(sums(unchanged.rockRidge), sums(after))).toEqual([...kind.touched[name]].sort(byBarePath));
      expectSameAttributes(unchanged.rockRidge, after, kind.touched[name]);
    });

    it.each(NAMES)('%s: 7-Zip sees the same in Joliet', (name) => {
      writeDrive(changedImage(name), CHANGES[name](drive));
      const after = listWithSevenZip(changedImage(name));
      expect(differences(sums(unchanged.joliet), sums(after))).toEqual([...kind.touched[name]].sort(byBarePath));
    });

    it('is a sound image by our verifier, isovfy and 7-Zip, whatever is changed', () => {
      for (const name of NAMES) expect(complaintsOf(imageBytes(CHANGES[name](drive)), TOLERATED)).toEqual([]);
      writeDrive(changedImage('sound'), allChanges(drive));
      expect(complaintsOf(imageBytes(allChanges(drive)), TOLERATED)).toEqual([]);
      expect(warningsOfIsovfy(changedImage('sound'))).toEqual([]);
      expect(warningsOfSevenZip(changedImage('sound'))).toEqual([]);
    });

    it('several at once change what each of them changes', () => {
      writeDrive(changedImage('all'), allChanges(drive));
      const after = listWithBsdtar(changedImage('all'), 'rockRidge');
      const touched = [...new Set(TOGETHER.flatMap((name) => kind.touched[name]))].sort(byBarePath);
      expect(differences(sums(unchanged.rockRidge), sums(after))).toEqual(touched);
      const links = linkCounts(changedImage('all'));
      for (const [path, nlink] of linkCounts(changedImage('unchanged'))) {
        expect(`${path} ${links.get(path)}`).toBe(`${path} ${nlink}`);
      }
      const { modified, ...volume } = readImage(changedImage('all')).volume;
      const { modified: _, ...before } = drive.volume;
      expect(volume).toEqual(before);
      expect(modified).toEqual(LATER);
    });

    it('the same changes again give the same bytes', () => {
      const once = allChanges(drive);
      const bytes = (one: ConfigDrive) => Buffer.from(imageBytes(one));
      expect(bytes(allChanges(once)).equals(bytes(once))).toBe(true);
      expect(bytes(allChanges(readConfigDriveSync(bytes(once)))).equals(bytes(once))).toBe(true);
    });
  });
}

const bare = (path: string): string => path.replace(/^[+-]/, '');
const byBarePath = (a: string, b: string): number => (bare(a) < bare(b) ? -1 : 1);

/** Only what is touched has another date, and nothing that was there another mode or owner. */
function expectSameAttributes(
  before: readonly SeenEntry[],
  after: readonly SeenEntry[],
  touched: readonly string[],
): void {
  const old = attributes(before);
  const changed = new Set(touched.map(bare));
  for (const [path, now] of attributes(after)) {
    const then = old.get(path) ?? now;
    const dated = changed.has(path) ? { modified: LATER.getTime() / 1000 } : {};
    expect({ path, ...now }).toEqual({ path, ...then, ...dated });
  }
}

for (const kind of DRIVE_KINDS) testKind(kind);
withSampleData('a drive of others', () => testKind(IRONIC_DRIVE));

describe('the control', () => {
  it('notices a file that changed, one that came and one that went', () => {
    const before = new Map([
      ['a', '1'],
      ['b', '1'],
    ]);
    expect(
      differences(
        before,
        new Map([
          ['a', '2'],
          ['c', '1'],
        ]),
      ),
    ).toEqual(['a', '-b', '+c']);
    expect(SAMPLE_TIME).not.toEqual(LATER);
  });
});
