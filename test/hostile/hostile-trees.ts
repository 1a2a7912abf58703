/**
 * Trees that want out: names and targets that no writer takes are put into a well-made image, over placeholders of the
 * same length.
 */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { build } from './hostile-case.ts';
import { mutated, placesIn } from './mutate.ts';
import { type Random, randomFrom } from './random.ts';

const LENGTH = 8;

/** All of eight bytes. */
const NAMES: readonly string[] = [
  '../../ab',
  '/etc/abc',
  '..\0abcde',
  '....abcd',
  'a/../..b',
  'C:\\abcde',
  '..\\..\\ab',
  '\u001b[2Jabcd',
  'CON.abcd',
  'abcdefg.',
  'ABCDEFGH',
  'abcdefgh',
  'éabcdef',
  'e\u0301abcde',
  'Éabcdef',
  '\u202eabcde',
];

const STEPS = ['..', '.', '', '/', '~', 'nowhere'] as const;

/** Files, directories and links in one another, most of them harmless; every fifth image is damaged besides. */
export function hostileTree(seed: number): Uint8Array {
  const random = randomFrom(seed);
  const entries = randomEntries(random);
  const bytes = build(entries);
  // The first half of the seeds keeps its names: its links are to be tried.
  if (seed % 2 === 1) for (const name of placeholdersIn(entries)) replace(bytes, name, random);
  return seed % 5 === 4 ? mutated(bytes, placesIn(bytes), random) : bytes;
}

const MOST_ENTRIES = 14;

function randomEntries(random: Random): readonly Entry[] {
  const directories = [''];
  return Array.from({ length: 2 + random.below(MOST_ENTRIES) }, (_, index): Entry => {
    const name = `q${String(index).padStart(LENGTH - 1, '0')}`;
    const path = `${random.pick(directories)}${name}`;
    const kind = random.below(10);
    if (kind < 3) directories.push(`${path}/`);
    if (kind < 3) return { path, mode: random.below(0o10000) };
    if (kind < 6) return { path, content: utf8Bytes(name.repeat(random.below(4))), mode: random.below(0o10000) };
    if (kind === 6) return { path, device: { major: 1, minor: 3 }, mode: 0o020666 };
    return { path, target: targetOf(random, index) };
  });
}

/** Up, down, through other links, to itself, to the root. */
function targetOf(random: Random, index: number): string {
  const steps = Array.from({ length: 1 + random.below(5) }, () =>
    random.below(2) === 0 ? random.pick(STEPS) : `q${String(random.below(index + 3)).padStart(LENGTH - 1, '0')}`,
  );
  return steps.join('/') || '.';
}

const placeholdersIn = (entries: readonly Entry[]): readonly string[] =>
  entries.map(({ path }) => path.slice(-LENGTH)).filter((_, index) => index % 3 === 0);

/** In its Rock Ridge name: lower case, unlike the identifier. */
function replace(bytes: Uint8Array, placeholder: string, random: Random): void {
  const name = utf8Bytes(random.pick(NAMES)).subarray(0, LENGTH);
  const wanted = utf8Bytes(`NM\u000d\u0001\0${placeholder}`);
  for (let at = 16 * 2048; at < bytes.byteLength; at++) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) bytes.set(name, at + wanted.byteLength - LENGTH);
  }
}
