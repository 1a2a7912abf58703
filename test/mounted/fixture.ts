/** A fixture: an image, how it is made, and what went in. Every fixture is mounted in the one boot of mounted.test.ts. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Entry, TreeKind } from 'iso9660-format';
import { type ImageLayout, type ImageOptions, layOutImage, slicesOf } from 'iso9660-writer';
import { jolietOf, seenFromEntries } from '../support/expected.ts';
import type { ForeignName } from '../support/foreign.ts';
import { differencesOf, type SeenEntry, type Tree } from '../support/seen.ts';
import type { MountedImage, MountedTree } from './judge.ts';

export interface Fixture {
  readonly name: string;
  /** Foreign programs that make it; missing ones skip this fixture only. */
  readonly programs?: readonly ForeignName[];
  /** Writes the image file. */
  readonly make: (path: string) => void;
  /** What libblkid must find; undefined: nothing. */
  readonly label: string | undefined;
  /** What went in, and what the maker adds. */
  readonly entries: readonly Entry[];
  /** Of entries without a date of their own; absent: the maker takes the clock's. */
  readonly timestamp?: Date;
  /** Trees the image has; Linux falls back to the next one where one is lacking. Default: all. */
  readonly trees?: readonly Tree[];
  /** What this image's maker is known to write otherwise in its Rock Ridge tree. */
  readonly habit?: (expected: SeenEntry) => SeenEntry;
  /** What the kernel says of this image, and may. */
  readonly harmless?: RegExp;
}

/** A fixture made by our writer. */
export const written = (
  name: string,
  entries: readonly Entry[],
  options: Partial<ImageOptions> & { readonly timestamp: Date },
): Fixture => {
  const volumeIdentifier = options.volumeIdentifier ?? 'config-2';
  return {
    name,
    label: volumeIdentifier,
    entries,
    timestamp: options.timestamp,
    trees: [
      ...(options.rockRidge === false ? [] : (['rockRidge'] as const)),
      ...(options.joliet === false ? [] : (['joliet'] as const)),
      'plain',
    ],
    make: (path) => writeSparsely(path, layOutImage(entries, { ...options, volumeIdentifier })),
  };
};

const SLICE_BYTES = 4 << 20;

/** Writes an image without its zero slices: 4.5 GiB take a few MB on disk. */
export function writeSparsely(path: string, layout: ImageLayout): void {
  const zeros = Buffer.alloc(SLICE_BYTES);
  const file = openSync(path, 'w');
  try {
    let at = 0;
    for (const slice of slicesOf(layout, new Uint8Array(SLICE_BYTES))) {
      if (zeros.compare(slice, 0, slice.length, 0, slice.length) !== 0) writeSync(file, slice, 0, slice.length, at);
      at += slice.length;
    }
    ftruncateSync(file, at);
  } finally {
    closeSync(file);
  }
}

/** In which two views of one tree must agree. */
export const FIELDS: readonly (keyof SeenEntry)[] = [
  'type',
  'mode',
  'uid',
  'gid',
  'nlink',
  'byteLength',
  'modified',
  'target',
  'device',
  'sha256',
  'sampleSha256',
];

/** What the kernel must see of a fixture. */
export interface Expected {
  readonly label: string | undefined;
  readonly harmless: readonly RegExp[];
  readonly rockRidge?: readonly SeenEntry[];
  readonly joliet?: readonly SeenEntry[];
  /** Names are the maker's own: compared are contents and depths. */
  readonly plain?: readonly SeenEntry[];
}

export async function expectedOf(fixture: Fixture): Promise<Expected> {
  const { habit = (entry) => entry } = fixture;
  const rockRidge = (await seenFromEntries(entriesIn('plain', fixture), fixture)).map(habit);
  const joliet = jolietOf(await seenFromEntries(entriesIn('joliet', fixture), fixture));
  const has = new Set(fixture.trees ?? ['rockRidge', 'joliet', 'plain']);
  return {
    label: fixture.label,
    harmless: [...ALWAYS_SAID, ...(fixture.harmless === undefined ? [] : [fixture.harmless])],
    ...(has.has('rockRidge') ? { rockRidge } : {}),
    ...(has.has('joliet') ? { joliet } : {}),
    ...(has.has('plain') ? { plain: has.has('rockRidge') ? withoutLinks(rockRidge) : joliet } : {}),
  };
}

