/**
 * What broke other writers, bug by bug, where no other test names it: the title has the project and the number. (Sections,
 * continuation areas, path tables, relocation, serial numbers, time zones: in the tests of their own.)
 */
import { writeFileSync } from 'node:fs';
import type { Entry } from 'iso9660-format';
import type { ImageOptions } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { probeWithBlkid } from '../support/readers/blkid.ts';
import { listWithBsdtar } from '../support/readers/bsdtar.ts';
import { warningsOfSevenZip } from '../support/readers/seven-zip.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { filesNamed, identifiersOf, imageOf, refusalsOf } from './images.ts';
import { rawRecords, rawTree, rockRidgePaths } from './raw-image.ts';

const BLOCK = 2048;
const plainIdentifiers = (entries: readonly Entry[], options: Partial<ImageOptions> = {}) =>
  rawRecords(rawTree(imageOf(entries, options).bytes, 'plain')).map(({ identifier }) => identifier);
const jolietIdentifiers = (entries: readonly Entry[]) =>
  rawRecords(rawTree(imageOf(entries).bytes, 'joliet')).map(({ identifier }) => identifier);

describe('names', () => {
  it('kdomanski #3, go-diskfs #40: the names of cloud-init keep their case and their dash', () => {
    const names = ['meta-data', 'user-data', 'network-config', 'vendor-data'];
    const { layout, bytes } = imageOf(filesNamed(names));
    expect([...rockRidgePaths(rawTree(bytes, 'plain')).keys()].sort()).toEqual([...names].sort());
    expect(identifiersOf(layout, 'joliet').map((name) => name.slice(1))).toEqual([...names].sort());
  });

  it('rancher/windows #155, cloudbase-init #89 #118: Windows finds meta_data.json, not META_DATA', () => {
    const entries = filesNamed(['openstack/latest/meta_data.json']);
    expect(jolietIdentifiers(entries)).toContain('meta_data.json');
    expect(plainIdentifiers(entries)).toContain('meta_data.json;1');
  });

  it('go-diskfs #23, pycdlib #57: characters that are no d-characters become underscores', () => {
    const entries = filesNamed(['a b', 'c+d', 'e~f.g!', 'ü']);
    expect(plainIdentifiers(entries, { identifiers: 'level-2' })).toEqual(['A_B.;1', 'C_D.;1', 'E_F.G_;1', '__.;1']);
  });

  it('go-diskfs #315: names of level 1 are 8.3', () => {
    const entries = filesNamed(['longer-than-eight.json', 'a.b.c', 'NODOTATALLINHERE']);
    expect(plainIdentifiers(entries, { identifiers: 'level-1' })).toEqual(['A_B.C;1', 'LONGER_T.JSO;1', 'NODOTATA.;1']);
  });

  it('go-diskfs #189 #190, pycdlib #127: names above 30 characters stay whole in Rock Ridge and Joliet', () => {
    const names = ['x'.repeat(31), `${'y'.repeat(50)}.json`];
    const { layout, bytes } = imageOf(filesNamed(names));
    expect([...rockRidgePaths(rawTree(bytes, 'plain')).keys()]).toEqual(names);
    expect(identifiersOf(layout, 'joliet').map((name) => name.slice(1))).toEqual(names);
  });

  it('dde-file-manager #3417: 103 CJK characters take more than 255 bytes, which Linux cannot show: refused (R82)', () => {
    const refused = refusalsOf(filesNamed(['漢'.repeat(103)]), { joliet: { maximumUnits: 103 } });
    expect(refused.map(({ code }) => code)).toEqual(['name-too-long']);
    expect(refusalsOf(filesNamed(['漢'.repeat(84)]), { joliet: { maximumUnits: 103 } })).toEqual([]);
  });
});

describe('one entry', () => {
  it('pycdlib #102: is in every tree that can hold it', () => {
    const { bytes } = imageOf(filesNamed(['a', 'b/c']));
    const [plain, joliet] = (['plain', 'joliet'] as const).map((kind) => rawRecords(rawTree(bytes, kind)));
    expect(
      plain!.map(({ extent }) => extent).filter((extent) => joliet!.some((record) => record.extent === extent)),
    ).toHaveLength(2);
  });

  it('pycdlib #25, libarchive #335: empty files and links of one block are neither lost nor hard links', () => {
    const entries: Entry[] = [
      { path: 'empty', content: '' },
      { path: 'empty too', content: '' },
      { path: 'link', target: 'empty' },
      { path: 'link too', target: 'empty' },
    ];
    const records = [...rockRidgePaths(rawTree(imageOf(entries).bytes, 'plain')).values()];
    expect(records.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0]);
    expect(new Set(records.map(({ extent }) => extent)).size).toBe(1);
  });
});

