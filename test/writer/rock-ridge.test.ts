/** System use areas on disk (SUSP 1.12, RRIP 1.12; R88–R118), read by hand. */
import type { Entry } from 'iso9660-format';
import { describe, expect, it } from 'vitest';
import { filesNamed, imageOf, TIMESTAMP } from './images.ts';
import {
  entriesNamed,
  posixOf,
  type RawRecord,
  rawTree,
  rockRidgeName,
  rockRidgePaths,
  targetOf,
  u32,
  utf8,
} from './raw-image.ts';

const BLOCK = 2048;
/** For names that Joliet cannot hold whole. */
const CUT = { joliet: { overlong: 'cut' } } as const;

/** One record by its Rock Ridge path. */
function recordOf(entries: readonly Entry[], path: string): RawRecord {
  const record = rockRidgePaths(rawTree(imageOf(entries, { joliet: false }, ['R107']).bytes, 'plain')).get(path);
  if (record === undefined) throw new Error(`no record ${path}`);
  return record;
}

const signatures = ({ systemUse }: RawRecord): string => systemUse.map(({ signature }) => signature).join(' ');
const stamp = (date: Date): number[] => [
  date.getUTCFullYear() - 1900,
  date.getUTCMonth() + 1,
  date.getUTCDate(),
  date.getUTCHours(),
  date.getUTCMinutes(),
  date.getUTCSeconds(),
  0,
];

describe('the root and the first two records of a directory', () => {
  const tree = rawTree(imageOf([{ path: 'd/f', content: 'x' }]).bytes, 'plain');
  const [root, directory] = tree.directories;

  it('SP stands first in the root’s own record, ER once, no name (R88, R92, R108)', () => {
    expect(root!.records.slice(0, 2).map(signatures)).toEqual(['SP PX TF ER', 'PX TF']);
    expect(directory!.records.slice(0, 2).map(signatures)).toEqual(['PX TF', 'PX TF']);
    expect([...root!.records[0]!.systemUse[0]!.payload]).toEqual([0xbe, 0xef, 0]);
  });

  it('ER announces IEEE_P1282 and fits into the record (R92, R93; kdomanski #54)', () => {
    const { payload, length } = root!.records[0]!.systemUse[3]!;
    const [identifier, descriptor, source, version] = payload;
    expect(version).toBe(1);
    expect(utf8(payload.subarray(4, 4 + identifier!))).toBe('IEEE_P1282');
    expect(length).toBe(8 + identifier! + descriptor! + source!);
    expect(root!.records[0]!.length).toBeLessThanOrEqual(254);
  });

  it('"." and ".." are themselves and the parent, attributes included (R35, R100)', () => {
    const [self, parent] = directory!.records;
    expect([root!.records[0]!, root!.records[1]!, parent!].map(({ extent }) => extent)).toEqual(
      Array(3).fill(root!.extent),
    );
    expect(self!.extent).toBe(directory!.extent);
    expect(posixOf(parent!)).toEqual(posixOf(root!.records[0]!));
    expect(posixOf(self!)).toEqual(posixOf(root!.records[2]!));
  });
});

