/**
 * Everything that is on an image, as data, before anything is judged: descriptors, directories with their records and
 * system use areas, path tables, who claims which bytes. Verifying and mapping both start from here. Nothing is refused:
 * what does not hold together is reported and left out.
 */
import { BLOCK_SIZE } from 'iso9660-format';
import { type DescriptorSet, readDescriptors } from '../descriptors.ts';
import type { Findings } from '../findings.ts';
import { volumeByteLengthOf } from '../labels.ts';
import type { Budget } from '../limits.ts';
import type { Reading, Window } from '../reading.ts';
import { type Claim, claimsOf } from './claims.ts';
import { InventoryContext } from './context.ts';
import { listDirectories } from './directories.ts';
import { listPathTables } from './path-tables.ts';
import { type ListedTree, listedTree } from './tree.ts';
import { listUnclaimed, type Unclaimed } from './zeros.ts';

export interface Inventory {
  readonly byteLength: number;
  /** As the primary descriptor says. */
  readonly volumeByteLength: number;
  readonly descriptors: DescriptorSet;
  /** Plain, Joliet, enhanced: those there are. */
  readonly trees: readonly ListedTree[];
  readonly claims: readonly Claim[];
  readonly unclaimed: readonly Unclaimed[];
}

/** @throws InvalidImageError when there is no volume at all. */
export function* takeInventory(
  window: Window,
  byteLength: number,
  budget: Budget,
  findings: Findings,
): Reading<Inventory> {
  const context = new InventoryContext(window, byteLength, budget, findings);
  const descriptors = yield* readDescriptors(window, byteLength, findings);
  const trees = treesOf(descriptors);
  for (const tree of trees) {
    budget.beginTree();
    yield* listDirectories(context, tree);
    tree.pathTables = yield* listPathTables(context, tree);
  }
  const claims = claimsOf(descriptors, trees);
  const volumeByteLength = volumeByteLengthOf(descriptors);
  // A wrong size of the volume is one finding; what lies behind it is still looked at.
  const end = Math.floor(byteLength / BLOCK_SIZE) * BLOCK_SIZE;
  const unclaimed = yield* listUnclaimed(context, claims, end);
  return { byteLength, volumeByteLength, descriptors, trees, claims, unclaimed };
}

function treesOf({ primary, joliet, enhanced }: DescriptorSet): readonly ListedTree[] {
  return [
    listedTree('plain', primary),
    ...(joliet === undefined ? [] : [listedTree('joliet', joliet)]),
    ...(enhanced === undefined ? [] : [listedTree('enhanced', enhanced)]),
  ];
}
