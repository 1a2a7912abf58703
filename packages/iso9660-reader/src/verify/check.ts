/** What a group of checks gets: the inventory, whom to tell, how strict to be. */
import type { ImageCode } from '../codes.ts';
import type { Detail, Where } from '../image-issue.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ListedTree } from '../inventory/tree.ts';

export type Report = (code: ImageCode, where: Where, detail?: Detail) => void;

export interface Verification {
  readonly inventory: Inventory;
  readonly report: Report;
  /** Also what config drives deviate in on purpose: R15, R36, R47, R48. */
  readonly isStrict: boolean;
}

export type Check = (verification: Verification) => void;

export const treeNamed = ({ trees }: Inventory, kind: ListedTree['kind']): ListedTree | undefined =>
  trees.find((tree) => tree.kind === kind);

/** `expected` and `got` of a detail, when they are numbers. */
export const numbers = (expected: number, got: number): Detail => ({ expected: `${expected}`, got: `${got}` });
