/** Mutants of the volume and its descriptors (R1–R28, R52, R65, R67–R71, R85). */
import { BLOCK_SIZE, directoryRecord, primaryVolumeDescriptor } from 'iso9660-format';
import type { Mutant } from './mutant.ts';

const { put } = primaryVolumeDescriptor;
const ESCAPES = 88;

export const DESCRIPTOR_MUTANTS: readonly Mutant[] = [
  {
    rule: 'R2',
    what: 'a path table in the system area',
    edit: (image) => put.pathTableBlockM(image.bytes, image.descriptor('plain'), 5),
  },
  { rule: 'R2', what: 'something in the system area', edit: (image) => image.set(100, 1) },
  { rule: 'R3', what: 'a descriptor of type 7', edit: (image) => image.set(image.descriptor('joliet'), 7) },
  {
    rule: 'R4',
    what: 'Joliet before the primary descriptor',
    edit: (image) => {
      const [first, second] = [image.descriptor('plain'), image.descriptor('joliet')];
      const primary = image.bytes.slice(first, first + BLOCK_SIZE);
      image.bytes.copyWithin(first, second, second + BLOCK_SIZE);
      image.bytes.set(primary, second);
    },
  },
  {
    rule: 'R4',
    what: 'a second primary descriptor that differs',
    edit: (image) => {
      image.bytes.copyWithin(
        image.descriptor('joliet'),
        image.descriptor('plain'),
        image.descriptor('plain') + BLOCK_SIZE,
      );
      image.set(image.descriptor('joliet') + 900, 1);
    },
  },
  { rule: 'R5', what: 'a boot record in block 18', edit: (image) => image.set(image.descriptor('terminator'), 0) },
  { rule: 'R6', what: 'no terminator', edit: (image) => image.set(image.descriptor('terminator') + 1, 0) },
  {
    rule: 'R6',
    what: 'the terminator before the Joliet descriptor',
    edit: (image) => {
      const [joliet, terminator] = [image.descriptor('joliet'), image.descriptor('terminator')];
      const moved = image.bytes.slice(joliet, terminator);
      image.bytes.copyWithin(joliet, terminator, terminator + moved.byteLength);
      image.bytes.set(moved, terminator);
    },
  },
  {
    rule: 'R6',
    what: 'a byte in the terminator',
    edit: (image) => image.set(image.descriptor('terminator') + 1000, 1),
  },
  {
    rule: 'R7',
    what: 'eighty descriptors',
    base: 'padded',
    edit: (image) => {
      const from = image.descriptor('plain');
      for (let block = 17; block < 100; block++) image.bytes.copyWithin(block * BLOCK_SIZE, from, from + BLOCK_SIZE);
    },
  },
  {
    rule: 'R8',
    what: 'a volume larger than the image',
    edit: (image) => put.volumeSpaceSize(image.bytes, image.descriptor('plain'), 1000),
  },
  {
    rule: 'R8',
    what: 'a volume smaller than the image',
    edit: (image) => put.volumeSpaceSize(image.bytes, image.descriptor('plain'), 40),
  },
  {
    rule: 'R8',
    what: 'two sizes',
    edit: (image) => put.volumeSpaceSize(image.bytes, image.descriptor('joliet'), 1000),
  },
  {
    rule: 'R9',
    what: 'a volume of 20 blocks',
    edit: (image) => put.volumeSpaceSize(image.bytes, image.descriptor('plain'), 20),
  },
  { rule: 'R11', what: 'an unused byte', edit: (image) => image.set(image.descriptor('plain') + 7, 1) },
  { rule: 'R12', what: 'an unused field', edit: (image) => image.set(image.descriptor('plain') + 75, 1) },
  { rule: 'R13', what: 'another unused field', edit: (image) => image.set(image.descriptor('plain') + 90, 1) },
  {
    rule: 'R14',
    what: 'a system identifier in lower case',
    edit: (image) => image.text(image.descriptor('plain') + 8, 'linux'),
  },
  {
    rule: 'R15',
    what: 'a label in lower case',
    base: 'strict',
    strict: true,
    edit: (image) => image.text(image.descriptor('plain') + 40, 'data'),
  },
  { rule: 'R16', what: 'a size with two values', edit: (image) => image.set(image.descriptor('plain') + 87, 9) },
  {
    rule: 'R17',
    what: 'a set of two volumes',
    edit: (image) => put.volumeSetSize(image.bytes, image.descriptor('plain'), 2),
  },
  { rule: 'R18', what: 'a block size with two values', edit: (image) => image.set(image.descriptor('plain') + 131, 9) },
  {
    rule: 'R19',
    what: 'a path table length that is too short',
    edit: (image) => put.pathTableByteLength(image.bytes, image.descriptor('plain'), 20),
  },
  {
    rule: 'R20',
    what: 'a path table outside the image',
    edit: (image) => put.pathTableBlockL(image.bytes, image.descriptor('plain'), 5000),
  },
  {
    rule: 'R20',
    what: 'a path table among the descriptors',
    edit: (image) => put.pathTableBlockL(image.bytes, image.descriptor('plain'), 17),
  },
  { rule: 'R21', what: 'a root record of 36 bytes', edit: (image) => image.set(image.descriptor('plain') + 156, 36) },
  {
    rule: 'R21',
    what: 'a root record of another length',
    edit: (image) => directoryRecord.put.dataByteLength(image.bytes, image.dot('', 0), 4096),
  },
  {
    rule: 'R21',
    what: 'a root record of another date',
    edit: (image) => image.set(image.descriptor('plain') + 156 + 18, 100),
  },
  { rule: 'R22', what: 'a publisher with a brace', edit: (image) => image.text(image.descriptor('plain') + 318, '{') },
  {
    rule: 'R22',
    what: 'a publisher in a file that is not there',
    edit: (image) => image.text(image.descriptor('plain') + 318, '_NOWHERE'),
  },
  {
    rule: 'R23',
    what: 'a copyright file that is not there',
    edit: (image) => image.text(image.descriptor('plain') + 702, 'NOWHERE'),
  },
  { rule: 'R24', what: 'two dates of creation', edit: (image) => image.text(image.descriptor('joliet') + 813, '1999') },
  {
    rule: 'R24',
    what: 'no dates at all',
    edit: (image) => {
      image.text(image.descriptor('plain') + 813, '0'.repeat(16));
      image.text(image.descriptor('plain') + 830, '0'.repeat(16));
    },
  },
  { rule: 'R25', what: 'file structure version 2', edit: (image) => image.set(image.descriptor('plain') + 881, 2) },
  { rule: 'R26', what: 'a reserved byte', edit: (image) => image.set(image.descriptor('plain') + 882, 1) },
  {
    rule: 'R27',
    what: 'something in the application use area',
    edit: (image) => image.set(image.descriptor('plain') + 1000, 1),
  },
  {
    rule: 'R28',
    what: 'something in the reserved end',
    edit: (image) => image.set(image.descriptor('plain') + 2000, 1),
  },
  {
    rule: 'R52',
    what: 'an enhanced descriptor with escape sequences',
    edit: (image) => image.set(image.descriptor('joliet') + 6, 2),
  },
  { rule: 'R65', what: 'a date with a letter', edit: (image) => image.text(image.descriptor('plain') + 813, 'x') },
  {
    rule: 'R65',
    what: 'a date that is not given, as NULs',
    edit: (image) => image.set(image.descriptor('plain') + 847, ...new Uint8Array(17)),
  },
  { rule: 'R67', what: 'Joliet level 1', edit: (image) => image.text(image.descriptor('joliet') + ESCAPES, '%/@') },
  {
    rule: 'R67',
    what: 'more behind the escape sequences',
    edit: (image) => image.text(image.descriptor('joliet') + ESCAPES + 3, '%'),
  },
  { rule: 'R68', what: 'unregistered escape sequences', edit: (image) => image.set(image.descriptor('joliet') + 7, 1) },
  {
    rule: 'R69',
    what: 'two Joliet descriptors',
    edit: (image) =>
      image.bytes.copyWithin(
        image.descriptor('terminator'),
        image.descriptor('joliet'),
        image.descriptor('joliet') + BLOCK_SIZE,
      ),
  },
  {
    rule: 'R70',
    what: 'a Joliet text padded with NUL',
    edit: (image) => image.set(image.descriptor('joliet') + 39, 0),
  },
  { rule: 'R71', what: 'an empty Joliet label', edit: (image) => blank(image.bytes, image.descriptor('joliet') + 40) },
  { rule: 'R71', what: 'another Joliet label', edit: (image) => image.set(image.descriptor('joliet') + 41, 0x78) },
  {
    rule: 'R85',
    what: 'an empty plain root beside a full Joliet root',
    edit: (image) => {
      const records = image.records('', 'plain');
      const third = records[2]!.at;
      image.bytes.fill(0, third, Math.ceil(third / BLOCK_SIZE) * BLOCK_SIZE);
    },
  },
];

function blank(bytes: Uint8Array, at: number): void {
  for (let unit = 0; unit < 16; unit++) bytes.set([0, 0x20], at + 2 * unit);
}
