/**
 * Verifies an image against the rules R1–R118 that bytes can show, group by group. Reports everything, stops at nothing,
 * and never throws on what an image says.
 */
import { InvalidImageError } from '@configdrive/issues';
import { checkArguments, bytes as someBytes, someOptions, source as someSource } from '@configdrive/issues/arguments';
import { Findings } from '../findings.ts';
import type { ImageIssue } from '../image-issue.ts';
import { type Inventory, takeInventory } from '../inventory/inventory.ts';
import { Budget, type ReadOptions } from '../limits.ts';
import { type ImageTree, readTrees } from '../namespaces.ts';
import { finish, finishSync, type Reading, Window } from '../reading.ts';
import type { FoundRecord } from '../records.ts';
import { byteSourceOf, checkByteLength, type ImageSource } from '../source.ts';
import { walkTree } from '../walk.ts';
import { checkAttributes } from './attributes.ts';
import type { Check } from './check.ts';
import { checkContinuations } from './continuations.ts';
import { checkDescriptors } from './descriptors.ts';
import { checkDirectories } from './directories.ts';
import { checkExtents } from './extents.ts';
import { checkIdentifiers } from './identifiers.ts';
import { checkIdentity } from './identity.ts';
import { checkLinks } from './links.ts';
import { checkNames } from './names.ts';
import { checkOrder } from './order.ts';
import { checkOverlaps } from './overlaps.ts';
import { checkPathTables } from './path-tables.ts';
import { checkRecords } from './records.ts';
import { checkRelocation } from './relocation.ts';
import { checkJolietDescriptor, checkRoots } from './roots.ts';
import { checkSlack } from './slack.ts';
import { checkSystemUse } from './system-use.ts';
import { checkTrees, type Listings } from './trees.ts';

export interface VerifyOptions extends ReadOptions {
  /** Also report what config drives deviate in on purpose: the label (R15), depth (R36), identifiers (R47, R48). */
  readonly strict?: boolean;
}

const CHECKS: readonly Check[] = [
  checkDescriptors,
  checkRoots,
  checkJolietDescriptor,
  checkRecords,
  checkDirectories,
  checkOrder,
  checkIdentifiers,
  checkPathTables,
  checkExtents,
  checkOverlaps,
  checkSlack,
  checkSystemUse,
  checkContinuations,
  checkAttributes,
  checkIdentity,
  checkNames,
  checkLinks,
  checkRelocation,
];

/** Everything wrong with an image, in memory or far away. Throws only what the source throws. */
export async function verifyImage(source: ImageSource, options: VerifyOptions = {}): Promise<readonly ImageIssue[]> {
  checkArguments(['image', someSource, source], ['options', someOptions, options]);
  const byteSource = byteSourceOf(source);
  checkByteLength(byteSource.byteLength);
  const window = source instanceof Uint8Array ? new Window(source, 0) : new Window(new Uint8Array(0), 0);
  const findings = new Findings(false);
  await finish(byteSource, verifying(window, byteSource.byteLength, options, findings));
  return findings.issues;
}

/** Everything wrong with an image in memory. */
export function verifyImageSync(bytes: Uint8Array, options: VerifyOptions = {}): readonly ImageIssue[] {
  checkArguments(['bytes', someBytes, bytes], ['options', someOptions, options]);
  const findings = new Findings(false);
  finishSync(verifying(new Window(bytes, 0), bytes.byteLength, options, findings));
  return findings.issues;
}

function* verifying(window: Window, byteLength: number, options: VerifyOptions, findings: Findings): Reading<void> {
  const budget = new Budget(options);
  try {
    const inventory = yield* takeInventory(window, byteLength, budget, findings);
    const seen = new Findings(false);
    const listings = yield* listingsOf(window, inventory, budget, seen);
    const checks = listings === undefined ? CHECKS : [...CHECKS, checkTrees(listings)];
    const report = findings.report.bind(findings);
    for (const check of checks) check({ inventory, report, isStrict: options.strict === true });
    findings.addRefusals(seen.issues);
  } catch (cause) {
    if (!(cause instanceof InvalidImageError)) throw cause;
    findings.add(cause.issues);
  }
}

/** The trees as a reader shows them, and what a reader finds on the way. */
function* listingsOf(
  window: Window,
  inventory: Inventory,
  budget: Budget,
  findings: Findings,
): Reading<Listings | undefined> {
  const { byteLength, descriptors } = inventory;
  try {
    const trees = yield* readTrees(window, byteLength, descriptors, findings);
    const list = function* (...names: readonly ImageTree['namespace'][]): Reading<readonly FoundRecord[]> {
      const tree =
        trees.find(({ namespace }) => namespace === names[0]) ?? trees.find(({ namespace }) => namespace === names[1]);
      if (tree === undefined) return [];
      budget.beginTree();
      return yield* walkTree({ window: window.clone(), byteLength, tree, budget, findings });
    };
    const hasRockRidge = trees.some(({ namespace }) => namespace === 'rockRidge');
    return { plain: yield* list('rockRidge', 'plain'), joliet: yield* list('joliet'), hasRockRidge };
  } catch (cause) {
    if (!(cause instanceof InvalidImageError)) throw cause;
    findings.add(cause.issues);
    return undefined;
  }
}
