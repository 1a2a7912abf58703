/**
 * Entries as a tree: one node per path, parents made where the input has none, children sorted by name. The tree does
 * not depend on the order of the entries, so neither do the bytes.
 */
import { printable } from '@configdrive/issues';
import { compareUnits, type Entry, fileTypes, rockRidgeNameLimits, utf8ByteLength } from 'iso9660-format';
import { attributeIssues } from './attributes.ts';
import { ownersOf, recountLinks } from './extents.ts';
import { placeOf, type WriterIssues } from './issues.ts';
import { isSorted, type Node, type NodeKind, pathOf } from './node.ts';

export interface EntryTree {
  readonly root: Node;
  /** Files that own their bytes, in the order of the tree. */
  readonly owners: readonly Node[];
  readonly nodeCount: number;
  /** Whether some entry is restricted to one namespace. */
  readonly hasRestricted: boolean;
}

const NO_CHILDREN: Node[] = [];

export function treeOf(entries: Iterable<Entry>, report: WriterIssues): EntryTree {
  const root = newNode('directory', '', undefined, undefined);
  // Directories only: a path of each of a million files would be a good part of the memory.
  const directories = new Map([['', root]]);
  const building: Building = { report, directories, nodeCount: 1, hasRestricted: false, last: root, lastPath: '' };
  for (const entry of entries) addEntry(building, entry);
  for (const directory of directories.values()) sortChildren(directory, report);
  const owners = ownersOf(root, directories, report);
  const { nodeCount, hasRestricted } = building;
  if (hasRestricted) recountLinks(root);
  return { root, owners, nodeCount, hasRestricted };
}

interface Building {
  readonly report: WriterIssues;
  readonly directories: Map<string, Node>;
  nodeCount: number;
  hasRestricted: boolean;
  /** Where the entry before this one went: mostly the next one goes there too. */
  last: Node;
  lastPath: string;
}

function newNode(kind: NodeKind, name: string, parent: Node | undefined, entry: Entry | undefined): Node {
  const node: Node = {
    kind,
    name,
    parent: undefined as unknown as Node,
    entry,
    children: kind === 'directory' ? [] : NO_CHILDREN,
    extentOwner: undefined,
    byteLength: 0,
    block: 0,
    serialNumber: 0,
    linkCount: kind === 'directory' ? 2 : 1,
  };
  (node as { parent: Node }).parent = parent ?? node;
  parent?.children.push(node);
  if (kind === 'directory' && parent !== undefined) parent.linkCount++;
  return node;
}

function addEntry(building: Building, entry: Entry): void {
  const { path } = entry;
  const { directories, report } = building;
  const kind = kindOf(entry, report);
  attributeIssues(entry, kind, report);
  if (path.startsWith('/')) {
    report.add('path-invalid', placeOf(path), 'the path begins with `/`; it counts from the root');
    return;
  }
  if (entry.only !== undefined) building.hasRestricted = true;
  const existing = kind === 'directory' || path === '' ? directories.get(path) : undefined;
  if (existing !== undefined) {
    describeDirectory(existing, entry, kind, report);
    return;
  }
  const slash = path.lastIndexOf('/');
  const parent = parentAt(building, path, slash);
  const name = path.slice(slash + 1);
  checkName(name, path, report);
  const node = newNode(kind, name, parent, entry);
  building.nodeCount++;
  if (kind === 'directory') directories.set(path, node);
}

/** A parent that was made because an earlier entry needed it may be described later; the root is always there. */
function describeDirectory(node: Node, entry: Entry, kind: NodeKind, report: WriterIssues): void {
  if (node.entry !== undefined) reportDuplicate(entry.path, report);
  else if (kind !== 'directory') reportBelow(entry.path, report);
  else node.entry = entry;
}

const reportDuplicate = (path: string, report: WriterIssues): void =>
  report.add('path-duplicate', placeOf(path), 'another entry has the same path');

const reportBelow = (path: string, report: WriterIssues): void =>
  report.add('path-below-file', placeOf(path), 'other entries lie below it, and it is not a directory');

