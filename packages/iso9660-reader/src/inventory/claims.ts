/** Who claims which bytes of the image. Names of one file claim the same; that is one claim. */
import { BLOCK_SIZE, blocksFor, bootRecord, byteOffsetOf, EL_TORITO, SYSTEM_AREA_BLOCKS } from 'iso9660-format';
import type { DescriptorSet, FoundDescriptor } from '../descriptors.ts';
import { type ListedRecord, latin1 } from './records.ts';
import type { ListedTree } from './tree.ts';

/** What claims bytes. */
export type ClaimKind =
  | 'system area'
  | 'descriptor'
  | 'boot catalogue'
  | 'path table'
  | 'directory'
  | 'continuation'
  | 'file';

export interface Claim {
  readonly kind: ClaimKind;
  /** From the start of the image. */
  readonly offset: number;
  readonly byteLength: number;
  /** Whole blocks belong to it; a continuation area shares its block with others. */
  readonly isInWholeBlocks: boolean;
  /** Which one: the kind of a descriptor, `joliet L`, or empty. */
  readonly title: string;
  /** Paths of files and directories, the first of each tree that names it. */
  readonly paths: readonly string[];
  /** How many other paths there are. */
  readonly morePaths?: number;
}

/** In the order of the image. */
export function claimsOf(descriptors: DescriptorSet, trees: readonly ListedTree[]): readonly Claim[] {
  const claims: Claim[] = [
    claim('system area', 0, SYSTEM_AREA_BLOCKS * BLOCK_SIZE, ''),
    ...descriptors.all.map(({ kind, block }) => claim('descriptor', byteOffsetOf(block), BLOCK_SIZE, kind)),
    ...descriptors.all.flatMap((descriptor) => bootCatalogue(descriptor)),
    ...pathTableClaims(trees),
    ...extentClaims(trees),
    ...trees.flatMap((tree) => [...continuationClaims(tree)]),
  ];
  return claims.sort((a, b) => a.offset - b.offset || b.byteLength - a.byteLength);
}

const claim = (kind: ClaimKind, offset: number, byteLength: number, title: string): Claim => ({
  kind,
  offset,
  byteLength,
  isInWholeBlocks: kind !== 'continuation',
  title,
  paths: [],
});

/** El Torito 1.0: one block, as far as anyone can tell without trusting it. */
function bootCatalogue({ kind, bytes, at }: FoundDescriptor): readonly Claim[] {
  if (kind !== 'boot' || latin1(bytes, at + 7, at + 7 + EL_TORITO.length) !== EL_TORITO) return [];
  return [claim('boot catalogue', byteOffsetOf(bootRecord.get.catalogueBlock(bytes, at)), BLOCK_SIZE, '')];
}

/** An optional table may be the same as the other one. */
function pathTableClaims(trees: readonly ListedTree[]): readonly Claim[] {
  const tables = trees.flatMap(({ kind, pathTables }) =>
    Object.values(pathTables).map(({ type, block, byteLength }) =>
      claim('path table', byteOffsetOf(block), byteLength, `${kind} ${type}`),
    ),
  );
  return [...new Map(tables.toReversed().map((table) => [table.offset, table])).values()];
}

/** Extents of directories and files; the same start, length and kind is one claim. */
function extentClaims(trees: readonly ListedTree[]): Iterable<Claim> {
  const claims = new Map<string, Claim & { readonly paths: string[] }>();
  const others = new Map<string, Set<string>>();
  const add = (kind: 'directory' | 'file', tree: ListedTree, block: number, byteLength: number, path: string): void => {
    const key = `${kind} ${block} ${byteLength}`;
    const known = claims.get(key);
    if (known === undefined) {
      claims.set(key, { ...claim(kind, byteOffsetOf(block), byteLength, tree.kind), paths: [path] });
    } else if (known.paths.includes(path)) return;
    else if (known.paths.length < PATHS_SHOWN) known.paths.push(path);
    else others.set(key, (others.get(key) ?? new Set()).add(path));
  };
  for (const tree of trees) {
    for (const { block, byteLength, path, records } of tree.directories) {
      add('directory', tree, block, byteLength, path);
      for (const record of records) {
        if (isFileWithBytes(record)) add('file', tree, record.dataBlock, record.dataByteLength, record.path);
      }
    }
  }
  for (const [key, { size }] of others) {
    const known = claims.get(key);
    if (known !== undefined) claims.set(key, { ...known, morePaths: size });
  }
  return claims.values();
}

const PATHS_SHOWN = 8;

export const isFileWithBytes = (record: ListedRecord): boolean => !record.isDirectory && record.dataByteLength > 0;

function* continuationClaims(tree: ListedTree): Generator<Claim> {
  for (const { records } of tree.directories) {
    for (const record of records) {
      for (const area of record.areas) {
        if (!area.isContinuation || area.byteLength === 0) continue;
        yield { ...claim('continuation', area.offset, area.byteLength, tree.kind), paths: [record.path] };
      }
    }
  }
}

/** End of the blocks that a claim takes. */
export const endOf = ({ offset, byteLength, isInWholeBlocks }: Claim): number =>
  isInWholeBlocks ? offset + blocksFor(byteLength) * BLOCK_SIZE : offset + byteLength;
