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
import { SurveyContext } from './context.ts';
import { surveyDirectories } from './directories.ts';
import { surveyPathTables } from './path-tables.ts';
import { type SurveyedTree, surveyedTree } from './tree.ts';
import { surveyUnclaimed, type Unclaimed } from './zeros.ts';

export interface Survey {
  readonly byteLength: number;
  /** As the primary descriptor says. */
  readonly volumeByteLength: number;
  readonly descriptors: DescriptorSet;
  /** Plain, Joliet, enhanced: those there are. */
  readonly trees: readonly SurveyedTree[];
  readonly claims: readonly Claim[];
  readonly unclaimed: readonly Unclaimed[];
}

/** @throws InvalidImageError when there is no volume at all. */
export function* surveyImage(window: Window, byteLength: number, budget: Budget, findings: Findings): Reading<Survey> {
  const context = new SurveyContext(window, byteLength, budget, findings);
  const descriptors = yield* readDescriptors(window, byteLength, findings);
  const trees = treesOf(descriptors);
  for (const tree of trees) {
    budget.beginTree();
    yield* surveyDirectories(context, tree);
    tree.pathTables = yield* surveyPathTables(context, tree);
  }
  const claims = claimsOf(descriptors, trees);
  const volumeByteLength = volumeByteLengthOf(descriptors);
  // A wrong size of the volume is one finding; what lies behind it is still looked at.
  const end = Math.floor(byteLength / BLOCK_SIZE) * BLOCK_SIZE;
  const unclaimed = yield* surveyUnclaimed(context, claims, end);
  return { byteLength, volumeByteLength, descriptors, trees, claims, unclaimed };
}

function treesOf({ primary, joliet, enhanced }: DescriptorSet): readonly SurveyedTree[] {
  return [
    surveyedTree('plain', primary),
    ...(joliet === undefined ? [] : [surveyedTree('joliet', joliet)]),
    ...(enhanced === undefined ? [] : [surveyedTree('enhanced', enhanced)]),
  ];
}
