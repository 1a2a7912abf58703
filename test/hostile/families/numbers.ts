/** Families 10–13: numbers with two values, path tables, roots and lengths of directories. */
import { directoryRecord, pathTableRecordL, primaryVolumeDescriptor } from 'iso9660-format';
import type { Editor } from '../../reader/mutants/editor.ts';
import { BLOCK, blockOf, build, cases, edited, type HostileCase, WRAPS } from '../hostile-case.ts';

const { put, get } = directoryRecord;
const PRIMARY = 16 * BLOCK;
/** The root's record in the primary descriptor; it counts, not the root's own. */
const ROOT = PRIMARY + 156;

const flip = (place: (image: Editor) => number) => (image: Editor) =>
  image.set(place(image), image.bytes[place(image)]! ^ 0xff);

const HALVES = cases(
  10,
  { reader: 'read', hasSamePaths: true, verify: 'flag' },
  {
    'two sizes of the volume': flip(() => PRIMARY + 87),
    'two lengths of the path tables': flip(() => PRIMARY + 139),
    'two blocks of the root': flip(() => ROOT + 9),
    'two lengths of the root': flip(() => ROOT + 17),
    'two blocks of a file': flip((image) => image.record('beta.bin') + 9),
    'two lengths of a file': flip((image) => image.record('beta.bin') + 17),
    'two modes of a file': flip((image) => image.use(image.record('beta.bin'), 'PX') + 11),
    'two serial numbers of a file': flip((image) => image.use(image.record('beta.bin'), 'PX') + 43),
  },
);

const table = primaryVolumeDescriptor.put;
const record = (image: Editor, number: number): number => image.tableRecord('plain', 'L', number);

const PATH_TABLES = cases(
  11,
  { reader: 'read', hasSamePaths: true, verify: 'flag' },
  {
    'a table of 0 bytes': ({ bytes }) => table.pathTableByteLength(bytes, PRIMARY, 0),
    'a table of 1 byte': ({ bytes }) => table.pathTableByteLength(bytes, PRIMARY, 1),
    'a table of 4 GiB': ({ bytes }) => table.pathTableByteLength(bytes, PRIMARY, 2 ** 32 - 1),
    'a table outside the image': ({ bytes }) => table.pathTableBlockL(bytes, PRIMARY, 10_000),
    'tables that differ': (image) => image.set(image.tableRecord('plain', 'M', 2) + 9, 0x7a),
    'a parent that comes later': (image) => pathTableRecordL.put.parentNumber(image.bytes, record(image, 2), 4),
    'a directory that is its own parent': (image) =>
      pathTableRecordL.put.parentNumber(image.bytes, record(image, 2), 2),
    'a name past the end': (image) => image.set(record(image, 4), 255),
    'a name of no bytes': (image) => image.set(record(image, 3), 0),
    'another place': (image) => pathTableRecordL.put.extentBlock(image.bytes, record(image, 2), 3),
  },
);

const ROOTS: readonly HostileCase[] = [
  ...cases(
    12,
    { reader: ['extent-outside-image', 'directory-invalid', 'record-invalid'], verify: 'error' },
    {
      'the root outside the image': ({ bytes }) => put.extentBlock(bytes, ROOT, 100_000),
      'the root in the descriptors': ({ bytes }) => put.extentBlock(bytes, ROOT, 16),
      'the root on a file': (image) => put.extentBlock(image.bytes, ROOT, blockOf(image, 'beta.bin')),
    },
  ),
  ...cases(
    12,
    { reader: ['extent-outside-image'], verify: 'error' },
    {
      'the root 2^21 blocks away': ({ bytes }) => put.extentBlock(bytes, ROOT, get.extentBlock(bytes, ROOT) + WRAPS),
    },
  ),
];

const rootLength =
  (byteLength: number) =>
  ({ bytes }: Editor) =>
    put.dataByteLength(bytes, ROOT, byteLength);
const dirLength = (byteLength: number) => (image: Editor) =>
  put.dataByteLength(image.bytes, image.record('dir'), byteLength);

const LENGTHS: readonly HostileCase[] = [
  ...cases(
    13,
    { reader: 'either', verify: 'error' },
    {
      'a root of 0 bytes': rootLength(0),
      'a root of 1 byte': rootLength(1),
      'a directory of 0 bytes': dirLength(0),
      'a directory of 1 byte': dirLength(1),
      'a directory up to the end': (image) => dirLength(image.bytes.byteLength - blockOf(image, 'dir') * BLOCK)(image),
    },
  ),
  ...cases(
    13,
    { reader: 'read', hasSamePaths: true, verify: 'error' },
    { 'a directory of 2000 bytes': dirLength(2000) },
  ),
  ...cases(
    13,
    { reader: ['extent-outside-image'], verify: 'error' },
    {
      'a root of 2^31 bytes': rootLength(2 ** 31),
      'a root of 4 GiB': rootLength(2 ** 32 - 1),
      'a directory of 2^31 bytes': dirLength(2 ** 31),
      'a directory of 4 GiB': dirLength(2 ** 32 - 1),
    },
  ),
];

/** Each directory reaches over all that follow it. */
function overlapping(): Uint8Array {
  const names = Array.from({ length: 8 }, (_, index) => `d${index}`);
  return edited(build(names.map((path) => ({ path }))), (image) => {
    const blocks = image.bytes.byteLength / BLOCK;
    for (const name of names)
      put.dataByteLength(image.bytes, image.record(name), (blocks - blockOf(image, name)) * BLOCK);
  });
}

const OVERLAPS: readonly HostileCase[] = [
  {
    family: 13,
    name: 'directories that are longer together than the image',
    image: overlapping,
    reader: ['directory-overlap'],
    verify: 'error',
  },
];

export const NUMBER_FAMILIES: readonly HostileCase[] = [...HALVES, ...PATH_TABLES, ...ROOTS, ...LENGTHS, ...OVERLAPS];
