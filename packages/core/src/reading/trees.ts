/**
 * The trees of an image beside the one that a drive is made of: Linux reads Rock Ridge, Windows Joliet, and what they show need
 * not be the same. They are kept where guests could tell, for whoever asks what a guest sees; a drive that is written
 * anew has one tree in all its forms.
 */
import { InvalidImageError, printable } from '@configdrive/issues';
import { byteLengthOf, type Content, type Entry } from 'iso9660-format';
import {
  compareTrees,
  extentKeyOf,
  type ImageRecord,
  type Namespace,
  type TreeDifference,
  type TreeItem,
} from 'iso9660-reader';
import type { ConfigDrive, DriveTree } from '../drive.ts';
import { concealedEntries, type DriveContent } from '../drive-content.ts';
import { areSameBytes, bytesOf } from '../encoding/content-bytes.ts';
import type { CoreIssues } from '../issues.ts';

/** A tree whose records are listed. */
export interface ListedRecords {
  readonly namespace: Namespace;
  readonly records: readonly ImageRecord[];
}

/** The same as entries; without them where listing them failed. */
export interface ListedTree extends DriveTree {
  /** Why it could not be listed. */
  readonly fault?: string | undefined;
}

/** The trees that some guest reads, that of Linux first: Joliet's, and the plain one where there is no Joliet. */
export function readNamespaces(
  namespaces: readonly [Namespace, ...Namespace[]],
): readonly [first: Namespace, second: Namespace | undefined] {
  const [first] = namespaces;
  const others: readonly Namespace[] = namespaces.includes('joliet') ? ['rockRidge', 'joliet'] : ['plain'];
  return [first, others.find((one) => one !== first && namespaces.includes(one))];
}

/** What is left of a tree that cannot be listed: it shows nothing. Whatever else went wrong is thrown again. */
export function unlisted(namespace: Namespace | undefined, cause: unknown): ListedTree {
  if (namespace === undefined || !(cause instanceof InvalidImageError)) throw cause;
  return { namespace, entries: [], fault: cause.code };
}

/** The trees as entries; what lies on one extent has one content object in all of them. */
export function treesOf(trees: readonly ListedRecords[]): readonly ListedTree[] {
  const known = new Map<string, Content>();
  const entryOf = (record: ImageRecord): Entry => {
    const { content } = record.entry;
    const key = content === undefined ? undefined : extentKeyOf(record);
    if (content === undefined || key === undefined) return record.entry;
    const first = known.get(key) ?? content;
    known.set(key, first);
    return first === content ? record.entry : { ...record.entry, content: first };
  };
  return trees.map(({ namespace, records }) => ({ namespace, entries: records.map(entryOf) }));
}

/** The trees with their bytes, `entries` being what was made of the first one. */
export function treesInMemory(
  [first, ...others]: readonly ListedTree[],
  entries: readonly Entry[],
  contents: ReadonlyMap<Content, Uint8Array>,
  concealed: Map<Uint8Array, DriveContent>,
): readonly ListedTree[] {
  const inMemory = (tree: ListedTree): readonly Entry[] =>
    concealedEntries(
      tree.entries.map((entry) => withBytes(entry, contents)),
      concealed,
    );
  if (first === undefined) return [];
  // Plain names are put back for a drive to be made of them; guests see those that there are.
  const seen = first.namespace === 'plain' ? inMemory(first) : entries;
  return [
    { ...first, entries: seen },
    ...others.map((tree) => ({ ...tree, entries: unifiedWith(seen, inMemory(tree)) })),
  ];
}

function withBytes(entry: Entry, contents: ReadonlyMap<Content, Uint8Array>): Entry {
  const bytes = entry.content === undefined ? undefined : contents.get(entry.content);
  return bytes === undefined ? entry : { ...entry, content: bytes };
}

/** What one path of a drive holds, others on the same extent followed. */
const contentsByPath = (entries: readonly Entry[]): ReadonlyMap<string, Content> => {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const contents = new Map<string, Content>();
  for (const { path, content, sameAs } of entries) {
    const held = content ?? byPath.get(sameAs ?? '')?.content;
    if (held !== undefined) contents.set(path, held);
  }
  return contents;
};

