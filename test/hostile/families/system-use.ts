/** Families 31–35 and 38–40: continuations, system use entries, relocation, attributes, dates. */
import { childLink, continuationArea, posixAttributes, sharingProtocol } from 'iso9660-format';
import type { Editor } from '../../reader/mutants/editor.ts';
import { BLOCK, blockOf, cases, type HostileCase, WRAPS } from '../hostile-case.ts';
import { continuation, withSystemUse } from './names.ts';

const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));
const useOf = (image: Editor, path: string, signature: string): number => image.use(image.record(path), signature);
const CE = continuationArea.byteLength;

/** Where the continuation of a link lies. */
function areaOf(image: Editor, path: string): number {
  const entry = useOf(image, path, 'CE');
  return continuationArea.get.block(image.bytes, entry) * BLOCK + continuationArea.get.offset(image.bytes, entry);
}

/** The continuation of one link is made to hold nothing but the way to another place. */
function lead(image: Editor, from: string, to: number): void {
  continuationArea.put.byteLength(image.bytes, useOf(image, from, 'CE'), CE);
  image.bytes.set(continuation(Math.floor(to / BLOCK), CE, to % BLOCK), areaOf(image, from));
}

const CONTINUATION_LOOPS: readonly HostileCase[] = [
  ...cases(
    31,
    { reader: ['continuation-loop'], verify: 'error' },
    {
      'a continuation in itself': (image) => lead(image, 'longlink', areaOf(image, 'longlink')),
      'a pair': (image) => {
        lead(image, 'longlink', areaOf(image, 'longlink2'));
        lead(image, 'longlink2', areaOf(image, 'longlink'));
      },
      'a ring inside one block': (image) => {
        const at = blockOf(image, 'beta.bin') * BLOCK;
        lead(image, 'longlink', at);
        for (let index = 0; index < 10; index++)
          image.bytes.set(continuation(at / BLOCK, CE, ((index + 1) % 10) * CE), at + index * CE);
      },
    },
  ),
  {
    family: 31,
    name: 'a chain of 5000',
    image: () =>
      withSystemUse(Array.from({ length: 5000 }, () => Uint8Array.of(...ascii('PD'), 250, 1, ...new Uint8Array(246)))),
    reader: ['continuation-loop'],
    verify: 'error',
  },
];

/** Unknown entries are kept with their file, but not without end. */
const MANY_UNKNOWN: HostileCase = {
  family: 34,
  name: '400 unknown entries of one file',
  image: () => withSystemUse(Array.from({ length: 400 }, () => Uint8Array.of(...ascii('QQ'), 5, 1, 7))),
  reader: 'read',
  verify: 'any',
};

const put = continuationArea.put;

const CONTINUATION_RANGES: readonly HostileCase[] = [
  ...cases(
    32,
    { reader: ['extent-outside-image', 'continuation-outside-block', 'continuation-loop'], verify: 'error' },
    {
      'a block outside': (image) => put.block(image.bytes, useOf(image, 'longlink', 'CE'), 100_000),
      'a block 2^21 away': (image) => put.block(image.bytes, useOf(image, 'longlink', 'CE'), 16 + WRAPS),
      'an offset past the block': (image) => put.offset(image.bytes, useOf(image, 'longlink', 'CE'), 5000),
      'an offset of 4 GiB': (image) => put.offset(image.bytes, useOf(image, 'longlink', 'CE'), 2 ** 32 - 1),
      'a length past the block': (image) => put.byteLength(image.bytes, useOf(image, 'longlink', 'CE'), 5000),
      'a length of 4 GiB': (image) => put.byteLength(image.bytes, useOf(image, 'longlink', 'CE'), 2 ** 32 - 1),
    },
  ),
  ...cases(
    33,
    { reader: 'either', verify: 'any' },
    {
      'an area across its block': (image) => put.offset(image.bytes, useOf(image, 'longlink', 'CE'), 2040),
      'an area of no bytes': (image) => put.byteLength(image.bytes, useOf(image, 'longlink', 'CE'), 0),
      'two continuations': (image) => image.text(useOf(image, 'longlink', 'TF'), 'CE'),
    },
  ),
];

