/**
 * Namespaces: the trees of one image. Each says which nodes it holds, how they are called and in which order they
 * stand; layout and encoding are the same for all. Rock Ridge is no tree of its own, it rides on the plain one.
 */
import {
  compareJolietIdentifiers,
  comparePlainDirectories,
  comparePlainIdentifiers,
  FILE_VERSION,
  type IdentifierRules,
  type TreeKind,
} from 'iso9660-format';
import { placeOf, type WriterIssues } from './issues.ts';
import { type JolietNameRules, jolietIdentifier, jolietIdentifiersOf } from './joliet-names.ts';
import { identifiersOf } from './names.ts';
import { type Node, pathOf } from './node.ts';

export interface NameTree {
  readonly kind: TreeKind;
  readonly hasRockRidge: boolean;
  /** Whether a node can stand in this tree. */
  holds(node: Node): boolean;
  /** Unique identifiers without version, in the order of the nodes, which come sorted by name. */
  identifiersOf(nodes: readonly Node[], report: WriterIssues): string[];
  /** Bytes of an identifier on disk; files of the plain tree have a version. */
  identifierByteLength(identifier: string, isFile: boolean): number;
  writeIdentifier(target: Uint8Array, at: number, identifier: string, isFile: boolean): void;
  /** Order of records in a directory. */
  compareRecords(a: string, b: string): number;
  /** Order of directories of one parent in the path table. */
  compareDirectories(a: string, b: string): number;
}

const isHeldBy = (kind: TreeKind, node: Node): boolean => node.entry?.only === undefined || node.entry.only === kind;

/** What a namespace is whatever its rules: made once, so that the engine sees the same functions at every image. */
type Encoding = Pick<NameTree, 'identifierByteLength' | 'writeIdentifier' | 'compareRecords' | 'compareDirectories'>;

const plainEncoding: Encoding = {
  identifierByteLength: (identifier, isFile) => identifier.length + (isFile ? FILE_VERSION.length : 0),
  writeIdentifier(target, at, identifier, isFile) {
    const { length } = identifier;
    for (let index = 0; index < length; index++) target[at + index] = identifier.charCodeAt(index);
    if (isFile) {
      for (let index = 0; index < FILE_VERSION.length; index++) {
        target[at + length + index] = FILE_VERSION.charCodeAt(index);
      }
    }
  },
  compareRecords: comparePlainIdentifiers,
  compareDirectories: comparePlainDirectories,
};

/** R80: no version. */
const jolietEncoding: Encoding = {
  identifierByteLength: (identifier) => 2 * identifier.length,
  writeIdentifier(target, at, identifier) {
    for (let index = 0; index < identifier.length; index++) {
      const unit = identifier.charCodeAt(index);
      target[at + 2 * index] = unit >>> 8;
      target[at + 2 * index + 1] = unit;
    }
  },
  compareRecords: compareJolietIdentifiers,
  compareDirectories: compareJolietIdentifiers,
};

/** Without Rock Ridge the plain tree cannot say what a link or a device is: they are left out. */
export const plainNamespace = (rules: IdentifierRules, hasRockRidge: boolean): NameTree => ({
  kind: 'plain',
  hasRockRidge,
  holds: (node) => isHeldBy('plain', node) && (hasRockRidge || node.kind === 'directory' || node.kind === 'file'),
  identifiersOf: (nodes) => identifiersOf(nodes, rules),
  identifierByteLength: plainEncoding.identifierByteLength,
  writeIdentifier: plainEncoding.writeIdentifier,
  compareRecords: plainEncoding.compareRecords,
  compareDirectories: plainEncoding.compareDirectories,
});

/** R84: neither links nor devices. */
export const jolietNamespace = (rules: JolietNameRules): NameTree => ({
  kind: 'joliet',
  hasRockRidge: false,
  holds: (node) => isHeldBy('joliet', node) && (node.kind === 'directory' || node.kind === 'file'),
  identifiersOf(nodes, report) {
    for (const node of nodes) if (node.name.length > rules.maximumUnits) reportOverlong(node, rules, report);
    return jolietIdentifiersOf(
      nodes.map(({ name }) => name),
      rules,
    );
  },
  identifierByteLength: jolietEncoding.identifierByteLength,
  writeIdentifier: jolietEncoding.writeIdentifier,
  compareRecords: jolietEncoding.compareRecords,
  compareDirectories: jolietEncoding.compareDirectories,
});

function reportOverlong(node: Node, rules: JolietNameRules, report: WriterIssues): void {
  const place = placeOf(pathOf(node));
  const has = `the name has ${node.name.length} units, Joliet allows ${rules.maximumUnits}`;
  if (rules.overlong === 'refuse') report.add('joliet-name-too-long', place, has);
  else {
    const { length } = jolietIdentifier(node.name, rules);
    report.add('joliet-name-cut', place, `${has}; ${length} were kept`);
  }
}
