/** The tree that an image is made of: one node per path, whatever the namespaces make of it. */
import type { Content, Entry } from 'iso9660-format';

export type NodeKind = 'directory' | 'file' | 'symbolicLink' | 'device' | 'special';

/** The bytes of one or several files: written once. Never empty. */
export interface FileExtent {
  readonly content: Content;
  readonly byteLength: number;
  /** The file that the content was first found in. */
  readonly owner: Node;
  /** First block; 0 until the layout has placed it. */
  block: number;
}

export interface Node {
  readonly kind: NodeKind;
  readonly name: string;
  readonly nameByteLength: number;
  /** The root is its own parent. */
  readonly parent: Node;
  /** Undefined: a parent that no entry describes. */
  entry: Entry | undefined;
  /** Sorted by name; empty for everything but directories. */
  readonly children: Node[];
  /** Where the bytes are; undefined for empty files and everything else. */
  extent: FileExtent | undefined;
  /** R101: unique and not zero; hard links share that of the first. */
  serialNumber: number;
  /** R102: names of a file; 2 and the subdirectories of a directory. */
  linkCount: number;
  /** The node that carries serial number and link count: itself, or the first of its hard links. */
  identity: Node;
}

/** All nodes, parents before children, level by level. */
export function* levelOrder(root: Node): Generator<Node> {
  const queue: Node[] = [root];
  for (let index = 0; index < queue.length; index++) {
    const node = queue[index]!;
    yield node;
    for (const child of node.children) {
      if (child.kind === 'directory') queue.push(child);
      else yield child;
    }
  }
}

/** Path of a node from the root. */
export function pathOf(node: Node): string {
  const names: string[] = [];
  for (let at = node; at.parent !== at; at = at.parent) names.push(at.name);
  return names.reverse().join('/');
}