describe('PX, TF and PN', () => {
  const shared = Uint8Array.of(1);
  const entries: Entry[] = [
    {
      path: 'file',
      content: 'x',
      mode: 0o4755,
      uid: 1000,
      gid: 2 ** 32 - 1,
      modified: new Date('2000-02-29T01:02:03.999Z'),
    },
    { path: 'typed', content: 'x', mode: 0o100600 },
    { path: 'directory', mode: 0o1777 },
    { path: 'link', target: 'x' },
    { path: 'fifo', mode: 0o010640 },
    { path: 'socket', mode: 0o140640 },
    { path: 'hard 1', content: shared, mode: 0o600, uid: 5 },
    { path: 'hard 2', content: shared, mode: 0o600, uid: 5 },
  ];

  it.each([
    ['file', 0o104755, 1, 1000, 2 ** 32 - 1],
    ['typed', 0o100600, 1, 0, 0],
    ['directory', 0o041777, 2, 0, 0],
    ['link', 0o120777, 1, 0, 0],
    ['fifo', 0o010640, 1, 0, 0],
    ['socket', 0o140640, 1, 0, 0],
    ['hard 1', 0o100600, 2, 5, 0],
    ['hard 2', 0o100600, 2, 5, 0],
  ])('%s: mode, links, owner, group (R100, R102, R116)', (path, ...expected) => {
    expect(posixOf(recordOf(entries, path)).slice(0, 4)).toEqual(expected);
  });

  it('serial numbers are unique, not zero, and shared by hard links alone (R101; go-diskfs #223, libarchive #2213)', () => {
    const records = rockRidgePaths(rawTree(imageOf(entries).bytes, 'plain'));
    const serials = new Map([...records].map(([path, record]) => [path, posixOf(record)[4]!]));
    expect(serials.get('hard 1')).toBe(serials.get('hard 2'));
    expect(new Set(serials.values()).size).toBe(serials.size - 1);
    expect([...serials.values()]).not.toContain(0);
  });

  it('TF has modify, access and attributes in the short form, as the record has it (R111)', () => {
    const record = recordOf(entries, 'file');
    const [{ payload } = { payload: new Uint8Array() }] = entriesNamed(record, 'TF');
    const modified = stamp(new Date('2000-02-29T01:02:03Z'));
    expect([...payload]).toEqual([0x0e, ...modified, ...modified, ...modified]);
    expect([...record.date]).toEqual(modified);
    expect([...recordOf(entries, 'link').date]).toEqual(stamp(TIMESTAMP));
  });

  it.each([
    ['small numbers in one word', 8, 1, 0, 0x0801],
    ['the largest of them', 255, 255, 0, 0xffff],
    ['a large minor number', 8, 256, 8, 256],
    ['a large major number', 256, 1, 256, 1],
    ['the largest of all', 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1],
  ])('a device: %s (R103)', (_, major, minor, high, low) => {
    const record = recordOf([{ path: 'device', mode: 0o060600, device: { major, minor } }], 'device');
    const [entry] = entriesNamed(record, 'PN');
    expect([u32(entry!.payload, 0), u32(entry!.payload, 8)]).toEqual([high, low]);
    expect(posixOf(record)[0]).toBe(0o060600);
    expect(record.byteLength).toBe(0);
  });

  it('only devices have PN, only links SL', () => {
    for (const path of ['file', 'directory', 'fifo', 'socket']) {
      expect(signatures(recordOf(entries, path))).toBe('PX TF NM');
    }
    expect(signatures(recordOf(entries, 'link'))).toBe('PX TF NM SL');
  });

  it('what has no bytes points to one zero block of the volume, above its continuation area (R58, R97)', () => {
    const { bytes, layout } = imageOf(entries);
    const blocks = ['link', 'fifo', 'socket'].map((path) => rockRidgePaths(rawTree(bytes, 'plain')).get(path)!.extent);
    expect(new Set(blocks)).toEqual(new Set([layout.emptyBlock]));
    const zeros = bytes.subarray(layout.emptyBlock! * BLOCK, (layout.emptyBlock! + 1) * BLOCK);
    expect(zeros.every((byte) => byte === 0)).toBe(true);
  });
});

describe('names (R106, R107)', () => {
  it.each([
    ['one character', 'a', [1]],
    ['all that one record holds', 'n'.repeat(113), [113]],
    ['two-byte characters', 'é'.repeat(126), [250, 2]],
    ['one whole NM', 'n'.repeat(250), [250]],
    ['one byte more', 'n'.repeat(251), [250, 1]],
    ['as long as Linux shows', 'n'.repeat(253), [250, 3]],
    ['as long as can be', 'n'.repeat(255), [250, 5]],
    ['a character split over two NM', `${'n'.repeat(249)}é`, [250, 1]],
  ])('%s', (_, name, lengths) => {
    const record = recordOf([{ path: name, content: 'x' }], name);
    const parts = entriesNamed(record, 'NM');
    expect(rockRidgeName(record)).toBe(name);
    expect(parts.map(({ payload }) => payload.length - 1)).toEqual(lengths);
    expect(parts.map(({ payload }) => payload[0])).toEqual(
      lengths.map((__, index) => (index < lengths.length - 1 ? 1 : 0)),
    );
  });

  it('that only differ in case or normalisation are kept apart', () => {
    const names = ['a', 'A', 'é', 'e\u0301', 'Å', '\u212b', 'A\u030a'];
    const records = rockRidgePaths(rawTree(imageOf(filesNamed(names), {}, ['R76', 'R110']).bytes, 'plain'));
    expect([...records.keys()].sort()).toEqual([...names].sort());
  });
});

