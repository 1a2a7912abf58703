/** Mutants of directories, identifiers and path tables (R10, R29–R49, R72–R87). */
import {
  BLOCK_SIZE,
  directoryRecord,
  fileFlags,
  pathTableRecordL,
  pathTableRecordM,
  primaryVolumeDescriptor,
} from 'iso9660-format';
import { type Editor, pathTableHead } from './editor.ts';
import type { Mutant } from './mutant.ts';

const { put } = directoryRecord;
const PAD_OF_EVEN = 33;

/** The end of the last record of a directory. */
const endOf = (image: Editor, path: string, tree: 'plain' | 'joliet' = 'plain'): number => {
  const last = image.last(path, tree);
  return last + image.bytes[last]!;
};

export const DIRECTORY_MUTANTS: readonly Mutant[] = [
  {
    rule: 'R10',
    what: 'a file inside another',
    edit: (image) => put.extentBlock(image.bytes, image.record('betb.bin'), blockOf(image, 'beta.bin') + 1),
  },
  { rule: 'R29', what: 'a length with two values', edit: (image) => image.set(image.record('beta.bin') + 14, 1) },
  { rule: 'R29', what: 'a block with two values', edit: (image) => image.set(image.record('beta.bin') + 6, 1) },
  {
    rule: 'R30',
    what: 'an odd record length',
    edit: (image) => image.set(image.last('dir'), image.bytes[image.last('dir')]! + 1),
  },
  {
    rule: 'R31',
    what: 'a pad byte',
    edit: (image) => {
      const record = image.record('beta.bin');
      image.set(record + PAD_OF_EVEN + image.bytes[record + 32]!, 1);
    },
  },
  { rule: 'R32', what: 'an interleaved file', edit: (image) => image.set(image.record('beta.bin') + 26, 1) },
  {
    rule: 'R32',
    what: 'a protection flag',
    edit: (image) => put.flags(image.bytes, image.record('beta.bin'), fileFlags.protection),
  },
  {
    rule: 'R32',
    what: 'another volume',
    edit: (image) => put.volumeSequenceNumber(image.bytes, image.record('beta.bin'), 2),
  },
  {
    rule: 'R32',
    what: 'an associated file',
    edit: (image) => put.flags(image.bytes, image.record('beta.bin'), fileFlags.associated),
  },
  {
    rule: 'R32',
    what: 'a hidden file',
    edit: (image) => put.flags(image.bytes, image.record('beta.bin'), fileFlags.hidden),
  },
  { rule: 'R33', what: 'a record too short for its name', edit: (image) => image.set(image.last('dir'), 20) },
  { rule: 'R33', what: 'something behind the last record', edit: (image) => image.set(endOf(image, 'dir') + 10, 1) },
  {
    rule: 'R34',
    what: 'another length in the own record',
    edit: (image) => put.dataByteLength(image.bytes, image.dot('dir', 0), 4096),
  },
  {
    rule: 'R34',
    what: 'another length in the record of the parent',
    edit: (image) => put.dataByteLength(image.bytes, image.dot('dir/sub', 1), 4096),
  },
  {
    rule: 'R34',
    what: 'a length of no whole blocks',
    edit: (image) => put.dataByteLength(image.bytes, image.record('dir'), 2000),
  },
  { rule: 'R35', what: 'no own record', edit: (image) => image.set(image.identifier(image.dot('dir', 0)), 7) },
  {
    rule: 'R35',
    what: 'no record of the parent',
    edit: (image) => image.set(image.identifier(image.dot('dir', 1)), 7),
  },
  {
    rule: 'R35',
    what: 'a parent elsewhere',
    edit: (image) => put.extentBlock(image.bytes, image.dot('dir/sub', 1), blockOf(image, 'dir/sub')),
  },
  { rule: 'R36', what: 'ten levels', base: 'deep', strict: true, edit: () => undefined },
  { rule: 'R36', what: 'a path of more than 255', base: 'long path', strict: true, edit: () => undefined },
  {
    rule: 'R37',
    what: 'a Joliet directory in the plain tree',
    edit: (image) => put.extentBlock(image.bytes, image.record('dir', 'joliet'), blockOf(image, 'dir')),
  },
  {
    rule: 'R37',
    what: 'a directory that is its own child',
    edit: (image) => put.extentBlock(image.bytes, image.record('dir/sub'), blockOf(image, 'dir')),
  },
  {
    rule: 'R38',
    what: 'a first name that belongs last',
    edit: (image) => image.text(image.identifier(image.record('alpha.txt')), 'z'),
  },
  {
    rule: 'R39',
    what: 'two files of one name',
    edit: (image) => image.text(image.identifier(image.record('betb.bin')), 'beta'),
  },
  {
    rule: 'R39',
    what: 'names that differ in case only',
    edit: (image) => image.text(image.identifier(image.record('betb.bin')), 'BETA'),
  },
  {
    rule: 'R40',
    what: 'no table of type M',
    edit: (image) => primaryVolumeDescriptor.put.pathTableBlockM(image.bytes, image.descriptor('plain'), 0),
  },
  {
    rule: 'R40',
    what: 'tables that differ',
    edit: (image) => pathTableRecordM.put.extentBlock(image.bytes, image.tableRecord('plain', 'M', 2), 5),
  },
  {
    rule: 'R40',
    what: 'a directory that no table names',
    edit: (image) => bothTables(image, 2, (at) => image.text(at + pathTableHead, 'x')),
  },
  {
    rule: 'R41',
    what: 'an extended attribute record',
    edit: (image) => image.set(image.tableRecord('plain', 'L', 2) + 1, 1),
  },
  {
    rule: 'R41',
    what: 'a pad byte in a table',
    edit: (image) => image.set(image.tableRecord('plain', 'L', 1) + pathTableHead + 1, 1),
  },
  {
    rule: 'R41',
    what: 'something behind a table',
    edit: (image) => image.set(image.tableRecord('plain', 'L', 1) + 2000, 1),
  },
  {
    rule: 'R42',
    what: 'directories out of order',
    edit: (image) => bothTables(image, 2, (at) => image.text(at + pathTableHead, 'zzz')),
  },
  {
    rule: 'R43',
    what: 'a parent that comes later',
    edit: (image) => pathTableRecordL.put.parentNumber(image.bytes, image.tableRecord('plain', 'L', 2), 4),
  },
  {
    rule: 'R45',
    what: 'another place in the tables',
    edit: (image) => {
      pathTableRecordL.put.extentBlock(image.bytes, image.tableRecord('plain', 'L', 3), 30);
      pathTableRecordM.put.extentBlock(image.bytes, image.tableRecord('plain', 'M', 3), 30);
    },
  },
  { rule: 'R46', what: 'type M before type L', edit: swapTables },
  {
    rule: 'R47',
    what: 'a file identifier in lower case',
    base: 'strict',
    strict: true,
    edit: (image) => image.text(image.identifier(image.record('ALPHA.TXT')), 'a'),
  },
  {
    rule: 'R48',
    what: 'a directory identifier with a dot',
    base: 'strict',
    strict: true,
    edit: (image) => image.text(image.identifier(image.record('DIR')), 'D.R'),
  },
  { rule: 'R49', what: 'version 0', edit: (image) => image.text(image.identifier(image.record('beta.bin')) + 9, '0') },
  {
    rule: 'R72',
    what: 'an own record of two bytes',
    edit: (image) => image.set(image.dot('dir', 0, 'joliet') + 32, 2),
  },
  {
    rule: 'R73',
    what: 'a name of an odd number of bytes',
    edit: (image) => image.set(image.record('beta.bin', 'joliet') + 32, 15),
  },
  { rule: 'R73', what: 'a name of 100 units', base: 'long Joliet name', edit: () => undefined },
  {
    rule: 'R74',
    what: 'an asterisk',
    edit: (image) => image.text(image.identifier(image.record('beta.bin', 'joliet')) + 1, '*'),
  },
  {
    rule: 'R75',
    what: 'half of a surrogate pair',
    edit: (image) => image.set(image.identifier(image.record('beta.bin', 'joliet')), 0xd8, 0),
  },
  { rule: 'R76', what: 'names that differ in case only', edit: (image) => jolietText(image, 'betb.bin', 'betA') },
  { rule: 'R76', what: 'two files of one name', edit: (image) => jolietText(image, 'betb.bin', 'beta') },
  { rule: 'R77', what: 'a final dot', edit: (image) => jolietText(image, 'beta.bin', 'beta.bi.') },
  { rule: 'R78', what: 'a first name that belongs last', edit: (image) => jolietText(image, 'alpha.txt', 'z') },
  { rule: 'R80', what: 'a version number', edit: (image) => jolietText(image, 'beta.bin', 'beta.b;1') },
  { rule: 'R81', what: 'a path of 124 units', base: 'long Joliet path', edit: () => undefined },
  {
    rule: 'R82',
    what: 'a name of 100 Chinese characters',
    base: 'long Joliet name',
    edit: (image) => {
      const at = image.identifier(image.last('', 'joliet'));
      for (let unit = 0; unit < 100; unit++) image.set(at + 2 * unit, 0x4e, 0x2d);
    },
  },
  {
    rule: 'R83',
    what: 'a longer record',
    edit: (image) => image.set(image.last('dir', 'joliet'), image.bytes[image.last('dir', 'joliet')]! + 2),
  },
  { rule: 'R84', what: 'a pipe that is a file in Joliet', edit: (image) => jolietText(image, 'empty', 'pipe5') },
  {
    rule: 'R86',
    what: 'a root of another name',
    edit: (image) => image.set(image.tableRecord('joliet', 'L', 1) + pathTableHead, 1),
  },
  {
    rule: 'R87',
    what: 'a file that Joliet shows with another content',
    edit: (image) => put.extentBlock(image.bytes, image.record('alpha.txt', 'joliet'), blockOf(image, 'betb.bin')),
  },
];