/** The directory that a path lies in: its part before the slash. */
function parentAt(building: Building, path: string, slash: number): Node {
  const { last, lastPath } = building;
  if (slash === lastPath.length && path.startsWith(lastPath)) return last;
  building.lastPath = slash < 0 ? '' : path.slice(0, slash);
  building.last = directoryAt(building, building.lastPath, path);
  return building.last;
}

/** The directory at a path, made with its parents when missing. */
function directoryAt(building: Building, path: string, of: string): Node {
  const { directories, report } = building;
  // Missing parents are made from the outside in; a loop, since a path may have thousands of components.
  const missing: string[] = [];
  let known = path;
  while (!directories.has(known)) {
    missing.push(known);
    const slash = known.lastIndexOf('/');
    known = slash < 0 ? '' : known.slice(0, slash);
  }
  let parent = directories.get(known)!;
  // Each problem names the whole path: one for each of its components would be the square of it.
  let isRefused = false;
  for (const directoryPath of missing.reverse()) {
    const name = directoryPath.slice(directoryPath.lastIndexOf('/') + 1);
    if (!isRefused) isRefused = checkName(name, of, report);
    parent = newNode('directory', name, parent, undefined);
    directories.set(directoryPath, parent);
    building.nodeCount++;
  }
  return parent;
}

function kindOf(entry: Entry, report: WriterIssues): NodeKind {
  const { content, sameAs, target, device, mode = 0 } = entry;
  const type = mode & fileTypes.mask;
  const isSpecial = type === fileTypes.fifo || type === fileTypes.socket;
  const said =
    Number(content !== undefined) +
    Number(sameAs !== undefined) +
    Number(target !== undefined) +
    Number(device !== undefined) +
    Number(isSpecial);
  if (said > 1) {
    const message = 'only one of content, sameAs, target, device and a fifo or socket mode can be given';
    report.add('entry-contradictory', placeOf(entry.path), message);
  }
  if (content !== undefined || sameAs !== undefined) return 'file';
  if (target !== undefined) return 'symbolicLink';
  if (device !== undefined) return 'device';
  return isSpecial ? 'special' : 'directory';
}

const DOT = '.'.charCodeAt(0);

/** Whether a name is short ASCII without a dot in front: most are, and one look at each unit says all of it. */
function isOrdinary(name: string): boolean {
  const isLong = name.length > rockRidgeNameLimits.safeBytes;
  if (isLong || name === '' || name.charCodeAt(0) === DOT) return false;
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index);
    if (unit === 0 || unit >= 0x80) return false;
  }
  return true;
}

/** Answers whether the path is refused. */
function checkName(name: string, path: string, report: WriterIssues): boolean {
  if (isOrdinary(name)) return false;
  if (name === '' || name === '.' || name === '..' || name.includes('\0') || !name.isWellFormed()) {
    const message = 'a component of the path is empty, `.`, `..`, or has a NUL or half of a surrogate pair';
    report.add('path-invalid', placeOf(path), message, { rule: 'R106' });
    return true;
  }
  const byteLength = utf8ByteLength(name);
  const { safeBytes, maximumBytes } = rockRidgeNameLimits;
  if (byteLength > maximumBytes) {
    report.add('name-too-long', placeOf(path), `a name has ${byteLength} bytes, ${maximumBytes} is the limit`);
    return true;
  }
  if (byteLength > safeBytes) {
    const message = `the name "${printable(name.slice(0, 16))}…" has ${byteLength} bytes, Linux cuts names above ${safeBytes}`;
    report.add('name-cut-by-readers', placeOf(path), message);
  }
  return false;
}

/** Sorts what a directory holds by name; names that occur twice are found side by side. */
function sortChildren({ children }: Node, report: WriterIssues): void {
  if (!isSorted(children, byName)) children.sort(byName);
  for (let index = 1; index < children.length; index++) {
    if (children[index - 1]!.name === children[index]!.name)
      reportTwins(children[index - 1]!, children[index]!, report);
  }
}

const byName = (a: Node, b: Node): number => compareUnits(a.name, b.name);

/** A directory that nobody described was made for what lies below it. */
function reportTwins(first: Node, second: Node, report: WriterIssues): void {
  if (first.entry === undefined || second.entry === undefined) reportBelow(pathOf(first), report);
  else reportDuplicate(pathOf(first), report);
}
