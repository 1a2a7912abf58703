/** The test that a foreign reader sees each nasty tree as it went in, or as the table of faults says. */

import { writeFileSync } from 'node:fs';
import type { ImageLayout } from 'iso9660-writer';
import { expect, it } from 'vitest';
import { plannedImageOf } from '../../packages/iso9660-writer/src/internal.ts';
import { withForeign } from '../support/foreign.ts';
import { isLong } from '../support/long.ts';
import { FOREIGN_READERS, type ForeignReader } from '../support/readers.ts';
import { differencesOf, type SeenEntry, type Tree } from '../support/seen.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { imageOf } from './images.ts';
import { type NastyTree, treesOfThisRun } from './nasty-trees.ts';
import { type ReaderFault, readerFaults } from './reader-faults.ts';
import { viewOf } from './views.ts';

/** They start a process for every file or directory. */
const SLOW_READERS = new Set(['isoinfo', 'iso-info', 'grub-fstest']);

/** Registers the tests of the readers of these names. */
export function testReaders(names: readonly string[], trees: readonly NastyTree[] = treesOfThisRun): void {
  for (const reader of FOREIGN_READERS.filter(({ name }) => names.includes(name))) {
    withForeign(reader.programs, `${reader.name} reads alike`, () => {
      const directory = useTemporaryDirectory();
      for (const nasty of trees) {
        if (nasty.isLarge === true && SLOW_READERS.has(reader.name)) continue;
        it(nasty.name, { timeout: isLong ? 600_000 : 60_000 }, async () => {
          const { layout, bytes } = imageOf(nasty.entries, nasty.options, nasty.bends);
          const image = directory('image.iso');
          writeFileSync(image, bytes);
          for (const tree of treesOf(reader, layout)) {
            const fault = faultOf(reader, nasty, tree);
            const expected = await viewOf(nasty.entries, layout, tree);
            expectView({ reader, tree, image, fault }, expected);
          }
        });
      }
    });
  }
}

/** Trees that the image has and the reader can be asked for; relocation makes another tree of the plain one. */
function treesOf(reader: ForeignReader, layout: ImageLayout): readonly Tree[] {
  const kinds = layout.trees.map(({ kind }) => kind);
  const [plain] = plannedImageOf(layout).trees;
  const isRelocated = plain!.directories.some(({ logicalParent }) => logicalParent !== undefined);
  return reader.trees.filter((tree) => {
    if (tree === 'plain') return !isRelocated;
    return tree === 'joliet' ? kinds.includes('joliet') : plain!.namespace.hasRockRidge;
  });
}

const faultOf = (reader: ForeignReader, nasty: NastyTree, tree: Tree): ReaderFault | undefined =>
  readerFaults.find(
    (fault) =>
      fault.reader === reader.name && fault.on.includes(nasty.name) && (fault.trees ?? reader.trees).includes(tree),
  );

interface Reading {
  readonly reader: ForeignReader;
  readonly tree: Tree;
  readonly image: string;
  readonly fault: ReaderFault | undefined;
}

function expectView(reading: Reading, expected: readonly SeenEntry[]): void {
  const { reader, tree, image, fault } = reading;
  const misreading = fault?.misreading ?? { kind: 'sees', instead: (entries) => entries };
  if (misreading.kind === 'refuses') {
    expect(() => reader.list(image, tree), fault?.because).toThrow();
    return;
  }
  const seen = reader.list(image, tree);
  if (misreading.kind === 'sees') {
    expect(complaintsOn(misreading.instead(expected), seen, reading), `${tree} tree`).toEqual([]);
    return;
  }
  const elsewhere = (entries: readonly SeenEntry[]) => entries.filter(({ path }) => !misreading.at(path));
  expect(complaintsOn(elsewhere(expected), elsewhere(seen), reading), `${tree} tree`).toEqual([]);
  expect(complaintsOn(expected, seen, reading), `no longer so: ${fault?.because}`).not.toEqual([]);
}

/** Fields that every reader tells, and those that this one told of an entry. */
function complaintsOn(expected: readonly SeenEntry[], seen: readonly SeenEntry[], { reader, tree }: Reading) {
  const always: (keyof SeenEntry)[] = [
    'type',
    'byteLength',
    ...(reader.contents.includes(tree) ? (['sha256'] as const) : []),
  ];
  const told = new Map(seen.map((entry) => [entry.path, entry]));
  const comparable = expected.map((entry) => {
    const other = told.get(entry.path);
    if (other === undefined) return entry;
    const fields = Object.entries(entry).filter(([field]) => field in other || (always as string[]).includes(field));
    return Object.fromEntries(fields) as unknown as SeenEntry;
  });
  return differencesOf(comparable, seen, [...always, 'mode', 'uid', 'gid', 'nlink', 'target', 'device', 'modified']);
}
