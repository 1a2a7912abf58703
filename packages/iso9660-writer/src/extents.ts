/** Which bytes each file has and which names are one file: hard links, aliases, serial numbers, link counts (R59, R101, R102). */
import { byteLengthOf, type Content } from 'iso9660-format';
import { type FileExtent, levelOrder, type Node, pathOf } from './node.ts';
import { placeOf, type Report } from './report.ts';

/** Gives every node its serial number and every file its extent; the same content object twice is a hard link. */
export function contentsOf(root: Node, nodes: ReadonlyMap<string, Node>, report: Report): FileExtent[] {
  const extents: FileExtent[] = [];
  const contents: Contents = { nodes, sources: new Map(), extents, byContent: new Map(), report };
  let serialNumber = 0;
  for (const node of levelOrder(root)) {
    if (node.kind === 'file') attachContent(node, contents);
    if (node.identity === node) node.serialNumber = ++serialNumber;
  }
  return extents;
}

interface Contents {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Where aliases lead to, as far as they have been followed: a chain of them is walked once. */
  readonly sources: Map<Node, Node | undefined>;
  readonly extents: FileExtent[];
  readonly byContent: Map<Content, FileExtent>;
  readonly report: Report;
}

function attachContent(node: Node, contents: Contents): void {
  const source = node.entry?.sameAs === undefined ? node : aliasedNode(node, contents);
  if (source === undefined) return;
  source.extent ??= extentOf(source, contents);
  node.extent = source.extent;
  if (source === node && node.extent !== undefined) linkTo(node.extent.owner, node);
}

/** The same content object again: one more name of the same file. */
function linkTo(owner: Node, node: Node): void {
  if (owner === node) return;
  node.identity = owner;
  owner.linkCount++;
}

/** R102: links are counted in the tree that shows the counts, the plain one. Call it when some entry is not in it. */
export function recountLinks(root: Node): void {
  const names: Node[] = [];
  const queue = [root];
  for (const directory of queue) {
    directory.linkCount = 2;
    for (const child of directory.children) {
      if (child.entry?.only === 'joliet') continue;
      if (child.kind === 'directory') {
        directory.linkCount++;
        queue.push(child);
      } else {
        child.identity.linkCount = 0;
        names.push(child);
      }
    }
  }
  for (const { identity } of names) identity.linkCount++;
}

/** The file that an alias leads to. */
function aliasedNode(alias: Node, { nodes, sources, report }: Contents): Node | undefined {
  const chain: Node[] = [];
  let at: Node | undefined = alias;
  while (at?.entry?.sameAs !== undefined && !sources.has(at)) {
    // Nothing until it is known: a circle comes back here.
    sources.set(at, undefined);
    chain.push(at);
    const next = nodes.get(at.entry.sameAs);
    at = next?.kind === 'file' ? next : undefined;
  }
  const source = at !== undefined && sources.has(at) ? sources.get(at) : at;
  for (const node of chain) sources.set(node, source);
  if (source === undefined) {
    report.error('alias-unresolved', placeOf(alias.entry?.path ?? '', 'sameAs'), 'leads to no file of the tree');
  }
  return source;
}

function extentOf(owner: Node, { extents, byContent, report }: Contents): FileExtent | undefined {
  const content = owner.entry?.content ?? '';
  const known = byContent.get(content);
  if (known !== undefined) return known;
  const byteLength = byteLengthOf(content);
  if (byteLength === 0) return undefined;
  if (typeof content === 'string' && !content.isWellFormed()) {
    const message = 'has half of a surrogate pair, which UTF-8 cannot hold; U+FFFD is written';
    report.warning('text-replaced', placeOf(pathOf(owner), 'content'), message);
  }
  if (!(Number.isSafeInteger(byteLength) && byteLength > 0)) {
    const message = `its length is ${byteLength}, it must be a whole number of bytes`;
    report.error('attribute-invalid', placeOf(pathOf(owner), 'content'), message);
    return undefined;
  }
  const extent: FileExtent = { content, byteLength, owner, block: 0 };
  extents.push(extent);
  // Equal strings are equal contents, not the same one: only objects can be linked.
  if (typeof content !== 'string') byContent.set(content, extent);
  return extent;
}