const entriesIn = (tree: TreeKind, { entries }: Fixture): readonly Entry[] =>
  entries.filter(({ only }) => only === undefined || only === tree);

/** Everything in which the kernel's view differs from what went in; empty: the fixture passes. */
export function complaintsOn(expected: Expected, seen: MountedImage): readonly string[] {
  const { label, rockRidge, joliet, plain, harmless } = expected;
  return [
    ...seen.problems,
    ...(seen.label === label ? [] : [`label ${String(seen.label)} instead of ${String(label)}`]),
    ...(rockRidge === undefined ? [] : treeComplaints('rockRidge', rockRidge, seen, harmless)),
    ...(joliet === undefined ? [] : treeComplaints('joliet', joliet, seen, harmless)),
    ...(plain === undefined ? [] : plainComplaints(plain, seen, harmless)),
  ];
}

function treeComplaints(
  tree: Tree,
  expected: readonly SeenEntry[],
  seen: MountedImage,
  harmless: readonly RegExp[],
): readonly string[] {
  const { entries } = seen.trees[tree];
  const all = [...differencesOf(expected, entries, FIELDS), ...outcryOf(seen.trees[tree], harmless)];
  return all.map((complaint) => `${tree}: ${complaint}`);
}

/** What the guest's programs and its kernel complained of. */
const outcryOf = ({ mounted, errors, kernel }: MountedTree, harmless: readonly RegExp[]): readonly string[] => [
  ...(mounted ? [] : ['not mounted']),
  ...errors,
  ...kernel.filter((line) => !harmless.some((known) => known.test(line))),
];

/** What isofs says of every image with Joliet or Rock Ridge, and what parts of the kernel say that have no part in this. */
const ALWAYS_SAID = [
  /ISO 9660 Extensions: (Microsoft Joliet Level [123]|RRIP_1991A|IEEE_P1282|IEEE_1282)$/,
  /^\[ *[\d.]+\] (random|clocksource|hrtimer|tsc|rcu|perf|sched|sched_clock|workqueue|input): /,
];

/** In the plain tree names are mangled, each maker in its way: what must be there is every content at its depth. */
function plainComplaints(
  expected: readonly SeenEntry[],
  seen: MountedImage,
  harmless: readonly RegExp[],
): readonly string[] {
  const wanted = countsOf(expected.map(shapeOf));
  const found = countsOf(seen.trees.plain.entries.map(shapeOf));
  const shapes = [...new Set([...wanted.keys(), ...found.keys()])].toSorted();
  const complaints = shapes
    .filter((shape) => wanted.get(shape) !== found.get(shape))
    .map((shape) => `${found.get(shape) ?? 0} instead of ${wanted.get(shape) ?? 0} times ${shape}`);
  return [...complaints, ...outcryOf(seen.trees.plain, harmless)].map((complaint) => `plain: ${complaint}`);
}

function countsOf(shapes: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const shape of shapes) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  return counts;
}

const shapeOf = ({ path, type, byteLength, sha256, sampleSha256 }: SeenEntry): string =>
  [type, `at depth ${path.split('/').length}`, byteLength ?? '', sha256 ?? sampleSha256 ?? ''].join(' ').trim();

/** Without Rock Ridge a link or a device is an empty file. */
const withoutLinks = (entries: readonly SeenEntry[]): readonly SeenEntry[] =>
  entries.map((entry) =>
    entry.type === 'file' || entry.type === 'directory'
      ? entry
      : { path: entry.path, type: 'file', byteLength: 0, sha256: EMPTY_SHA256 },
  );

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