const entryLength = (length: number) => (image: Editor) => image.set(useOf(image, 'beta.bin', 'TF') + 2, length);

const ENTRIES: readonly HostileCase[] = [
  ...cases(
    34,
    { reader: 'read', verify: 'flag' },
    {
      'an entry of 0 bytes': entryLength(0),
      'an entry of 1 byte': entryLength(1),
      'an entry of 3 bytes': entryLength(3),
      'an entry past the area': entryLength(255),
    },
  ),
  ...cases(
    34,
    { reader: 'read', verify: 'any' },
    {
      'an unknown entry': (image) => image.text(useOf(image, 'beta.bin', 'TF'), 'QQ'),
      'something behind a terminator': (image) => image.text(useOf(image, 'beta.bin', 'TF'), 'ST'),
    },
  ),
  ...cases(
    35,
    { reader: 'read', verify: 'flag' },
    {
      'another check word': (image) => image.set(image.use(image.dot('', 0), 'SP') + 4, 1),
      'a skip of 255': (image) => sharingProtocol.put.skipLength(image.bytes, image.use(image.dot('', 0), 'SP'), 255),
      'a reference of 255 bytes': (image) => image.set(image.use(image.dot('', 0), 'ER') + 4, 255),
      'a reference that is longer than its area': (image) => image.set(image.use(image.dot('', 0), 'ER') + 2, 255),
    },
  ),
];

const LEVELS = Array.from({ length: 7 }, (_, level) => `l${level}`).join('/');
const childTo = (block: (image: Editor) => number) => (image: Editor) =>
  childLink.put.block(image.bytes, useOf(image, `${LEVELS}/l7`, 'CL'), block(image));

const RELOCATION = cases(
  38,
  { reader: 'either', verify: 'flag' },
  {
    'a child link to itself': childTo((image) => blockOf(image, LEVELS)),
    'a child link to the root': childTo((image) => image.bytes[16 * BLOCK + 158]!),
    'a child link outside': childTo(() => 100_000),
    'a child link to a file': childTo((image) => image.bytes.byteLength / BLOCK - 1),
    'a mark without a child link': (image) => image.text(useOf(image, `${LEVELS}/l7`, 'CL'), 'XX'),
  },
  'relocated',
);

const mode = (value: number) => (image: Editor) =>
  posixAttributes.put.mode(image.bytes, useOf(image, 'beta.bin', 'PX'), value);

const ATTRIBUTES: readonly HostileCase[] = [
  ...cases(
    39,
    { reader: 'read', verify: 'any' },
    {
      setuid: mode(0o104755),
      'a block device': mode(0o060666),
      'a pipe': mode(0o010666),
      'a socket': mode(0o140666),
      'a link without a target': mode(0o120777),
      'no type at all': mode(0),
      'attributes of 20 bytes': (image) => image.set(useOf(image, 'beta.bin', 'PX') + 2, 20),
    },
  ),
  ...cases(
    40,
    { reader: 'read', hasSamePaths: true, verify: 'any' },
    {
      'dates cut short': (image) => image.set(useOf(image, 'beta.bin', 'TF') + 2, 7),
      'month 13': (image) => image.set(useOf(image, 'beta.bin', 'TF') + 6, 13),
      'all bits': (image) =>
        image.bytes.fill(255, useOf(image, 'beta.bin', 'TF') + 5, useOf(image, 'beta.bin', 'TF') + 26),
      'a recording date of all bits': (image) =>
        image.bytes.fill(255, image.record('beta.bin') + 18, image.record('beta.bin') + 25),
    },
  ),
];

export const SYSTEM_USE_FAMILIES: readonly HostileCase[] = [
  ...CONTINUATION_LOOPS,
  ...CONTINUATION_RANGES,
  ...ENTRIES,
  MANY_UNKNOWN,
  ...RELOCATION,
  ...ATTRIBUTES,
];
