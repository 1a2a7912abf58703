/** Families 42, 43 and 48: Joliet that differs, and damage at random. */
import { directoryRecord, jolietVolumeDescriptor } from 'iso9660-format';
import { type BaseName, baseImage } from '../../reader/mutants/mutant.ts';
import { BLOCK, blockOf, cases, type HostileCase, WRAPS } from '../hostile-case.ts';
import { type Random, randomFrom } from '../random.ts';

const { put } = directoryRecord;
const JOLIET = 17 * BLOCK;
const JOLIET_ROOT = JOLIET + 156;

const JOLIET_FAULTS: readonly HostileCase[] = [
  ...cases(
    42,
    { reader: 'read', hasSamePaths: true, verify: 'flag' },
    {
      'a Joliet root outside': ({ bytes }) => put.extentBlock(bytes, JOLIET_ROOT, 100_000),
      'a Joliet root 2^21 blocks away': ({ bytes }) => put.extentBlock(bytes, JOLIET_ROOT, WRAPS + 30),
      'unknown escape sequences': (image) => image.text(JOLIET + 88, '%/Z'),
      'a name of an odd number of bytes': (image) => image.set(image.record('beta.bin', 'joliet') + 32, 15),
      'two sizes of the volume': ({ bytes }) => jolietVolumeDescriptor.put.volumeSpaceSize(bytes, JOLIET, 2 ** 32 - 1),
    },
  ),
  ...cases(
    43,
    { reader: 'read', hasSamePaths: true, verify: 'flag' },
    {
      'other contents in Joliet': (image) =>
        put.extentBlock(image.bytes, image.record('alpha.txt', 'joliet'), blockOf(image, 'betb.bin')),
      'a file only in Joliet': (image) => put.extentBlock(image.bytes, image.record('other/three.txt', 'joliet'), 40),
    },
  ),
];

export type Damage = (bytes: Uint8Array, random: Random) => void;

const METADATA_BLOCKS = 40;
const INTERESTING = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff] as const;

/** Family 48: what chance does to a disc. */
const DAMAGES: Readonly<Record<string, Damage>> = {
  'a byte of the structures': (bytes, random) => {
    bytes[(16 + random.below(METADATA_BLOCKS)) * BLOCK + random.below(BLOCK)] = random.pick(INTERESTING);
  },
  'one percent of all bytes': (bytes, random) => {
    for (let count = bytes.byteLength / 100; count > 0; count--)
      bytes[random.below(bytes.byteLength)] = random.below(256);
  },
  'two sectors exchanged': (bytes, random) => {
    const [a, b] = [random.below(bytes.byteLength / BLOCK), random.below(bytes.byteLength / BLOCK)];
    const sector = bytes.slice(a * BLOCK, (a + 1) * BLOCK);
    bytes.copyWithin(a * BLOCK, b * BLOCK, (b + 1) * BLOCK);
    bytes.set(sector, b * BLOCK);
  },
  'a run of one byte': (bytes, random) => {
    const at = random.below(bytes.byteLength);
    bytes.fill(random.pick(INTERESTING), at, at + random.below(300));
  },
};

const SEEDS_EACH = 25;
const BASES: readonly BaseName[] = ['sample', 'relocated'];

const AT_RANDOM: readonly HostileCase[] = Object.entries(DAMAGES).flatMap(([name, damage]) =>
  Array.from({ length: SEEDS_EACH }, (_, seed) => ({
    family: 48,
    name: `${name}, ${seed}`,
    image: () => {
      const bytes = baseImage(BASES[seed % BASES.length]!);
      damage(bytes, randomFrom(seed));
      return bytes;
    },
    reader: 'either' as const,
    verify: 'any' as const,
  })),
);

const CUTS: readonly HostileCase[] = Array.from({ length: SEEDS_EACH }, (_, seed) => ({
  family: 48,
  name: `a cut, ${seed}`,
  image: () => {
    const bytes = baseImage('sample');
    return bytes.slice(0, randomFrom(seed).below(bytes.byteLength));
  },
  reader: 'either',
  verify: 'any',
}));

export const TREE_FAMILIES: readonly HostileCase[] = [...JOLIET_FAULTS, ...AT_RANDOM, ...CUTS];

/** For the fuzzer: the same damages. */
export const RANDOM_DAMAGES: readonly Damage[] = Object.values(DAMAGES);
