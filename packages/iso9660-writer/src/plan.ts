/**
 * Directories of one namespace in the order of its path table (ECMA-119 6.9.1, R42): level by level, by the number of
 * the parent, then by identifier. Parents come before children.
 */

import type { WriterIssues } from './issues.ts';
import type { NameTree } from './namespaces.ts';
import { isSorted, type Node } from './node.ts';
import type { PlannedDirectory } from './planned.ts';
import type { Relocation } from './relocation.ts';

interface Planning {
  readonly namespace: NameTree;
  readonly relocation: Relocation | undefined;
  readonly report: WriterIssues;
  /** Grows while it is walked: the queue of the walk is the path table. */
  readonly directories: PlannedDirectory[];
}

export function planNamespace(
  root: Node,
  namespace: NameTree,
  relocation: Relocation | undefined,
  report: WriterIssues,
): PlannedDirectory[] {
  const directories: PlannedDirectory[] = [];
  const planning: Planning = { namespace, relocation, report, directories };
  addDirectory(newDirectory(root, undefined, ''), directories);
  for (let index = 0; index < directories.length; index++) planEntries(directories[index]!, planning);
  if (relocation !== undefined) connectRelocated(directories, relocation);
  return directories;
}

const NOTHING: readonly never[] = [];

function newDirectory(node: Node, parent: PlannedDirectory | undefined, identifier: string): PlannedDirectory {
  const directory: PlannedDirectory = {
    node,
    parent: parent as PlannedDirectory,
    identifier,
    number: 0,
    entries: NOTHING,
    identifiers: NOTHING,
    subdirectories: NOTHING,
    logicalParent: undefined,
    byteLength: 0,
    continuationByteLength: 0,
    block: 0,
  };
  if (parent === undefined) (directory as { parent: PlannedDirectory }).parent = directory;
  return directory;
}

function addDirectory(directory: PlannedDirectory, directories: PlannedDirectory[]): void {
  directory.number = directories.push(directory);
}

function planEntries(directory: PlannedDirectory, planning: Planning): void {
  const { namespace, relocation, report } = planning;
  const nodes = childrenOf(directory.node, namespace, relocation);
  const named = relocation === undefined ? nodes : asFiles(nodes, directory, relocation);
  // Two moved directories of one name keep it both: libarchive shows the name that stands here.
  const identifiers = namespace.identifiersOf(named, report);
  takeInOrder(directory, nodes, identifiers, namespace);
  planSubdirectories(directory, planning);
}

function childrenOf(node: Node, namespace: NameTree, relocation: Relocation | undefined): readonly Node[] {
  const isHeld = (child: Node): boolean => namespace.holds(child);
  const children = node.children.every(isHeld) ? node.children : node.children.filter(isHeld);
  if (relocation === undefined || node.parent !== node) return children;
  return [...children, relocation.holder].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isPlaceholder = (node: Node, { node: directory }: PlannedDirectory, relocation: Relocation | undefined) =>
  relocation?.moved.has(node) === true && directory !== relocation.holder;

/** R112: a placeholder is a file, so it is called like one (R47). */
const asFiles = (nodes: readonly Node[], directory: PlannedDirectory, relocation: Relocation): Node[] =>
  nodes.map((node) => (isPlaceholder(node, directory, relocation) ? { ...node, kind: 'file' } : node));

/** Most names come in the order of their identifiers already; then nothing is copied. */
function takeInOrder(
  directory: PlannedDirectory,
  nodes: readonly Node[],
  identifiers: readonly string[],
  namespace: NameTree,
): void {
  const compare = (a: string, b: string): number => namespace.compareRecords(a, b);
  const order = isSorted(identifiers, compare)
    ? undefined
    : Array.from(nodes.keys()).sort((a, b) => compare(identifiers[a]!, identifiers[b]!));
  directory.entries = order?.map((index) => nodes[index]!) ?? nodes;
  directory.identifiers = order?.map((index) => identifiers[index]!) ?? identifiers;
}

function planSubdirectories(directory: PlannedDirectory, { namespace, relocation, directories }: Planning): void {
  const { entries, identifiers } = directory;
  const below: PlannedDirectory[] = [];
  for (let index = 0; index < entries.length; index++) {
    const node = entries[index]!;
    if (node.kind !== 'directory' || isPlaceholder(node, directory, relocation)) continue;
    below.push(newDirectory(node, directory, identifiers[index]!));
  }
  if (below.length === 0) return;
  directory.subdirectories = below;
  const compare = (a: PlannedDirectory, b: PlannedDirectory): number =>
    namespace.compareDirectories(a.identifier, b.identifier);
  const inPathTable = isSorted(below, compare) ? below : below.toSorted(compare);
  for (const subdirectory of inPathTable) addDirectory(subdirectory, directories);
}

/** R112: each placeholder learns where its directory went, each moved directory where it belongs. */
function connectRelocated(directories: readonly PlannedDirectory[], { moved }: Relocation): void {
  const byNode = new Map(directories.map((directory) => [directory.node, directory]));
  for (const directory of directories) {
    const below = directory.entries.filter(({ kind }) => kind === 'directory');
    directory.subdirectories = below.map((node) => byNode.get(node)!);
    if (moved.has(directory.node)) directory.logicalParent = byNode.get(directory.node.parent);
  }
}
