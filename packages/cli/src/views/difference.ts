/** In what two drives differ, line by line; contents are only ever lengths. */
import type { ChangedEntry, DriveDifference, OwnEntry } from '@configdrive/core';
import { printable } from '@configdrive/issues';
import { octal } from './text.ts';
import type { WindowsDifference } from './windows-difference.ts';

/** For programs: modes as everywhere, in octal. */
export const differenceData = ({ changed, ...rest }: DriveDifference): object => ({
  ...rest,
  changed: changed.map(({ mode, ...entry }) => ({
    ...entry,
    ...(mode === undefined ? {} : { mode: { from: octal(mode.from), to: octal(mode.to) } }),
  })),
});

const WORD_WIDTH = 'changed'.length;

const lineOf = (word: string, what: string, how: string): string =>
  `  ${word.padEnd(WORD_WIDTH)}  ${printable(what)} (${how})`;

/** A line per path that is not the same. */
export const pathLines = ({ added, removed, changed }: WindowsDifference, who = ''): readonly string[] => [
  ...added.map((entry) => lineOf('added', entry.path, who + ownText(entry))),
  ...removed.map((entry) => lineOf('removed', entry.path, who + ownText(entry))),
  ...changed.map((entry) => lineOf('changed', entry.path, who + changeText(entry))),
];

/** A line per path that is not the same to Windows, where that is not said already. */
export const windowsLines = (difference: WindowsDifference): readonly string[] => pathLines(difference, 'to Windows: ');

/** A line for the label, and one per field of the volume descriptors. */
export const volumeLines = ({ label, volume }: DriveDifference): readonly string[] =>
  Object.entries({ ...(label === undefined ? {} : { label }), ...volume }).map(([field, { from, to }]) =>
    lineOf('changed', `volume: ${field}`, `${shown(from)} to ${shown(to)}`),
  );

function shown(value: string | Date | null | undefined): string {
  if (value instanceof Date) return value.toISOString();
  return value === null || value === undefined || value === '' ? 'none' : printable(value);
}

const ownText = ({ kind, byteLength }: OwnEntry): string => (byteLength === undefined ? kind : `${byteLength} bytes`);

/** What happened to the bytes; else what happened to the rest. */
function changeText(entry: ChangedEntry): string {
  const { kind, content, byteLength } = entry;
  if (kind !== undefined) return `a ${kind.from} is a ${kind.to} now`;
  if (byteLength !== undefined) return `${byteLength.from} to ${byteLength.to} bytes`;
  if (content === 'changed') return 'content changed, same size';
  if (content === 'not compared') return 'of the same length; not compared';
  return [...attributeTexts(entry)].join(', ');
}

function* attributeTexts({
  mode,
  uid,
  gid,
  modified,
  target,
  device,
  only,
  sharedWith,
}: ChangedEntry): Generator<string> {
  if (mode !== undefined) yield `mode ${octal(mode.from)} to ${octal(mode.to)}`;
  if (uid !== undefined) yield `owner ${uid.from} to ${uid.to}`;
  if (gid !== undefined) yield `group ${gid.from} to ${gid.to}`;
  if (target !== undefined) yield `points to ${shown(target.to)} instead of ${shown(target.from)}`;
  if (device !== undefined) yield 'another device';
  if (only !== undefined) yield 'in other trees';
  if (sharedWith !== undefined) yield 'shares its bytes with other files';
  if (modified !== undefined) yield `dated ${shown(modified.to)} instead of ${shown(modified.from)}`;
}
