/**
 * Entries as a tree: one node per path, parents made where the input has none, children sorted by name. The tree does
 * not depend on the order of the entries, so neither do the bytes.
 */
import { type Entry, fileTypes, printable, rockRidgeNameLimits, utf8ByteLength } from 'iso9660-format';
import { attributeIssues } from './attributes.ts';
import { contentsOf, recountLinks } from './extents.ts';
import type { FileExtent, Node, NodeKind } from './node.ts';
import { placeOf, type Report } from './report.ts';

export interface Tree {
  readonly root: Node;
  /** Distinct contents in the order of the tree. */
  readonly extents: readonly FileExtent[];
  readonly nodeCount: number;
  /** Whether some entry is restricted to one namespace. */
  readonly hasRestricted: boolean;
}

const NO_CHILDREN: Node[] = [];

export function treeOf(entries: readonly Entry[], report: Report): Tree {
  const nodes = new Map<string, Node>();
  const root = newNode('directory', '', 0, undefined, undefined);
  nodes.set('', root);
  for (const entry of entries) addEntry(nodes, entry, report);
  sortChildren(nodes);
  const extents = contentsOf(root, nodes, report);
  const hasRestricted = entries.some(({ only }) => only !== undefined);
  if (hasRestricted) recountLinks(root);
  return { root, extents, nodeCount: nodes.size, hasRestricted };
}

function newNode(
  kind: NodeKind,
  name: string,
  nameByteLength: number,
  parent: Node | undefined,
  entry: Entry | undefined,
): Node {
  const node: Node = {
    kind,
    name,
    nameByteLength,
    parent: undefined as unknown as Node,
    entry,
    children: kind === 'directory' ? [] : NO_CHILDREN,
    extent: undefined,
    serialNumber: 0,
    linkCount: kind === 'directory' ? 2 : 1,
    identity: undefined as unknown as Node,
  };
  (node as { parent: Node }).parent = parent ?? node;
  node.identity = node;
  parent?.children.push(node);
  if (kind === 'directory' && parent !== undefined) parent.linkCount++;
  return node;
}

function addEntry(nodes: Map<string, Node>, entry: Entry, report: Report): void {
  const { path } = entry;
  const kind = kindOf(entry, report);
  attributeIssues(entry, kind, report);
  const existing = nodes.get(path);
  if (existing !== undefined) {
    describeDirectory(existing, entry, kind, report);
    return;
  }
  const slash = path.lastIndexOf('/');
  if (path.startsWith('/'))
    report.error('path-invalid', placeOf(path), 'the path begins with `/`; it counts from the root');
  const parent = directoryAt(nodes, slash < 0 ? '' : path.slice(0, slash), path, report);
  const name = slash < 0 ? path : path.slice(slash + 1);
  const nameByteLength = checkedNameByteLength(name, path, report);
  if (parent !== undefined) nodes.set(path, newNode(kind, name, nameByteLength, parent, entry));
}

/** A parent that was made because an earlier entry needed it may be described later; the root is always there. */
function describeDirectory(node: Node, entry: Entry, kind: NodeKind, report: Report): void {
  const place = placeOf(entry.path);
  if (node.entry !== undefined) report.error('path-duplicate', place, 'another entry has the same path');
  else if (kind !== 'directory') {
    report.error('path-below-file', place, 'other entries lie below it, and it is not a directory');
  } else {
    node.entry = entry;
  }
}

/** The directory at a path, made with its parents when missing. */
function directoryAt(nodes: Map<string, Node>, path: string, of: string, report: Report): Node | undefined {
  const existing = nodes.get(path);
  if (existing !== undefined) {
    if (existing.kind === 'directory') return existing;
    report.error('path-below-file', placeOf(of), 'a part of the path is not a directory');
    return undefined;
  }
  // Missing parents are made from the outside in; a loop, since a path may have thousands of components.
  const missing: string[] = [];
  let known = path;
  while (!nodes.has(known)) {
    missing.push(known);
    const slash = known.lastIndexOf('/');
    known = slash < 0 ? '' : known.slice(0, slash);
  }
  let parent = nodes.get(known)!;
  if (parent.kind !== 'directory') {
    report.error('path-below-file', placeOf(of), 'a part of the path is not a directory');
    return undefined;
  }
  for (const directoryPath of missing.reverse()) {
    const name = directoryPath.slice(directoryPath.lastIndexOf('/') + 1);
    parent = newNode('directory', name, checkedNameByteLength(name, of, report), parent, undefined);
    nodes.set(directoryPath, parent);
  }
  return parent;
}

function kindOf(entry: Entry, report: Report): NodeKind {
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
    report.error('entry-contradictory', placeOf(entry.path), message);
  }
  if (content !== undefined || sameAs !== undefined) return 'file';
  if (target !== undefined) return 'symbolicLink';
  if (device !== undefined) return 'device';
  return isSpecial ? 'special' : 'directory';
}

function checkedNameByteLength(name: string, path: string, report: Report): number {
  if (name === '' || name === '.' || name === '..' || name.includes('\0') || !name.isWellFormed()) {
    const message = 'a component of the path is empty, `.`, `..`, or has a NUL or half of a surrogate pair';
    report.error('path-invalid', placeOf(path), message, 'R106');
  }
  const byteLength = utf8ByteLength(name);
  const { safeBytes, maximumBytes } = rockRidgeNameLimits;
  if (byteLength > maximumBytes) {
    report.error(
      'name-too-long',
      placeOf(path),
      `a name has ${byteLength} bytes, ${maximumBytes} is the limit`,
      'R107',
    );
  } else if (byteLength > safeBytes) {
    const message = `the name "${printable(name.slice(0, 16))}…" has ${byteLength} bytes, Linux cuts names above ${safeBytes}`;
    report.warning('name-cut-by-readers', placeOf(path), message, 'R107');
  }
  return byteLength;
}

function sortChildren(nodes: Map<string, Node>): void {
  for (const node of nodes.values()) {
    if (node.children.length > 1) node.children.sort(byName);
  }
}

const byName = (a: Node, b: Node): number => (a.name < b.name ? -1 : 1);
