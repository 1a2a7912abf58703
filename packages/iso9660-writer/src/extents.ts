/** Which bytes each file has and which names are one file: hard links, aliases, serial numbers, link counts (R59, R101, R102). */
import { byteLengthOf, type Content } from 'iso9660-format';
import { placeOf, type WriterIssues } from './issues.ts';
import { childNamed, contentOf, eachNode, firstLinkOf, type Node, pathOf } from './node.ts';

/**
 * Gives every node its serial number and every file the owner of its bytes; the same content object twice is a hard
 * link.
 * @param directories By path, their children sorted.
 * @returns the owners, in the order of the tree.
 */
export function ownersOf(root: Node, directories: ReadonlyMap<string, Node>, report: WriterIssues): Node[] {
  const owners: Node[] = [];
  const contents: Contents = { directories, sources: new Map(), owners, byContent: new Map(), report };
  let serialNumber = 0;
  eachNode(root, (node) => {
    if (node.kind === 'file') attachContent(node, contents);
    if (firstLinkOf(node) === node) node.serialNumber = ++serialNumber;
  });
  return owners;
}

interface Contents {
  readonly directories: ReadonlyMap<string, Node>;
  /** Where aliases lead to, as far as they have been followed: a chain of them is walked once. */
  readonly sources: Map<Node, Node | undefined>;
  readonly owners: Node[];
  /** Never of texts: equal ones are equal contents, not the same one, and a map would hash every character of them. */
  readonly byContent: Map<Exclude<Content, string>, Node>;
  readonly report: WriterIssues;
}

function attachContent(node: Node, contents: Contents): void {
  const source = node.entry?.sameAs === undefined ? node : aliasedNode(node, contents);
  if (source === undefined) return;
  source.extentOwner ??= ownerOf(source, contents);
  node.extentOwner = source.extentOwner;
  // The same content object again: one more name of the same file.
  const first = firstLinkOf(node);
  if (first !== node) first.linkCount++;
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
        firstLinkOf(child).linkCount = 0;
        names.push(child);
      }
    }
  }
  for (const name of names) firstLinkOf(name).linkCount++;
}

/** The file that an alias leads to. */
function aliasedNode(alias: Node, { directories, sources, report }: Contents): Node | undefined {
  const chain: Node[] = [];
  let at: Node | undefined = alias;
  while (at?.entry?.sameAs !== undefined && !sources.has(at)) {
    // Nothing until it is known: a circle comes back here.
    sources.set(at, undefined);
    chain.push(at);
    at = fileAt(directories, at.entry.sameAs);
  }
  const source = at !== undefined && sources.has(at) ? sources.get(at) : at;
  for (const node of chain) sources.set(node, source);
  if (source === undefined) {
    report.add('alias-unresolved', placeOf(alias.entry?.path ?? '', 'sameAs'), 'leads to no file of the tree');
  }
  return source;
}

function fileAt(directories: ReadonlyMap<string, Node>, path: string): Node | undefined {
  const slash = path.lastIndexOf('/');
  const parent = directories.get(slash < 0 ? '' : path.slice(0, slash));
  const node = parent === undefined ? undefined : childNamed(parent, path.slice(slash + 1));
  return node?.kind === 'file' ? node : undefined;
}

function ownerOf(node: Node, { owners, byContent, report }: Contents): Node | undefined {
  const content = contentOf(node);
  const known = typeof content === 'string' ? undefined : byContent.get(content);
  if (known !== undefined) return known;
  const byteLength = byteLengthOf(content);
  if (byteLength === 0) return undefined;
  if (typeof content === 'string' && !content.isWellFormed()) {
    const message = 'has half of a surrogate pair, which UTF-8 cannot hold; U+FFFD is written';
    report.add('text-replaced', placeOf(pathOf(node), 'content'), message);
  }
  if (!(Number.isSafeInteger(byteLength) && byteLength > 0)) {
    const message = `its length is ${byteLength}, it must be a whole number of bytes`;
    report.add('attribute-invalid', placeOf(pathOf(node), 'content'), message);
    return undefined;
  }
  node.byteLength = byteLength;
  owners.push(node);
  if (typeof content !== 'string') byContent.set(content, node);
  return node;
}
