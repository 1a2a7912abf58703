/** Damages that know the structures: fields of descriptors, records, path tables and system use, sectors, lengths. */
import {
  continuationArea,
  directoryRecord,
  pathTableRecordL,
  posixAttributes,
  primaryVolumeDescriptor,
  symbolicLink,
  timeStamps,
} from 'iso9660-format';
import { RANDOM_DAMAGES } from './families/trees.ts';
import type { Random } from './random.ts';

const BLOCK = 2048;
const FIRST = 16 * BLOCK;

/** Places in an image that are worth hitting, found once per seed image. */
export interface Places {
  readonly descriptors: readonly number[];
  readonly records: readonly number[];
  readonly systemUse: readonly number[];
  readonly tables: readonly number[];
}

export function placesIn(bytes: Uint8Array): Places {
  const blocks = bytes.byteLength / BLOCK;
  const descriptors = [16, 17, 18].map((block) => block * BLOCK);
  const records: number[] = [];
  const systemUse: number[] = [];
  for (let block = 19; block < blocks; block++) takeBlock(bytes, block * BLOCK, records, systemUse);
  const tables = descriptors.slice(0, 2).flatMap((at) => {
    const { pathTableBlockL, pathTableBlockM } = primaryVolumeDescriptor.get;
    return [pathTableBlockL(bytes, at), pathTableBlockM(bytes, at)].map((block) => block * BLOCK);
  });
  return { descriptors, records, systemUse, tables: tables.filter((at) => at > 0 && at < bytes.byteLength) };
}

const SIGNATURES = new Set(['PX', 'TF', 'NM', 'SL', 'CE', 'PN', 'CL', 'PL', 'RE', 'SP', 'ER']);

/** A block that begins with a record of itself is a directory; entries are known by their letters anywhere. */
function takeBlock(bytes: Uint8Array, start: number, records: number[], systemUse: number[]): void {
  const isDirectory = bytes[start]! >= 34 && bytes[start + 32] === 1 && bytes[start + 33] === 0;
  for (let at = start; isDirectory && at < start + BLOCK && bytes[at] !== 0; at += bytes[at]!) records.push(at);
  for (let at = start; at < start + BLOCK - 4; at++) {
    if (SIGNATURES.has(String.fromCharCode(bytes[at]!, bytes[at + 1]!)) && bytes[at + 3] === 1) systemUse.push(at);
  }
}

type Mutation = (bytes: Uint8Array, places: Places, random: Random) => void;

/** Lengths, blocks and counts that have broken readers before. */
const NUMBERS = [
  0,
  1,
  2,
  15,
  16,
  17,
  19,
  2047,
  2048,
  2049,
  4096,
  65_535,
  65_536,
  2 ** 21,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];

function number(bytes: Uint8Array, at: number, random: Random): void {
  const value = random.below(3) === 0 ? random.below(bytes.byteLength / BLOCK + 4) : random.pick(NUMBERS);
  const little = [value % 256, (value >>> 8) % 256, (value >>> 16) % 256, value >>> 24];
  const both = random.below(4) === 0 ? little : [...little, ...little.toReversed()];
  for (const [index, byte] of both.entries()) if (at + index < bytes.byteLength) bytes[at + index] = byte;
}

interface Fields {
  readonly fields: readonly { readonly first: number; readonly last: number }[];
}

/** A number or a byte into some field of a structure. */
function field(bytes: Uint8Array, at: number, { fields }: Fields, random: Random): void {
  const { first, last } = random.pick(fields);
  const place = at + first - 1;
  if (last - first >= 3 && random.below(2) === 0) number(bytes, place, random);
  else if (place < bytes.byteLength) bytes[place + random.below(last - first + 1)] = random.below(256);
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, { descriptors }, random) => field(bytes, random.pick(descriptors), primaryVolumeDescriptor, random),
  (bytes, { records }, random) => field(bytes, random.pick(records), directoryRecord, random),
  (bytes, { records }, random) => field(bytes, random.pick(records), directoryRecord, random),
  (bytes, { tables }, random) => field(bytes, random.pick(tables) + 10 * random.below(4), pathTableRecordL, random),
  (bytes, { systemUse }, random) => {
    if (systemUse.length === 0) return;
    const table = random.pick([posixAttributes, timeStamps, symbolicLink, continuationArea]);
    field(bytes, random.pick(systemUse), table, random);
  },
  (bytes, { systemUse }, random) => {
    if (systemUse.length === 0) return;
    const letters = random.pick([...SIGNATURES, 'ST', 'PD', 'ZF', 'QQ']);
    bytes.set([letters.charCodeAt(0), letters.charCodeAt(1)], random.pick(systemUse));
  },
  (bytes, { records, systemUse }, random) => {
    const from = random.pick([...records, ...systemUse]);
    const to = random.pick([...records, ...systemUse]);
    bytes.copyWithin(to, from, Math.min(from + random.below(120), bytes.byteLength));
  },
  (bytes, { records }, random) => {
    const [from, to] = [random.pick(records), random.pick(records)];
    bytes.copyWithin(to + 2, from + 2, from + 18);
  },
  (bytes, _, random) => {
    const [from, to] = [
      random.below(bytes.byteLength / BLOCK - 16) + 16,
      random.below(bytes.byteLength / BLOCK - 16) + 16,
    ];
    bytes.copyWithin(to * BLOCK, from * BLOCK, (from + 1) * BLOCK);
  },
  (bytes, _, random) => {
    bytes[FIRST + random.below(bytes.byteLength - FIRST)] = random.below(256);
  },
  ...RANDOM_DAMAGES.map(
    (damage): Mutation =>
      (bytes, _, random) =>
        damage(bytes, random),
  ),
];

/** One to four damages, now and then a cut. */
export function mutated(seed: Uint8Array, places: Places, random: Random): Uint8Array {
  const bytes = seed.slice();
  for (let count = 1 + random.below(4); count > 0; count--) random.pick(MUTATIONS)(bytes, places, random);
  return random.below(40) === 0 ? bytes.slice(0, random.below(bytes.byteLength)) : bytes;
}