/** Some makers write a file once for each tree: the same bytes under the same path are the same content. */
function unifiedWith(first: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  const contents = contentsByPath(first);
  return others.map((entry) => {
    const known = contents.get(entry.path);
    if (known === undefined || entry.content === undefined || known === entry.content) return entry;
    const [bytes, otherBytes] = [bytesOf(known), bytesOf(entry.content)];
    const isSame = bytes !== undefined && otherBytes !== undefined && areSameBytes(bytes, otherBytes);
    return isSame ? { ...entry, content: known } : entry;
  });
}

function itemsOf(entries: readonly Entry[]): readonly TreeItem[] {
  const contents = contentsByPath(entries);
  return entries.map(({ path, content, sameAs, target, device, mode = 0 }) => {
    const held = contents.get(path);
    const extent = held === undefined || byteLengthOf(held) === 0 ? undefined : held;
    if (content !== undefined || sameAs !== undefined) return { path, kind: 'file', extent };
    const isDirectory = target === undefined && device === undefined && (mode & FILE_TYPE) === 0;
    return { path, kind: isDirectory ? 'directory' : 'other', extent };
  });
}

/** The bits of a mode that tell what is no file, directory or link; of those they are not set. */
const FILE_TYPE = 0o170000;

/**
 * The trees to keep beside a drive, and reports in what they differ: none where every guest sees the same. `trees`: that of
 * Linux first.
 */
export function keptTrees(trees: readonly ListedTree[], report: CoreIssues): Pick<ConfigDrive, 'trees'> {
  const rockRidge = trees.find(({ namespace }) => namespace === 'rockRidge');
  const joliet = trees.find(({ namespace }) => namespace === 'joliet');
  const kept = { trees: trees.map(({ namespace, entries }) => ({ namespace, entries })) };
  if (trees.length === 1) return trees[0]?.namespace === 'plain' ? kept : {};
  if (joliet === undefined || rockRidge === undefined) return kept;
  const broken = [rockRidge, joliet].find(({ fault }) => fault !== undefined);
  if (broken !== undefined) {
    report.add('drive-trees-differ', [], `${wordsOf[broken.namespace]} cannot be listed (${broken.fault})`);
    return kept;
  }
  const { differences, areAlike } = compareTrees(itemsOf(rockRidge.entries), itemsOf(joliet.entries));
  reportDifferences(differences, trees[0] === joliet, report);
  return areAlike ? {} : kept;
}

const wordsOf: Readonly<Record<Namespace, string>> = {
  rockRidge: 'Rock Ridge',
  joliet: 'Joliet, which Windows reads,',
  plain: 'the plain tree',
  enhanced: 'the enhanced tree',
};

/** One path is a line at the terminal. */
const MOST_LISTED = 20;

/** `isJolietFirst`: Linux reads Joliet too, since there is nothing in the plain root. */
function reportDifferences(differences: readonly TreeDifference[], isJolietFirst: boolean, report: CoreIssues): void {
  for (const difference of differences.slice(0, MOST_LISTED)) {
    const { rockRidge, joliet } = difference;
    const path = (isJolietFirst ? (joliet ?? rockRidge) : (rockRidge ?? joliet))!.path;
    report.add('drive-trees-differ', [path], sentenceOf(difference, isJolietFirst));
  }
  const more = differences.length - MOST_LISTED;
  if (more > 0) report.add('drive-trees-differ', [], `${more} more paths differ between Rock Ridge and Joliet`);
}

function sentenceOf({ kind, rockRidge, joliet }: TreeDifference, isJolietFirst: boolean): string {
  const other = isJolietFirst ? 'Rock Ridge' : wordsOf.joliet;
  if (kind === 'content') return `${other} has another content here; a drive made anew has this one in all trees`;
  if (kind === 'name') {
    const name = printable((isJolietFirst ? rockRidge : joliet)?.path ?? '');
    return `${other} has it as ${name}; a drive made anew has this name in all trees`;
  }
  const isOfFirst = (kind === 'only-joliet') === isJolietFirst;
  return isOfFirst
    ? `${other} does not have it; a drive made anew shows it there, too`
    : `only ${other} has it; a drive made anew does not`;
}
