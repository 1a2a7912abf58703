/** Short words for tests of changes: drives made of texts, and what differs between two of them. */
import { type ChangeOptions, type ConfigDrive, portable } from '@configdrive/core';
import { type Entry, utf8Bytes } from 'iso9660-format';
import { TIMESTAMP } from '../core/helpers.ts';
import { textIn } from '../support/contents.ts';

/** When changes happen. */
export const LATER = new Date('2026-07-01T00:00:00Z');
export const CHANGE: ChangeOptions = { timestamp: LATER };

/** A drive of these files, as one that was read. */
export const driveOf = (files: Readonly<Record<string, string>>): ConfigDrive => ({
  label: 'config-2',
  entries: Object.entries(files).map(
    ([path, text]): Entry => ({ path, content: utf8Bytes(text), modified: TIMESTAMP }),
  ),
  timestamp: TIMESTAMP,
  volume: {},
  profile: portable,
  issues: [],
});

/** Paths of entries that are not the same in both; `-` before those that are gone. */
export function changedBetween(before: ConfigDrive, after: ConfigDrive): readonly string[] {
  const old = new Map(before.entries.map((entry) => [entry.path, entry]));
  const kept = new Set(after.entries.map(({ path }) => path));
  const changed = after.entries.filter((entry) => old.get(entry.path) !== entry).map(({ path }) => path);
  return [...changed, ...[...old.keys()].filter((path) => !kept.has(path)).map((path) => `-${path}`)].sort();
}

/** Path and text of every file; `= path` for an alias. */
export const textsOf = ({ entries }: ConfigDrive): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entries.flatMap(({ path, content, sameAs }) => {
      const text = sameAs === undefined ? textIn(content) : `= ${sameAs}`;
      return text === undefined ? [] : [[path, text]];
    }),
  );
