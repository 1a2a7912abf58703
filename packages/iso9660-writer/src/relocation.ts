/**
 * Rock Ridge relocation (RRIP 4.1.5; R36, R112–R114), only when `strictDepth` asks for it: directories below the eighth
 * level move into `rr_moved` in the root, a placeholder stays where they belong. Readers that do not follow the
 * placeholder show the moved tree, so in place is the default.
 */
import { relocationDirectory } from 'iso9660-format';
import { placeOf, type WriterIssues } from './issues.ts';
import type { NameTree } from './namespaces.ts';
import { type Node, pathOf } from './node.ts';
import { type PlannedDirectory, recordsOf } from './planned.ts';

/** R36: the root is level 1. */
const MAXIMUM_DEPTH = 8;
const HOLDER_DEPTH = 2;

/** What the plain tree shows instead of the logical one. */
export interface Relocation {
  /** `rr_moved`: its children are the moved directories. */
  readonly holder: Node;
  readonly moved: ReadonlySet<Node>;
}

/** Undefined when no directory lies too deep. */
export function relocationOf(
  root: Node,
  serialNumber: number,
  hasRockRidge: boolean,
  report: WriterIssues,
): Relocation | undefined {
  const moved: Node[] = [];
  const queue: { node: Node; depth: number }[] = [{ node: root, depth: 1 }];
  for (let index = 0; index < queue.length; index++) {
    const { node, depth } = queue[index]!;
    for (const child of node.children) {
      if (child.kind !== 'directory') continue;
      const isTooDeep = depth + 1 > MAXIMUM_DEPTH;
      if (isTooDeep) moved.push(child);
      queue.push({ node: child, depth: isTooDeep ? HOLDER_DEPTH + 1 : depth + 1 });
    }
  }
  if (moved.length === 0) return undefined;
  if (!hasRockRidge) {
    const message = 'lies below the eighth level; moving it there needs Rock Ridge';
    for (const node of moved) report.add('tree-too-deep', placeOf(pathOf(node)), message);
  }
  const { name } = relocationDirectory;
  if (root.children.some((child) => child.name.toLowerCase() === name)) {
    const message = `relocated directories go to ${name}, which the tree has already`;
    report.add('relocation-name-taken', placeOf(name), message);
  }
  return { holder: holderOf(root, moved, serialNumber), moved: new Set(moved) };
}

/** R36: a file's identifier, those of its directories, and their number. */
const MAXIMUM_PATH_LENGTH = 255;

/** Refuses paths that the standard does not allow; asked for together with its eight levels. */
export function refuseLongPaths(
  directories: readonly PlannedDirectory[],
  namespace: NameTree,
  report: WriterIssues,
): void {
  const lengths = new Map<PlannedDirectory, number>();
  for (const directory of directories) {
    const length = (lengths.get(directory.parent) ?? -1) + directory.identifier.length + 1;
    lengths.set(directory, length);
    for (const { node, role, identifier } of recordsOf(directory)) {
      if (role === 'self' || role === 'parent') continue;
      const isFile = node.kind !== 'directory' || role === 'placeholder';
      const pathLength = length + namespace.identifierByteLength(identifier, isFile) + (isFile ? 0 : 1);
      if (pathLength <= MAXIMUM_PATH_LENGTH) continue;
      const message = `its identifiers take ${pathLength} characters, ${MAXIMUM_PATH_LENGTH} are allowed`;
      report.add('path-too-long', placeOf(pathOf(node)), message);
    }
  }
}

function holderOf(root: Node, moved: readonly Node[], serialNumber: number): Node {
  const { name } = relocationDirectory;
  const holder: Node = {
    kind: 'directory',
    name,
    parent: root,
    entry: { path: name, only: 'plain' },
    children: [...moved].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    extentOwner: undefined,
    byteLength: 0,
    block: 0,
    serialNumber,
    // R102: moved directories count where they belong.
    linkCount: 2,
  };
  root.linkCount++;
  return holder;
}

/**
 * Directories in the order of their blocks (R60): parents first, as in the path table, unless some were moved. Then the
 * moved ones, each with all below it, come right behind `rr_moved`, as genisoimage has them: libarchive must have read a
 * moved directory before it meets what is left in its place ("Failed to connect 'CL' pointer").
 */
export function diskOrderOf(
  directories: readonly PlannedDirectory[],
  relocation: Relocation | undefined,
): readonly PlannedDirectory[] {
  if (relocation === undefined) return directories;
  const { holder, moved } = relocation;
  // 0: the root and rr_moved; one rank for each moved directory and all below it; last, what was not moved.
  const moveRanks = new Map(Array.from(moved, (node, index) => [node, index + 1]));
  const ranks = new Map<PlannedDirectory, number>();
  for (const directory of directories) {
    const { node, parent } = directory;
    const isFirst = parent === directory || node === holder;
    ranks.set(directory, isFirst ? 0 : (moveRanks.get(node) ?? (ranks.get(parent) || moved.size + 1)));
  }
  return directories.toSorted((a, b) => ranks.get(a)! - ranks.get(b)!);
}
