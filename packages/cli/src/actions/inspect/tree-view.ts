/** The tree of an image as lines: sizes and which names share their bytes; contents are only ever lengths. */
import { listText, printable } from '@configdrive/issues';
import type { EntrySummary } from 'iso9660-reader';
import { octal, PERMISSIONS } from '../../views/text.ts';
import type { Sharing } from './sharing.ts';

/** One line per entry, the root first. `dim` is applied to what is not a name. */
export function treeLines(
  entries: readonly EntrySummary[],
  sharing: ReadonlyMap<string, Sharing>,
  dim: (text: string) => string,
): readonly string[] {
  const childrenOf = childrenByDirectory(entries);
  const rows: Row[] = [];
  addChildren('', '', { childrenOf, sharing, rows });
  const nameWidth = widestOf(rows, ({ branch, name }) => branch.length + name.length);
  const sizeWidth = widestOf(rows, ({ size }) => size.length);
  return ['/', ...rows.map((row) => lineOf(row, nameWidth, sizeWidth, dim))];
}

interface Row {
  /** `│   ├── `. */
  readonly branch: string;
  readonly name: string;
  /** `36 bytes`; empty for what has no bytes of its own. */
  readonly size: string;
  readonly note: string;
}

type Children = ReadonlyMap<string, readonly EntrySummary[]>;

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function childrenByDirectory(entries: readonly EntrySummary[]): Children {
  const children = new Map<string, EntrySummary[]>();
  for (const entry of entries) {
    if (entry.path === '') continue;
    const directory = directoryOf(entry.path);
    const siblings = children.get(directory);
    if (siblings === undefined) children.set(directory, [entry]);
    else siblings.push(entry);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => (a.path < b.path ? -1 : 1));
  return children;
}

interface Walk {
  readonly childrenOf: Children;
  readonly sharing: ReadonlyMap<string, Sharing>;
  readonly rows: Row[];
}

/** The depth of an image is limited when it is read. */
function addChildren(directory: string, indent: string, walk: Walk): void {
  const children = walk.childrenOf.get(directory) ?? [];
  for (const [index, entry] of children.entries()) {
    const isLast = index === children.length - 1;
    walk.rows.push(rowOf(entry, `${indent}${isLast ? '└── ' : '├── '}`, noteOf(entry, walk.sharing.get(entry.path))));
    if (entry.kind === 'directory') addChildren(entry.path, `${indent}${isLast ? '    ' : '│   '}`, walk);
  }
}

function rowOf(entry: EntrySummary, branch: string, note: string): Row {
  const name = printable(nameOf(entry.path));
  if (entry.kind === 'directory') return { branch, name: `${name}/`, size: '', note };
  if (entry.kind === 'symbolic-link')
    return { branch, name: `${name} -> ${printable(entry.target ?? '')}`, size: '', note };
  if (entry.kind !== 'file') return { branch, name, size: entry.kind.replace('-', ' '), note };
  return { branch, name, size: `${entry.byteLength} ${entry.byteLength === 1 ? 'byte ' : 'bytes'}`, note };
}

const LONGEST_NAME = 64;

/** Columns are as wide as what is in them; one very long name does not push all others away. */
const widestOf = (rows: readonly Row[], widthOf: (row: Row) => number): number =>
  rows.reduce((widest, row) => Math.max(widest, Math.min(widthOf(row), LONGEST_NAME)), 0);

function lineOf(
  { branch, name, size, note }: Row,
  nameWidth: number,
  sizeWidth: number,
  dim: (text: string) => string,
): string {
  const facts = [size.padStart(sizeWidth), note].join('  ').trimEnd();
  if (facts === '') return `${dim(branch)}${name}`;
  return `${dim(branch)}${name.padEnd(nameWidth - branch.length)}  ${dim(facts)}`;
}

/** What else is to tell: other names of the same bytes, and what is unusual for a drive. */
const noteOf = (entry: EntrySummary, sharing: Sharing | undefined): string =>
  [...sharingNotes(entry.path, sharing), ...oddities(entry)].join(', ');

function* sharingNotes(path: string, sharing: Sharing | undefined): Generator<string> {
  if (sharing === undefined) return;
  const { aliasOf, hardLinks, moreHardLinks = 0 } = sharing;
  if (aliasOf !== undefined) yield `alias of ${seenFrom(path, aliasOf)}`;
  const names = hardLinks.map((other) => seenFrom(path, other));
  if (names.length > 0) yield `hard link with ${listText(names, ', ', moreHardLinks)}`;
}

/** A neighbour by its name, anything else by its path. */
const seenFrom = (path: string, other: string): string =>
  printable(directoryOf(path) === directoryOf(other) ? nameOf(other) : `/${other}`);

/** What everything on a config drive has. */
const usualMode = { directory: 0o555, other: 0o444 };

function* oddities({ kind, mode, uid = 0, gid = 0 }: EntrySummary): Generator<string> {
  const usual = kind === 'directory' ? usualMode.directory : usualMode.other;
  // The mode of a symbolic link means nothing to anyone.
  if (mode !== undefined && kind !== 'symbolic-link' && (mode & PERMISSIONS) !== usual) yield `mode ${octal(mode)}`;
  if (uid !== 0 || gid !== 0) yield `owner ${uid}:${gid}`;
}
