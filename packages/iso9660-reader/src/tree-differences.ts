/**
 * In what the Rock Ridge and the Joliet tree of an image differ (rules R84, R87): Linux reads the one and Windows the other,
 * so that two guests may see two drives. Names that Joliet cannot hold may differ, and so may what lies below them.
 */
import { checkArguments, isObject, kind } from '@configdrive/issues/arguments';
import { jolietForbidden, jolietNameLimits } from 'iso9660-format';

/** One name in a tree, as far as trees are compared by it. */
export interface TreeItem {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
  /** The same for names of the same bytes; undefined for what has none. */
  readonly extent: unknown;
}

export interface TreeDifference<Item extends TreeItem = TreeItem> {
  /** Two contents under one path, two names of one content, or a path that only one of the trees has. */
  readonly kind: 'content' | 'name' | 'only-rock-ridge' | 'only-joliet';
  readonly rockRidge: Item | undefined;
  readonly joliet: Item | undefined;
}

export interface TreeComparison<Item extends TreeItem = TreeItem> {
  /** In the order of the Rock Ridge tree, then in that of the Joliet tree; without what Joliet cannot show otherwise. */
  readonly differences: readonly TreeDifference<Item>[];
  /** Both trees have the same paths, each with the same bytes: nobody can tell one from the other. */
  readonly areAlike: boolean;
}

/** Compares what two trees of an image show, in steps that grow as they do. */
export function compareTrees<Item extends TreeItem>(
  rockRidge: readonly Item[],
  joliet: readonly Item[],
): TreeComparison<Item> {
  checkArguments(['rockRidge', someItems, rockRidge], ['joliet', someItems, joliet]);
  const { contents, left, right, areSpecialsShown } = matched(rockRidge, joliet);
  const { names, only, others } = paired(left, right);
  const differences = [
    ...contents,
    ...names.filter(({ rockRidge: item }) => item === undefined || isJolietPath(item.path)),
    ...ownOnes(only, others),
  ];
  const isExact = left.length === 0 && right.length === 0 && contents.length === 0;
  return { differences, areAlike: isExact && !areSpecialsShown };
}

const someItems = /* @__PURE__ */ kind(
  'a list of what is in a tree, each with its path',
  (value) => Array.isArray(value) && value.every((item) => isObject(item) && typeof item.path === 'string'),
);

interface Matched<Item extends TreeItem> {
  readonly contents: TreeDifference<Item>[];
  /** Paths that the other tree does not have. */
  readonly left: Item[];
  readonly right: Item[];
  /** R84: Joliet shows a link or a device as a file. */
  readonly areSpecialsShown: boolean;
}

/** By their paths. What Joliet cannot hold is best left out of it, so that it is missing nowhere. */
function matched<Item extends TreeItem>(rockRidge: readonly Item[], joliet: readonly Item[]): Matched<Item> {
  const byPath = firstByPath(joliet);
  const contents: TreeDifference<Item>[] = [];
  const left: Item[] = [];
  let areSpecialsShown = false;
  for (const item of firstByPath(rockRidge).values()) {
    const other = byPath.get(item.path);
    byPath.delete(item.path);
    if (item.kind === 'other') areSpecialsShown ||= other !== undefined;
    else if (other === undefined) left.push(item);
    else if (item.kind !== other.kind || item.extent !== other.extent)
      contents.push({ kind: 'content', rockRidge: item, joliet: other });
  }
  return { contents, left, right: [...byPath.values()], areSpecialsShown };
}

/** A directory may have one name twice; readers take the first. */
function firstByPath<Item extends TreeItem>(items: readonly Item[]): Map<string, Item> {
  const byPath = new Map<string, Item>();
  for (const item of items) if (!byPath.has(item.path)) byPath.set(item.path, item);
  return byPath;
}

interface Paired<Item extends TreeItem> {
  readonly names: TreeDifference<Item>[];
  readonly only: Item[];
  readonly others: Item[];
}

/** By their bytes: one extent under two names. */
function paired<Item extends TreeItem>(left: readonly Item[], right: readonly Item[]): Paired<Item> {
  const byExtent = new Map<unknown, Item[]>();
  for (const item of right.toReversed()) {
    if (item.extent === undefined) continue;
    const items = byExtent.get(item.extent);
    if (items === undefined) byExtent.set(item.extent, [item]);
    else items.push(item);
  }
  const names: TreeDifference<Item>[] = [];
  const only: Item[] = [];
  const taken = new Set<Item>();
  for (const item of left) {
    const other = item.extent === undefined ? undefined : byExtent.get(item.extent)?.pop();
    if (other === undefined) only.push(item);
    else {
      taken.add(other);
      names.push({ kind: 'name', rockRidge: item, joliet: other });
    }
  }
  return { names, only, others: right.filter((item) => !taken.has(item)) };
}

/** What has no bytes to be known by and a name that Joliet cannot hold has some other name there: as many are no difference. */
function* ownOnes<Item extends TreeItem>(
  only: readonly Item[],
  others: readonly Item[],
): Generator<TreeDifference<Item>> {
  const renamed = new Map<TreeItem['kind'], number>();
  for (const item of only) {
    if (item.extent !== undefined || isJolietPath(item.path))
      yield { kind: 'only-rock-ridge', rockRidge: item, joliet: undefined };
    else renamed.set(item.kind, (renamed.get(item.kind) ?? 0) + 1);
  }
  for (const item of others) {
    const left = item.extent === undefined ? (renamed.get(item.kind) ?? 0) : 0;
    if (left === 0) yield { kind: 'only-joliet', rockRidge: undefined, joliet: item };
    else renamed.set(item.kind, left - 1);
  }
}

/** Names beyond ASCII are of whatever encoding and normalisation their maker took. */
const otherThanAscii = /[^\u0020-\u007e]/;

/** Whether every writer would give all components of a path the same name in Joliet. */
export const isJolietPath = (path: string): boolean =>
  !otherThanAscii.test(path) &&
  path
    .split('/')
    .every(
      (name) => name.length <= jolietNameLimits.standardUnits && !jolietForbidden.test(name) && !/[. ]$/.test(name),
    );
