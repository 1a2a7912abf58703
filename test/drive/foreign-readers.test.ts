/** A config drive in the eyes of programs we did not write: names, sizes, contents, attributes, label. */
import { writeFileSync } from 'node:fs';
import { buildConfigDrive } from '@configdrive/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seenFromEntries } from '../support/expected.ts';
import { withForeign } from '../support/foreign.ts';
import { probeWithBlkid } from '../support/readers/blkid.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { listWithIsoinfo, warningsOfIsovfy } from '../support/readers/isoinfo.ts';
import { warningsOfSevenZip } from '../support/readers/seven-zip.ts';
import { warningsOfXorriso } from '../support/readers/xorriso.ts';
import { FOREIGN_READERS, type ForeignReader } from '../support/readers.ts';
import { differencesOf, type SeenEntry, type Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { SAMPLE, TIMESTAMP } from './sample.ts';

const directory = useTemporaryDirectory();
const image = (): string => directory('drive.iso');
const { bytes, drive } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP });

let expected: readonly SeenEntry[] = [];
beforeAll(async () => {
  writeFileSync(image(), bytes);
  expected = await seenFromEntries(drive.entries);
});

/** `-` is no character of the plain tree; where a name and its alias meet, the name that needs no change keeps it. */
function plainNames(entries: readonly SeenEntry[]): readonly SeenEntry[] {
  const paths = new Set(entries.map(({ path }) => path));
  return entries.map((entry) => {
    const path = entry.path.replaceAll('-', '_');
    const isTaken = path !== entry.path && paths.has(path);
    return { ...entry, path: isTaken ? path.replace(/(\.[a-z]+)?$/, '000$1') : path };
  });
}

const treeOf = (tree: Tree): readonly SeenEntry[] => (tree === 'plain' ? plainNames(expected) : expected);

const fieldsOf = (reader: ForeignReader, tree: Tree): readonly (keyof SeenEntry)[] =>
  reader.contents.includes(tree) ? ['type', 'byteLength', 'sha256'] : ['type', 'byteLength'];

for (const reader of FOREIGN_READERS) {
  withForeign(reader.programs, `${reader.name} reads a config drive`, () => {
    it.each(reader.trees)('%s tree: every name, size and content', (tree) => {
      const seen = reader.list(image(), tree);
      expect(differencesOf(treeOf(tree), seen, fieldsOf(reader, tree))).toEqual([]);
    });
  });
}

withForeign(['bsdtar', 'isoinfo'], 'attributes of a config drive', () => {
  it('has modes 0444 and 0555, owner 0:0, and the date that was given', () => {
    const dated = expected.map((entry) => ({ ...entry, modified: TIMESTAMP.getTime() / 1000 }));
    const fields = ['mode', 'uid', 'gid', 'modified'] as const;
    expect(differencesOf(dated, listWithBsdtar(image(), 'rockRidge'), fields)).toEqual([]);
  });

  it('has one extent and link count 2 for user data, one extent and link count 1 for an alias, in every tree', () => {
    for (const tree of ['rockRidge', 'joliet'] as const) {
      const seen = new Map(listWithIsoinfo(image(), tree).map((entry) => [entry.path, entry]));
      const extents = (...paths: string[]) => new Set(paths.map((path) => seen.get(path)?.extent));
      expect(extents('cloudstack/userdata/user_data.txt', 'openstack/latest/user_data').size).toBe(1);
      expect(extents('cloudstack/metadata/vm-id.txt', 'cloudstack/metadata/vm_id.txt').size).toBe(1);
      expect(extents('cloudstack/metadata/vm-id.txt', 'cloudstack/metadata/instance-id.txt').size).toBe(2);
    }
    const links = new Map(listWithIsoinfo(image(), 'rockRidge').map(({ path, nlink }) => [path, nlink]));
    expect(links.get('openstack/latest/user_data')).toBe(2);
    expect(links.get('cloudstack/metadata/vm_id.txt')).toBe(1);
  });
});

withForeign(['blkid', 'isovfy', 'xorriso', '7z'], 'a config drive as a volume', () => {
  it('is called config-2 by blkid, as udev and cloud-init see it', () => {
    expect(probeWithBlkid(image())).toMatchObject({ label: 'config-2', type: 'iso9660' });
  });

  it('can be called anything that 16 characters hold', () => {
    writeFileSync(
      directory('labelled.iso'),
      buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP, label: 'Any.Label_16-ch' }).bytes,
    );
    expect(probeWithBlkid(directory('labelled.iso'))).toMatchObject({ label: 'Any.Label_16-ch' });
  });

  it('gives isovfy, xorriso and 7-Zip nothing to warn of', () => {
    expect(warningsOfIsovfy(image())).toEqual([]);
    expect(warningsOfXorriso(image())).toEqual([]);
    expect(warningsOfSevenZip(image())).toEqual([]);
  });

  it('has no padding and no more blocks than its volume says', () => {
    expect(bytes.byteLength % 2048).toBe(0);
    expect(new DataView(bytes.buffer).getUint32(16 * 2048 + 80, true)).toBe(bytes.byteLength / 2048);
  });
});

describe('the control', () => {
  it('notices a missing file, a changed content and a file too many', () => {
    const [first, second, ...rest] = expected.filter(({ type }) => type === 'file');
    const doctored = [{ ...first!, sha256: 'other' }, ...rest, { ...second!, path: 'stray' }];
    expect(differencesOf([first!, second!, ...rest], doctored, ['sha256'])).toHaveLength(3);
  });
});
