/**
 * The map of an image: every block, what claims it, and the structures in it field by field, from the tables that write and
 * read them. Contents of files are lengths. Damaged images are mapped as far as they hold together.
 */
import { InvalidImageError } from '@configdrive/issues';
import { checkArguments, bytes as someBytes, someOptions, source as someSource } from '@configdrive/issues/arguments';
import { BLOCK_SIZE, blocksFor } from 'iso9660-format';
import { Findings } from '../findings.ts';
import type { ImageIssue } from '../image-issue.ts';
import { type Claim, type ClaimKind, endOf } from '../inventory/claims.ts';
import { type Inventory, takeInventory } from '../inventory/inventory.ts';
import { Budget, type ReadOptions } from '../limits.ts';
import { finish, finishSync, type Reading, Window } from '../reading.ts';
import { byteSourceOf, checkByteLength, type ImageSource } from '../source.ts';
import { Structures } from './areas.ts';
import type { MappedStructure } from './structures.ts';

export interface MappedArea {
  /** `unclaimed`: nothing points to it. */
  readonly kind: ClaimKind | 'unclaimed';
  /** Which one: the kind of a descriptor, the tree and type of a path table, the tree of the rest. */
  readonly title: string;
  /** From the start of the image. */
  readonly offset: number;
  readonly byteLength: number;
  /** First block, and how many it touches. */
  readonly block: number;
  readonly blocks: number;
  /** Of files and directories: the first few that lie here. */
  readonly paths: readonly string[];
  /** How many other paths lie here. */
  readonly morePaths?: number;
  /** Of what is not claimed, and of the system area: whether there is anything but zeros. */
  readonly isZero?: boolean;
  readonly structures: readonly MappedStructure[];
}

export interface ImageMap {
  readonly byteLength: number;
  readonly blocks: number;
  /** What did not hold together while mapping; `verifyImage` tells more. */
  readonly issues: readonly ImageIssue[];
  /** In the order of the image, every byte in at least one; made anew each time. */
  areas(): Iterable<MappedArea>;
}

/** Maps an image, in memory or far away. Throws only what the source throws. */
export async function mapImage(source: ImageSource, options: ReadOptions = {}): Promise<ImageMap> {
  checkArguments(['image', someSource, source], ['options', someOptions, options]);
  const byteSource = byteSourceOf(source);
  checkByteLength(byteSource.byteLength);
  const window = source instanceof Uint8Array ? new Window(source, 0) : new Window(new Uint8Array(0), 0);
  return finish(byteSource, mapping(window, byteSource.byteLength, options));
}

/** Maps an image in memory. */
export function mapImageSync(bytes: Uint8Array, options: ReadOptions = {}): ImageMap {
  checkArguments(['bytes', someBytes, bytes], ['options', someOptions, options]);
  return finishSync(mapping(new Window(bytes, 0), bytes.byteLength, options));
}

function* mapping(window: Window, byteLength: number, options: ReadOptions): Reading<ImageMap> {
  const findings = new Findings(false);
  const inventory = yield* listed(window, byteLength, options, findings);
  const blocks = blocksFor(byteLength);
  const areas = inventory === undefined ? () => nothingKnown(byteLength) : () => areasOf(inventory);
  return { byteLength, blocks, issues: findings.issues, areas };
}

function* listed(
  window: Window,
  byteLength: number,
  options: ReadOptions,
  findings: Findings,
): Reading<Inventory | undefined> {
  try {
    return yield* takeInventory(window, byteLength, new Budget(options), findings);
  } catch (cause) {
    if (!(cause instanceof InvalidImageError)) throw cause;
    findings.add(cause.issues);
    return undefined;
  }
}

const nothingKnown = (byteLength: number): readonly MappedArea[] =>
  byteLength === 0 ? [] : [unclaimed(0, byteLength, undefined)];

function* areasOf(inventory: Inventory): Generator<MappedArea> {
  const structures = new Structures(inventory);
  const gaps = inventory.unclaimed.filter(({ kind }) => kind === 'gap');
  const systemArea = inventory.unclaimed.find(({ kind }) => kind === 'system area');
  let nextGap = 0;
  for (const claim of inventory.claims) {
    for (let gap = gaps[nextGap]; gap !== undefined && gap.offset < claim.offset; gap = gaps[++nextGap]) {
      yield unclaimed(gap.offset, gap.byteLength, gap.firstOther === undefined);
    }
    const isZero = claim.kind === 'system area' ? { isZero: systemArea?.firstOther === undefined } : {};
    yield { ...areaOf(claim), ...isZero, structures: structures.in(claim) };
  }
  for (const gap of gaps.slice(nextGap)) yield unclaimed(gap.offset, gap.byteLength, gap.firstOther === undefined);
  const whole = Math.floor(inventory.byteLength / BLOCK_SIZE) * BLOCK_SIZE;
  if (whole < inventory.byteLength) yield unclaimed(whole, inventory.byteLength - whole, undefined);
}

function areaOf(claim: Claim): Omit<MappedArea, 'structures'> {
  const { kind, title, offset, byteLength, paths, morePaths } = claim;
  const block = Math.floor(offset / BLOCK_SIZE);
  const more = morePaths === undefined ? {} : { morePaths };
  return { kind, title, offset, byteLength, block, blocks: blocksFor(endOf(claim)) - block, paths, ...more };
}

function unclaimed(offset: number, byteLength: number, isZero: boolean | undefined): MappedArea {
  const block = Math.floor(offset / BLOCK_SIZE);
  const blocks = blocksFor(offset + byteLength) - block;
  const known = isZero === undefined ? {} : { isZero };
  return { kind: 'unclaimed', title: '', offset, byteLength, block, blocks, paths: [], ...known, structures: [] };
}
