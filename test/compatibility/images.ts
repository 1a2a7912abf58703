/** Which program reads the images of our drives: each lists the first tree that it knows, and all of it must be there. */
import { writeFileSync } from 'node:fs';
import { layOutConfigDrive } from '@configdrive/core';
import { toBytes } from 'iso9660-writer';
import { planInput } from '../core/helpers.ts';
import { TIMESTAMP } from '../drive/sample.ts';
import { seenFromEntries } from '../support/expected.ts';
import { FOREIGN, type ForeignName } from '../support/foreign.ts';
import { probeWithBlkid } from '../support/readers/blkid.ts';
import { FOREIGN_READERS } from '../support/readers.ts';
import { textOf } from '../support/run.ts';
import { differencesOf, type SeenEntry } from '../support/seen.ts';
import { DRIVES } from './drives.ts';

export interface ImageRow {
  readonly name: string;
  /** By program, in the order of `imagePrograms`. */
  readonly cells: readonly ('all' | 'not all')[];
}

export const imagePrograms: readonly { readonly name: string; readonly programs: readonly ForeignName[] }[] = [
  { name: 'blkid', programs: ['blkid'] },
  ...FOREIGN_READERS,
];

/** `3.6.2` of `3.6.2-1+deb12u2`. */
export function versionOf(programs: readonly ForeignName[]): string {
  const [first] = programs;
  if (first === undefined) return '';
  const version = textOf('dpkg-query', ['-W', `-f=\${Version}`, FOREIGN[first].debianPackage]);
  return /^(?:[0-9]+:)?([0-9.]+)/.exec(version)?.[1] ?? version;
}

export async function imageRows(directory: (name: string) => string): Promise<readonly ImageRow[]> {
  const rows: ImageRow[] = [];
  for (const [index, { name, input, options }] of DRIVES.entries()) {
    const drive = planInput(input, { ...options, timestamp: TIMESTAMP });
    const image = directory(`image-${index}.iso`);
    writeFileSync(image, toBytes(layOutConfigDrive(drive)));
    const expected = await seenFromEntries(drive.entries);
    const isLabelled = probeWithBlkid(image).label === drive.label;
    rows.push({ name, cells: [isLabelled ? 'all' : 'not all', ...readersCells(image, expected)] });
  }
  return rows;
}

const readersCells = (image: string, expected: readonly SeenEntry[]): ImageRow['cells'] =>
  FOREIGN_READERS.map(({ trees, contents, list }) => {
    const [tree = 'rockRidge'] = trees;
    const fields = contents.includes(tree)
      ? (['type', 'byteLength', 'sha256'] as const)
      : (['type', 'byteLength'] as const);
    return differencesOf(expected, list(image, tree), fields).length === 0 ? 'all' : 'not all';
  });