describe('descriptors', () => {
  const { bytes } = imageOf(filesNamed(['f']));

  it('libarchive #2232 #2234: the root’s record has 34 bytes', () => {
    expect([16, 17].map((block) => bytes[block * BLOCK + 156])).toEqual([34, 34]);
  });

  it('go-diskfs #291, pycdlib #99: no version 2, and the terminator has version 1', () => {
    expect([16, 17, 18].map((block) => bytes[block * BLOCK + 6])).toEqual([1, 1, 1]);
    expect([16, 17].map((block) => bytes[block * BLOCK + 881])).toEqual([1, 1]);
  });

  it('pycdlib #1: what is reserved is zero', () => {
    for (const [from, to] of [
      [7, 8],
      [72, 80],
      [882, 883],
      [1395, 2048],
    ] as const) {
      for (const block of [16, 17]) {
        expect(bytes.subarray(block * BLOCK + from, block * BLOCK + to).every((byte) => byte === 0)).toBe(true);
      }
    }
  });

  it('go-diskfs #386, libcdio #18: no date is left out, and none has an offset', () => {
    for (const { date } of rawTree(bytes, 'plain').directories[0]!.records) {
      expect(date.some((byte) => byte !== 0)).toBe(true);
      expect(date[6]).toBe(0);
    }
  });
});

withForeign(['blkid'], 'labels in the eyes of blkid', () => {
  const directory = useTemporaryDirectory();

  it.each(['config-2', 'CONFIG-2', 'cidata', 'CIDATA', 'Mixed Case_Label', 'x'])(
    'util-linux #872 #1215, pycdlib #7, go-diskfs #14: %s is found as it was given',
    (volumeIdentifier) => {
      writeFileSync(directory('labelled.iso'), imageOf(filesNamed(['f']), { volumeIdentifier }).bytes);
      const { label, type } = probeWithBlkid(directory('labelled.iso'));
      expect([label?.replaceAll('\\x20', ' '), type]).toEqual([volumeIdentifier, 'iso9660']);
    },
  );

  it('without Joliet the label is that of the primary descriptor', () => {
    const options = { volumeIdentifier: 'ONLY_THE_PRIMARY_HAS_ALL_OF_THIS', joliet: false } as const;
    writeFileSync(directory('primary.iso'), imageOf([], options).bytes);
    expect(probeWithBlkid(directory('primary.iso')).label).toBe(options.volumeIdentifier);
  });
});

withForeign(['bsdtar', '7z'], 'directories in the eyes of libarchive and 7-Zip', () => {
  const directory = useTemporaryDirectory();

  it('aaru #572: a Joliet directory of several sectors is whole', () => {
    const names = Array.from({ length: 300 }, (_, index) => `a rather long name for file number ${index}.txt`);
    writeFileSync(directory('wide.iso'), imageOf(filesNamed(names)).bytes);
    expect(listWithBsdtar(directory('wide.iso'), 'joliet')).toHaveLength(300);
    expect(warningsOfSevenZip(directory('wide.iso'))).toEqual([]);
  });

  it('libarchive #780, packer-plugin-sdk #236: thirteen levels and more are whole', () => {
    const path = Array.from({ length: 20 }, (_, index) => `d${index}`).join('/');
    writeFileSync(directory('deep.iso'), imageOf(filesNamed([`${path}/file`])).bytes);
    expect(listWithBsdtar(directory('deep.iso'), 'rockRidge')).toHaveLength(21);
    expect(listWithBsdtar(directory('deep.iso'), 'joliet')).toHaveLength(21);
  });

  it('libarchive #3235 #3326 #3480: relocation of many branches does not lose one', () => {
    const branches = Array.from({ length: 60 }, (_, index) => `1/2/3/4/5/6/b${index % 7}/c${index}/d/e/file`);
    writeFileSync(directory('branches.iso'), imageOf(filesNamed(branches), { strictDepth: true }).bytes);
    const files = listWithBsdtar(directory('branches.iso'), 'rockRidge').filter(({ type }) => type === 'file');
    expect(files.map(({ path }) => path).sort()).toEqual([...branches].sort());
  });
});
