/** Families 21–26, 41 and 44–47: extents, sections, compression, boot records, contents. */
import { directoryRecord, type Entry, fileFlags, utf8Bytes } from 'iso9660-format';
import type { Editor } from '../../reader/mutants/editor.ts';
import { BLOCK, blockOf, build, cases, damaged, edited, type HostileCase, WRAPS } from '../hostile-case.ts';

const { put } = directoryRecord;

const moved = (block: number) => (image: Editor) => put.extentBlock(image.bytes, image.record('beta.bin'), block);
const sized = (byteLength: number) => (image: Editor) =>
  put.dataByteLength(image.bytes, image.record('beta.bin'), byteLength);

const OUTSIDE = cases(
  21,
  { reader: 'read', hasSamePaths: true, verify: 'error' },
  {
    'a file far outside': moved(100_000),
    'a file at block 2^31': moved(2 ** 31),
    'a file at block 2^32 - 1': moved(2 ** 32 - 1),
    'a file 2^21 blocks away': (image) => moved(blockOf(image, 'beta.bin') + WRAPS)(image),
    'a file of 2^31 bytes': sized(2 ** 31),
    'a file of 4 GiB': sized(2 ** 32 - 1),
    'a file one byte too long': (image) =>
      sized(image.bytes.byteLength - blockOf(image, 'beta.bin') * BLOCK + 1)(image),
  },
).map((one): HostileCase => ({ ...one, unreadable: { 'beta.bin': 'extent-outside-image' } }));

const HARMLESS = cases(
  22,
  { reader: 'read', hasSamePaths: true, verify: 'ignore' },
  {
    'an empty file far outside': (image) => put.extentBlock(image.bytes, image.record('empty'), 2 ** 32 - 1),
    'an empty file in block 0': (image) => put.extentBlock(image.bytes, image.record('empty'), 0),
  },
);

const OVERLAPS = cases(
  23,
  { reader: 'read', hasSamePaths: true, verify: 'flag' },
  {
    'a file over the descriptors': moved(16),
    'a file over a directory': (image) => moved(blockOf(image, 'dir'))(image),
    'a file over the system area': moved(0),
    'two files in part': (image) => moved(blockOf(image, 'beta.bin') - 1)(image),
  },
);

const many = (length: number, entryAt: (index: number) => Entry): readonly Entry[] =>
  Array.from({ length }, (_, index) => entryAt(index));

/** 20,000 names for one megabyte: 20 GB to extract. */
function oneExtent(): Uint8Array {
  const content = new Uint8Array(1024 * 1024).fill(7);
  return build(many(20_000, (index) => ({ path: `n${index}`, content })));
}

/** 1500 files of 1.5 MB, each a block further: 2.3 GB in 3 MB. */
function staggered(): Uint8Array {
  const entries = many(1500, (index) => ({
    path: `n${String(index).padStart(4, '0')}`,
    content: new Uint8Array(2048).fill(1),
  }));
  return edited(build(entries), (image) => {
    for (const { at } of image.records('', 'plain').slice(2)) put.dataByteLength(image.bytes, at, 1500 * 1024);
  });
}

const BOMBS: readonly HostileCase[] = [
  {
    family: 24,
    name: '20,000 names of one megabyte',
    image: oneExtent,
    reader: 'read',
    extraction: 'output-too-large',
    verify: 'ignore',
  },
  {
    family: 24,
    name: '1500 files each in part over the next',
    image: staggered,
    reader: 'read',
    extraction: 'output-too-large',
    verify: 'flag',
  },
];

const more = (image: Editor, path: string): void => put.flags(image.bytes, image.record(path), fileFlags.moreSections);

const SECTIONS: readonly HostileCase[] = [
  ...cases(
    25,
    { reader: ['multi-extent-invalid'], verify: 'error' },
    {
      'a section that never comes': (image) => more(image, 'pipe5'),
      'another name instead of the next section': (image) => more(image, 'beta.bin'),
      'a directory of two sections': (image) =>
        put.flags(image.bytes, image.record('dir'), fileFlags.moreSections | fileFlags.directory),
    },
  ),
  {
    family: 25,
    name: '2000 sections of one extent, longer than the image',
    image: () => sectioned(2000),
    reader: 'read',
    unreadable: { f0000: 'extent-outside-image' },
    verify: 'flag',
  },
  { family: 25, name: '5000 sections', image: () => sectioned(5000), reader: ['too-many-sections'], verify: 'error' },
];

