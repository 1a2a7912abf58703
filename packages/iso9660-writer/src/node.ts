/** The tree that an image is made of: one node per path, whatever the namespaces make of it. */
import type { Content, Entry } from 'iso9660-format';

export type NodeKind = 'directory' | 'file' | 'symbolicLink' | 'device' | 'special';

/** The bytes of one or several files: written once. Never empty. */
export interface FileExtent {
  readonly content: Content;
  readonly byteLength: number;
  /** The file that the content was first found in. */
  readonly owner: Node;
}

export interface Node {
  readonly kind: NodeKind;
  readonly name: string;
  /** The root is its own parent. */
  readonly parent: Node;
  /** Undefined: a parent that no entry describes. */
  entry: Entry | undefined;
  /** Sorted by name; empty for everything but directories. */
  readonly children: Node[];
  /** The file whose bytes are its own: itself, or where they were found first; undefined when it has none. */
  extentOwner: Node | undefined;
  /** Of its content, if it is the owner; else 0. */
  byteLength: number;
  /** First block of its content, once the layout has placed it. */
  block: number;
  /** R101: unique and not zero; hard links share that of the first. */
  serialNumber: number;
  /** R102: names of a file; 2 and the subdirectories of a directory. */
  linkCount: number;
}

/** The node that carries serial number and link count: itself, or the first of its hard links. An alias is no link. */
export const firstLinkOf = (node: Node): Node =>
  node.extentOwner === undefined || node.entry?.sameAs !== undefined ? node : node.extentOwner;

/** What an owner of bytes holds. */
export const contentOf = ({ entry }: Node): Content => entry?.content ?? '';

/** The bytes of an owner. */
export const extentOf = (owner: Node): FileExtent => ({
  content: contentOf(owner),
  byteLength: owner.byteLength,
  owner,
});

/** Shows all nodes, parents before children, level by level. */
export function eachNode(root: Node, visit: (node: Node) => void): void {
  const queue: Node[] = [root];
  for (let index = 0; index < queue.length; index++) {
    const node = queue[index]!;
    visit(node);
    for (const child of node.children) {
      if (child.kind === 'directory') queue.push(child);
      else visit(child);
    }
  }
}

/** Whether nothing need be moved to sort these: names mostly come in order, and looking is quicker than sorting. */
export function isSorted<T>(items: readonly T[], compare: (a: T, b: T) => number): boolean {
  for (let index = 1; index < items.length; index++) {
    if (compare(items[index - 1]!, items[index]!) > 0) return false;
  }
  return true;
}

/** Path of a node from the root. */
export function pathOf(node: Node): string {
  const names: string[] = [];
  for (let at = node; at.parent !== at; at = at.parent) names.push(at.name);
  return names.reverse().join('/');
}

/** The child of this name. Children are sorted, so half of them are left out at each step. */
export function childNamed({ children }: Node, name: string): Node | undefined {
  let first = 0;
  let end = children.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if (children[middle]!.name < name) first = middle + 1;
    else end = middle;
  }
  return children[first]?.name === name ? children[first] : undefined;
}
