/** Entries that no tree of an image can hold: said, not silently dropped. */

import { placeOf, type WriterIssues } from './issues.ts';
import type { NameTree } from './namespaces.ts';
import { type Node, pathOf } from './node.ts';
import type { PlannedDirectory } from './planned.ts';

/** Warns of every entry that is in none of the trees; of what lies below it nothing more is said. */
export function reportLeftOut(root: Node, namespaces: readonly NameTree[], report: WriterIssues): void {
  const queue: { readonly node: Node; readonly holders: readonly NameTree[] }[] = [{ node: root, holders: namespaces }];
  for (const { node, holders } of queue) {
    for (const child of node.children) {
      const childHolders = holders.filter((namespace) => namespace.holds(child));
      if (childHolders.length === 0) report.add('entry-left-out', placeOf(pathOf(child)), reasonOf(child));
      else if (child.kind === 'directory') queue.push({ node: child, holders: childHolders });
    }
  }
}

const reasonOf = ({ kind }: Node): string =>
  kind === 'file' || kind === 'directory'
    ? 'is in no tree of the image: the tree it is meant for is not written, or does not have its directory'
    : 'only Rock Ridge can say what it is, and the image has none';

/** Contents that some tree shows: bytes of an entry that was left out do not get into the image. */
export function heldOwners(
  owners: readonly Node[],
  trees: readonly { readonly directories: readonly PlannedDirectory[] }[],
): readonly Node[] {
  const held = new Set(
    trees.flatMap(({ directories }) =>
      directories.flatMap(({ entries }) => entries.map(({ extentOwner }) => extentOwner)),
    ),
  );
  return owners.filter((owner) => held.has(owner));
}
