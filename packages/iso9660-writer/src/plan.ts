/**
 * Directories of one namespace in the order of its path table (ECMA-119 6.9.1, R42): level by level, by the number of
 * the parent, then by identifier. Parents come before children.
 */
import type { Namespace } from './namespaces.ts';
import type { Node } from './node.ts';
import type { PlannedDirectory, PlannedRecord, RecordRole } from './planned.ts';
import type { Relocation } from './relocation.ts';
import type { Report } from './report.ts';

interface Planning {
  readonly namespace: Namespace;
  readonly relocation: Relocation | undefined;
  readonly report: Report;
  /** Grows while it is walked: the queue of the walk is the path table. */
  readonly directories: PlannedDirectory[];
}

export function planNamespace(
  root: Node,
  namespace: Namespace,
  relocation: Relocation | undefined,
  report: Report,
): PlannedDirectory[] {
  const directories: PlannedDirectory[] = [];
  const planning: Planning = { namespace, relocation, report, directories };
  directories.push(newDirectory(root, undefined, '', 1));
  for (let index = 0; index < directories.length; index++) planRecords(directories[index]!, planning);
  if (relocation !== undefined) connectRelocated(directories, relocation);
  return directories;
}

function newDirectory(
  node: Node,
  parent: PlannedDirectory | undefined,
  identifier: string,
  number: number,
): PlannedDirectory {
  const records: PlannedRecord[] = [];
  const directory: PlannedDirectory = {
    node,
    parent: parent as PlannedDirectory,
    identifier,
    number,
    records,
    byteLength: 0,
    continuationByteLength: 0,
    block: 0,
  };
  if (parent === undefined) (directory as { parent: PlannedDirectory }).parent = directory;
  records.push(
    { node, role: 'self', identifier: '', directory },
    { node: directory.parent.node, role: 'parent', identifier: '', directory: directory.parent },
  );
  return directory;
}

function planRecords(directory: PlannedDirectory, planning: Planning): void {
  const { namespace, relocation, report } = planning;
  const nodes = childrenOf(directory.node, namespace, relocation);
  const identifiers = namespace.identifiersOf(
    relocation === undefined ? nodes : asFiles(nodes, directory, relocation),
    report,
  );
  // Two moved directories of one name keep it both: libarchive shows the name that stands here.
  const records = nodes.map((node, index): PlannedRecord => {
    const role = roleOf(node, directory, relocation);
    return { node, role, identifier: identifiers[index]!, directory: undefined };
  });
  planSubdirectories(directory, records, planning);
  records.sort((a, b) => namespace.compareRecords(a.identifier, b.identifier));
  (directory.records as PlannedRecord[]).push(...records);
}

function childrenOf(node: Node, namespace: Namespace, relocation: Relocation | undefined): Node[] {
  const children = node.children.filter((child) => namespace.holds(child));
  if (relocation === undefined || node.parent !== node) return children;
  return [...children, relocation.holder].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function roleOf(node: Node, directory: PlannedDirectory, relocation: Relocation | undefined): RecordRole {
  if (relocation === undefined || !relocation.moved.has(node)) return 'entry';
  return directory.node === relocation.holder ? 'relocated' : 'placeholder';
}

/** R112: a placeholder is a file, so it is called like one (R47). */
const asFiles = (nodes: readonly Node[], directory: PlannedDirectory, relocation: Relocation): Node[] =>
  nodes.map((node) => (roleOf(node, directory, relocation) === 'placeholder' ? { ...node, kind: 'file' } : node));

function planSubdirectories(parent: PlannedDirectory, records: readonly PlannedRecord[], planning: Planning): void {
  const { namespace, directories } = planning;
  const subdirectories = records.filter(({ node, role }) => node.kind === 'directory' && role !== 'placeholder');
  if (subdirectories.length === 0) return;
  subdirectories.sort((a, b) => namespace.compareDirectories(a.identifier, b.identifier));
  for (const record of subdirectories) {
    record.directory = newDirectory(record.node, parent, record.identifier, directories.length + 1);
    directories.push(record.directory);
  }
}

/** R112: each placeholder learns where its directory went, each moved directory where it belongs. */
function connectRelocated(directories: readonly PlannedDirectory[], { moved }: Relocation): void {
  const byNode = new Map(directories.map((directory) => [directory.node, directory]));
  for (const directory of directories) {
    for (const record of directory.records) {
      if (record.role === 'placeholder') record.directory = byNode.get(record.node);
    }
    if (!moved.has(directory.node)) continue;
    const [self, parent, ...entries] = directory.records;
    const logicalParent = byNode.get(directory.node.parent)!;
    (directory as { records: readonly PlannedRecord[] }).records = [
      self!,
      { ...parent!, node: logicalParent.node, logicalParent },
      ...entries,
    ];
  }
}
