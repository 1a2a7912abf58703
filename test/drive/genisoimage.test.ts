/** CloudStack's own command over the same directory, aliases off: the same names, modes, contents and shared extents. */
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildConfigDrive, portable } from '@configdrive/core';
import type { Content, Entry } from 'iso9660-format';
import { beforeAll, expect, it } from 'vitest';
import { bytesAtHand } from '../support/contents.ts';
import { withForeign } from '../support/foreign.ts';
import { makeWithGenisoimage } from '../support/makers.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { identifiersWithIsoinfo, listWithIsoinfo } from '../support/readers/isoinfo.ts';
import { only, type SeenEntry, type Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { SAMPLE, TIMESTAMP } from './sample.ts';

const directory = useTemporaryDirectory();
const { bytes, drive } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP, profile: { ...portable, aliases: [] } });

/** The entries as files, with the hard link that CloudStack makes by `ln`. */
function writeTree(root: string, entries: readonly Entry[]): void {
  const written = new Map<Content, string>();
  for (const { path, content } of entries) {
    const location = `${root}/${path}`;
    mkdirSync(content === undefined ? location : dirname(location), { recursive: true });
    if (content === undefined) continue;
    const first = typeof content === 'string' ? undefined : written.get(content);
    if (first !== undefined) linkSync(first, location);
    else writeFileSync(location, bytesAtHand(content));
    written.set(content, location);
  }
}

/** For each extent the names that share it, since block numbers differ between makers. */
function sharedNames(entries: readonly SeenEntry[]): readonly (readonly string[])[] {
  const byExtent = new Map<number | undefined, string[]>();
  for (const { path, extent, type } of entries) {
    if (type === 'file') byExtent.set(extent, [...(byExtent.get(extent) ?? []), path]);
  }
  return [...byExtent.values()].filter((names) => names.length > 1).map((names) => names.sort());
}

withForeign(['genisoimage', 'bsdtar', 'isoinfo'], 'beside genisoimage with CloudStack’s options', () => {
  const ours = (): string => directory('ours.iso');
  const theirs = (): string => directory('theirs.iso');

  beforeAll(() => {
    writeTree(directory('tree'), drive.entries);
    writeFileSync(ours(), bytes);
    makeWithGenisoimage(directory('tree'), theirs(), 'config-2');
  });

  it.each<Tree>(['rockRidge', 'joliet', 'plain'])('has the same names, sizes and contents in the %s tree', (tree) => {
    const fields = ['path', 'type', 'byteLength', 'sha256'] as const;
    expect(only(listWithBsdtar(ours(), tree), fields)).toEqual(only(listWithBsdtar(theirs(), tree), fields));
  });

  it('has the same modes, owners and link counts of files', () => {
    const fields = ['path', 'mode', 'uid', 'gid', 'nlink'] as const;
    const files = (image: string) => listWithIsoinfo(image, 'rockRidge').filter(({ type }) => type === 'file');
    expect(only(files(ours()), fields)).toEqual(only(files(theirs()), fields));
    const directories = (image: string) =>
      listWithIsoinfo(image, 'rockRidge').filter(({ type }) => type === 'directory');
    expect(only(directories(ours()), ['path', 'mode', 'uid', 'gid'])).toEqual(
      only(directories(theirs()), ['path', 'mode', 'uid', 'gid']),
    );
  });

  it('has the same identifiers with version numbers in the plain tree', () => {
    const names = (image: string) => [...identifiersWithIsoinfo(image).keys()].sort();
    expect(names(ours())).toEqual(names(theirs()));
  });

  it.each<Tree>(['rockRidge', 'joliet', 'plain'])(
    'shares the same extent between the same names in the %s tree',
    (tree) => {
      const shared = sharedNames(listWithIsoinfo(ours(), tree));
      expect(shared).toEqual(sharedNames(listWithIsoinfo(theirs(), tree)));
      expect(shared).toHaveLength(1);
    },
  );

  it('is not larger than genisoimage’s image without padding (target S5)', () => {
    makeWithGenisoimage(directory('tree'), directory('unpadded.iso'), 'config-2', ['-no-pad']);
    expect(bytes.byteLength).toBeLessThanOrEqual(readFileSync(directory('unpadded.iso')).byteLength);
    expect(bytes.byteLength).toBeLessThanOrEqual(0.3 * readFileSync(theirs()).byteLength);
  });
});
