/** Families 1–9: the image as a whole and its descriptors. */
import { gzipSync } from 'node:zlib';
import { primaryVolumeDescriptor } from 'iso9660-format';
import { baseImage } from '../../reader/mutants/mutant.ts';
import { BLOCK, cut, damaged, extended, type HostileCase } from '../hostile-case.ts';
import { randomFrom } from '../random.ts';

const { put } = primaryVolumeDescriptor;
const PRIMARY = 16 * BLOCK;

const TRUNCATED: readonly HostileCase[] = [
  { family: 1, name: 'empty', image: () => new Uint8Array(0), reader: ['image-truncated'], verify: 'error' },
  { family: 1, name: 'one byte', image: () => Uint8Array.of(0), reader: ['image-truncated'], verify: 'error' },
  { family: 1, name: 'cut in the system area', image: cut(20_000), reader: ['image-truncated'], verify: 'error' },
  {
    family: 1,
    name: 'cut in the descriptor',
    image: cut(PRIMARY + 1000),
    reader: ['image-truncated'],
    verify: 'error',
  },
  {
    family: 1,
    name: 'cut after the descriptors',
    image: cut(19 * BLOCK),
    reader: ['extent-outside-image'],
    verify: 'error',
  },
  {
    family: 1,
    name: 'cut in the root',
    image: cut(23 * BLOCK + 100),
    reader: ['extent-outside-image', 'directory-invalid'],
    verify: 'error',
  },
  {
    family: 2,
    name: 'cut inside the last file',
    image: cut((whole) => whole - 3 * BLOCK, 'many'),
    reader: 'read',
    hasSamePaths: true,
    unreadable: {
      'file-057': 'extent-outside-image',
      'file-058': 'extent-outside-image',
      'file-059': 'extent-outside-image',
    },
    verify: 'error',
  },
  {
    family: 2,
    name: 'the last byte missing',
    image: cut((whole) => whole - 1, 'many'),
    reader: 'read',
    hasSamePaths: true,
    unreadable: { 'file-059': 'extent-outside-image' },
    verify: 'error',
  },
  {
    family: 3,
    name: 'the padding cut',
    image: cut((whole) => whole - 70 * BLOCK, 'padded'),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
  {
    family: 3,
    name: 'a length of no whole blocks',
    image: cut((whole) => whole - 100, 'padded'),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
];

const magic = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const BEHIND: readonly HostileCase[] = [
  {
    family: 4,
    name: 'random bytes behind',
    image: extended(randomFrom(4).bytes(10_000)),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
  {
    family: 4,
    name: 'a ZIP archive behind',
    image: extended(magic('PK\x03\x04 and so on')),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
  {
    family: 4,
    name: 'a second image behind',
    image: () => extended(baseImage('many'))(),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
  {
    family: 4,
    name: 'magic in the system area',
    image: damaged((image) => image.text(0, 'PK\x03\x04\x7fELF')),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
  {
    family: 4,
    name: 'marks of UDF behind the terminator',
    image: damaged((image) => {
      for (const [index, mark] of ['BEA01', 'NSR02', 'TEA01'].entries()) image.text((97 - index) * BLOCK + 1, mark);
    }, 'padded'),
    reader: 'read',
    hasSamePaths: true,
    verify: 'any',
  },
];

/** 2352-byte sectors: 16 bytes of head, 2048 of data, 288 of correction. */
function rawSectors(): Uint8Array {
  const bytes = baseImage('sample');
  const sectors = bytes.byteLength / BLOCK;
  const raw = new Uint8Array(sectors * 2352);
  const sync = Uint8Array.of(0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0);
  for (let sector = 0; sector < sectors; sector++) {
    raw.set(sync, sector * 2352);
    raw.set(bytes.subarray(sector * BLOCK, (sector + 1) * BLOCK), sector * 2352 + 16);
  }
  return raw;
}

const OTHER_FORMATS: readonly HostileCase[] = [
  {
    family: 5,
    name: 'gzip',
    image: () => new Uint8Array(gzipSync(baseImage('sample'))),
    reader: ['not-an-iso-image'],
    verify: 'error',
  },
  { family: 5, name: 'raw sectors', image: rawSectors, reader: ['not-an-iso-image'], verify: 'error' },
  {
    family: 5,
    name: 'High Sierra',
    image: damaged((image) => image.text(PRIMARY, '\0\0\0\0\0\0\0\0\x01CDROM\x01')),
    reader: ['not-an-iso-image'],
    verify: 'error',
  },
  {
    family: 5,
    name: 'another identifier',
    image: damaged((image) => image.text(PRIMARY + 1, 'CD002')),
    reader: ['not-an-iso-image'],
    verify: 'error',
  },
];

const copyDescriptor = (count: number) => (image: { bytes: Uint8Array }) => {
  for (let block = 17; block < 17 + count; block++) image.bytes.copyWithin(block * BLOCK, PRIMARY, PRIMARY + BLOCK);
};

const DESCRIPTORS: readonly HostileCase[] = [
  {
    family: 6,
    name: 'the terminator first',
    image: damaged((image) => image.set(PRIMARY, 255)),
    reader: ['descriptors-invalid'],
    verify: 'error',
  },
  {
    family: 6,
    name: 'no primary descriptor',
    image: damaged((image) => image.set(PRIMARY, 2)),
    reader: ['descriptors-invalid'],
    verify: 'error',
  },
  {
    family: 6,
    name: 'eighty descriptors',
    image: damaged(copyDescriptor(80), 'padded'),
    reader: ['too-many-descriptors'],
    verify: 'error',
  },
  {
    family: 6,
    name: 'no terminator',
    image: damaged((image) => image.set(image.descriptor('terminator') + 1, 0)),
    reader: 'read',
    hasSamePaths: true,
    verify: 'flag',
  },
  {
    family: 7,
    name: 'a second primary descriptor with another root',
    image: damaged((image) => {
      copyDescriptor(1)(image);
      put.root(image.bytes, image.descriptor('joliet'), {
        ...primaryVolumeDescriptor.get.root(image.bytes, PRIMARY),
        extentBlock: 30,
      });
    }),
    reader: 'read',
    hasSamePaths: true,
    verify: 'flag',
  },
  ...[0, 1, 3, 512, 1024, 4096, 32_768, 65_535].map(
    (size): HostileCase => ({
      family: 8,
      name: `blocks of ${size} bytes`,
      image: damaged((image) => put.logicalBlockSize(image.bytes, PRIMARY, size)),
      reader: ['block-size-unsupported'],
      verify: 'error',
    }),
  ),
  ...[0, 1, 2 ** 31, 2 ** 32 - 1].map(
    (size): HostileCase => ({
      family: 9,
      name: `a volume of ${size} blocks`,
      image: damaged((image) => put.volumeSpaceSize(image.bytes, PRIMARY, size)),
      reader: 'read',
      hasSamePaths: true,
      verify: 'flag',
    }),
  ),
];

export const VOLUME_FAMILIES: readonly HostileCase[] = [...TRUNCATED, ...BEHIND, ...OTHER_FORMATS, ...DESCRIPTORS];