export function blockOf(image: Editor, path: string): number {
  return directoryRecord.get.extentBlock(image.bytes, image.record(path));
}

function bothTables(image: Editor, number: number, edit: (at: number) => void): void {
  edit(image.tableRecord('plain', 'L', number));
  edit(image.tableRecord('plain', 'M', number));
}

/** Exchanges the tables themselves and the fields that name them. */
function swapTables(image: Editor): void {
  const descriptor = image.descriptor('plain');
  const [l, m] = [image.tableRecord('plain', 'L', 1), image.tableRecord('plain', 'M', 1)];
  const table = image.bytes.slice(l, l + BLOCK_SIZE);
  image.bytes.copyWithin(l, m, m + BLOCK_SIZE);
  image.bytes.set(table, m);
  primaryVolumeDescriptor.put.pathTableBlockL(image.bytes, descriptor, m / BLOCK_SIZE);
  primaryVolumeDescriptor.put.pathTableBlockM(image.bytes, descriptor, l / BLOCK_SIZE);
}

/** Overwrites the beginning of a Joliet name. */
function jolietText(image: Editor, name: string, text: string): void {
  const at = image.identifier(image.record(name, 'joliet'));
  for (let unit = 0; unit < text.length; unit++) image.set(at + 2 * unit, 0, text.charCodeAt(unit));
}