/** All files of a directory become sections of the first. */
function sectioned(count: number): Uint8Array {
  const entries = many(count, (index) => ({ path: `f${String(index).padStart(4, '0')}`, content: '' }));
  return edited(build(entries), (image) => {
    const [, , first, ...others] = image.records('', 'plain');
    const name = image.bytes.slice(image.identifier(first!.at), image.identifier(first!.at) + first!.identifier.length);
    for (const { at } of [first!, ...others]) {
      image.bytes.set(name, image.identifier(at));
      put.flags(image.bytes, at, at === others.at(-1)!.at ? 0 : fileFlags.moreSections);
      put.extentBlock(image.bytes, at, 20);
      put.dataByteLength(image.bytes, at, 40 * BLOCK);
    }
  });
}

const UNUSUAL: readonly HostileCase[] = [
  {
    family: 26,
    name: 'an interleaved file',
    image: damaged((image) => image.set(image.record('beta.bin') + 26, 1, 1)),
    reader: 'read',
    unreadable: { 'beta.bin': 'interleaved-file' },
    verify: 'flag',
  },
  {
    family: 26,
    name: 'a file on another volume',
    image: damaged((image) => put.volumeSequenceNumber(image.bytes, image.record('beta.bin'), 2)),
    reader: 'read',
    unreadable: { 'beta.bin': 'other-volume' },
    verify: 'flag',
  },
  ...cases(
    26,
    { reader: 'read', verify: 'flag' },
    { 'an extended attribute record': (image) => image.set(image.record('beta.bin') + 1, 1) },
  ),
  ...cases(
    41,
    { reader: 'read', hasSamePaths: true, verify: 'any' },
    {
      'an entry of zisofs': (image) => image.text(image.use(image.record('beta.bin'), 'TF'), 'ZF'),
    },
  ),
  ...cases(
    44,
    { reader: 'read', hasSamePaths: true, verify: 'any' },
    {
      'a boot catalogue outside': (image) => {
        image.bytes.copyWithin(
          image.descriptor('joliet') + BLOCK,
          image.descriptor('terminator'),
          image.descriptor('terminator') + 7,
        );
        image.bytes.fill(0, image.descriptor('joliet'), image.descriptor('joliet') + BLOCK);
        image.text(image.descriptor('joliet'), '\0CD001\x01EL TORITO SPECIFICATION');
        image.set(image.descriptor('joliet') + 71, 255, 255, 255, 255);
      },
    },
  ),
];

const CONTENTS: Readonly<Record<string, string | Uint8Array>> = {
  empty: new Uint8Array(0),
  broken: '{"a": ',
  array: '[]',
  null: 'null',
  'keys of the prototype': '{"__proto__": {"a": 1}, "constructor": 1}',
  'the same key twice': '{"a": 1, "a": 2}',
  'a byte order mark': '\ufeff{}',
  'UTF-16': Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0),
  NUL: '{"a": "\0"}',
  'a hundred thousand brackets': '['.repeat(100_000),
  'wrong types': '{"links": 1, "networks": "x", "services": null}',
};

/** Contents are the core's to judge; the reader gives them byte for byte. */
const JSON_CONTENTS: readonly HostileCase[] = [45, 46].flatMap((family) =>
  Object.entries(CONTENTS).map(([name, content]): HostileCase => {
    const file = family === 45 ? 'meta_data.json' : 'network_data.json';
    const bytes = typeof content === 'string' ? utf8Bytes(content) : content;
    return {
      family,
      name: `${file}: ${name}`,
      image: () => build([{ path: `openstack/latest/${file}`, content: bytes }]),
      reader: 'read',
      verify: 'ignore',
    };
  }),
);

const PASSWORDS: readonly HostileCase[] = ['\u001b[2J', 'a\r\nb', 'a\0b'].map((password, index) => ({
  family: 47,
  name: `a password with control characters, ${index + 1}`,
  image: () => build([{ path: 'cloudstack/password/vm_password.txt', content: utf8Bytes(password) }]),
  reader: 'read',
  verify: 'ignore',
}));

const LABELS = cases(
  47,
  { reader: 'read', hasSamePaths: true, verify: 'any' },
  {
    'a label with an escape': (image) => image.text(16 * BLOCK + 40, '\u001b[2J'),
    'a label with NUL': (image) => image.text(16 * BLOCK + 40, 'a\0b'),
  },
);

export const FILE_FAMILIES: readonly HostileCase[] = [
  ...OUTSIDE,
  ...HARMLESS,
  ...OVERLAPS,
  ...BOMBS,
  ...SECTIONS,
  ...UNUSUAL,
  ...JSON_CONTENTS,
  ...PASSWORDS,
  ...LABELS,
];