describe('continuation areas (R94–R99, R117)', () => {
  /** With an identifier of 33 bytes a record has 188 for system use; PX and TF take 70 of them. */
  const roomForName = 254 - 66 - 70 - 5;

  it.each([
    ['fits to the byte', roomForName, 'PX TF NM'],
    ['is one byte too long', roomForName + 1, 'PX TF CE NM'],
    ['could only stay without CE', roomForName - 28 + 1, 'PX TF NM'],
  ])('a name that %s', (_, length, expected) => {
    const name = 'n'.repeat(length);
    const record = recordOf([{ path: name, content: 'x' }], name);
    expect(signatures(record)).toBe(expected);
    expect(record.length).toBeLessThanOrEqual(254);
  });

  it('CE is last in its area and says exactly where the rest is', () => {
    const name = 'n'.repeat(200);
    const { bytes } = imageOf([{ path: name, content: 'x' }], CUT);
    const tree = rawTree(bytes, 'plain');
    const record = tree.directories[0]!.records[2]!;
    const [continuation] = entriesNamed(record, 'CE');
    const [block, offset, length] = [0, 8, 16].map((at) => u32(continuation!.payload, at));
    expect(continuation!.at + continuation!.length).toBe(record.at + record.length);
    expect(block).toBe(tree.directories[0]!.extent + tree.directories[0]!.byteLength / BLOCK);
    expect([offset, length]).toEqual([0, 205]);
    expect(entriesNamed(record, 'NM')[0]!.at).toBe(block! * BLOCK);
  });

  it('areas of several records share a block, none crosses one (pycdlib #177: a block filled to its end)', () => {
    // NM of 205 bytes in each area: nine take 1845, the tenth fills the block to the byte with 203.
    const names = Array.from({ length: 30 }, (_, index) => `${String(index).padStart(3, '0')}${'n'.repeat(197)}`);
    names[9] = `009${'n'.repeat(195)}`;
    const tree = rawTree(imageOf(filesNamed(names), CUT).bytes, 'plain');
    const areas = tree.directories[0]!.records.slice(2).map((record) => {
      const [block, offset, length] = [0, 8, 16].map((at) => u32(entriesNamed(record, 'CE')[0]!.payload, at));
      return { from: block! * BLOCK + offset!, end: offset! + length! };
    });
    expect(areas.every(({ end }) => end <= BLOCK)).toBe(true);
    expect(areas[9]!.end).toBe(BLOCK);
    expect(areas[10]!.from % BLOCK).toBe(0);
    expect(areas.map(({ from }) => from)).toEqual(areas.map(({ from }) => from).sort((a, b) => a - b));
  });

  it('a long target takes a chain of areas, each with its own CE (pycdlib #133 #138)', () => {
    const target = 'component/'.repeat(409).slice(0, 4090);
    const record = recordOf([{ path: 'l'.repeat(255), target }], 'l'.repeat(255));
    expect(entriesNamed(record, 'CE').length).toBe(3);
    expect(targetOf(record)).toBe(target.replace(/\/$/, ''));
    expect(signatures(record)).toMatch(/^PX TF CE NM NM (SL )+CE (SL )+CE( SL)+$/);
  });

  it('areas lie behind their directory and below all data, also of empty files (R97)', () => {
    const long = (index: number) => `${index}${'n'.repeat(220)}`;
    const entries = [1, 2, 3].flatMap((index) => [
      { path: `d${index}/${long(index)}`, content: index === 2 ? '' : 'x' },
      { path: `d${index}/link`, target: 't'.repeat(300) },
    ]);
    const { bytes, layout } = imageOf(entries, CUT);
    const tree = rawTree(bytes, 'plain');
    const firstData = Math.min(layout.emptyBlock!, ...layout.files.blocks);
    for (const [index, directory] of tree.directories.entries()) {
      const next = tree.directories[index + 1]?.extent ?? rawTree(bytes, 'joliet').directories[0]!.extent;
      const end = directory.extent + directory.byteLength / BLOCK;
      for (const continuation of directory.records.flatMap((record) => entriesNamed(record, 'CE'))) {
        const block = u32(continuation.payload, 0);
        expect(block).toBeGreaterThanOrEqual(end);
        expect(block).toBeLessThan(Math.min(next, firstData));
      }
    }
  });
});

describe('without Rock Ridge', () => {
  it('no record has a system use area', () => {
    const { bytes } = imageOf([{ path: 'd/f', content: 'x' }], { rockRidge: false });
    const records = rawTree(bytes, 'plain').directories.flatMap((directory) => directory.records);
    expect(
      records.every(
        ({ systemUse, length, identifierBytes }) =>
          systemUse.length === 0 && length === 33 + identifierBytes.length + ((identifierBytes.length + 1) % 2),
      ),
    ).toBe(true);
  });
});
