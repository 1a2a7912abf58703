/** What a foreign reader must see of the entries that went into a writer: its Rock Ridge tree, and what Joliet keeps of it. */
import { createHash } from 'node:crypto';
import { byteLengthOf, type Content, type ContentSource, type Entry, piecesOf } from 'iso9660-format';
import { hashSample, SAMPLED_FROM_BYTES } from './sample.ts';
import { byPath, type SeenEntry, type SeenType } from './seen.ts';

export interface Expectation {
  /** Of every entry without a date of its own; absent: times are left open. */
  readonly timestamp?: Date;
}

/** The Rock Ridge tree in path order. Directories that no entry names are added. */
export async function seenFromEntries(
  entries: readonly Entry[],
  expectation: Expectation = {},
): Promise<readonly SeenEntry[]> {
  const given = new Set(entries.map(({ path }) => path));
  const implied = [...new Set(entries.flatMap(({ path }) => parentsOf(path)))].filter((path) => !given.has(path));
  const tree = [...entries, ...implied.map((path): Entry => ({ path }))];
  const seen = await Promise.all(tree.map((entry) => rockRidgeEntry(entry, tree, expectation)));
  return seen.toSorted(byPath);
}

/** What Linux shows of the Joliet tree of the same entries: neither links nor devices, modes of its own, no link counts. */
export const jolietOf = (rockRidge: readonly SeenEntry[]): readonly SeenEntry[] =>
  rockRidge
    .filter(({ type }) => type === 'file' || type === 'directory')
    .map((entry) => ({ ...entry, path: jolietPath(entry.path), mode: 0o555, uid: 0, gid: 0, nlink: 1 }))
    .toSorted(byPath);

/** Joliet's forbidden characters (R76), and the dots at the end that Linux drops. */
const jolietPath = (path: string): string => path.replace(/[*:;?\\]/g, '_').replace(/\.+(?=\/|$)/g, '');

const parentsOf = (path: string): readonly string[] =>
  path.split('/').flatMap((_, depth, components) => (depth === 0 ? [] : [components.slice(0, depth).join('/')]));

async function rockRidgeEntry(entry: Entry, tree: readonly Entry[], expectation: Expectation): Promise<SeenEntry> {
  const content = entry.sameAs === undefined ? entry.content : contentAt(entry.sameAs, tree);
  const type = typeOf(entry, content);
  const time = entry.modified ?? expectation.timestamp;
  return {
    path: entry.path,
    type,
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    ...(type === 'symlink' ? {} : { mode: (entry.mode ?? DEFAULT_MODES[type]) & 0o7777 }),
    ...(time === undefined ? {} : { modified: Math.floor(time.getTime() / 1000) }),
    ...(entry.target === undefined ? {} : { target: entry.target }),
    ...(entry.device === undefined ? {} : { device: `${entry.device.major}:${entry.device.minor}` }),
    ...(type === 'directory' ? { nlink: 2 + subdirectoriesOf(entry.path, tree) } : {}),
    ...(content === undefined ? {} : { nlink: linksOf(entry, content, tree), ...(await measured(content)) }),
  };
}

const DEFAULT_MODES: Readonly<Record<SeenType, number>> = {
  file: 0o444,
  directory: 0o555,
  symlink: 0o777,
  device: 0,
  other: 0,
};

const FIFO_OR_SOCKET = new Set([0o010000, 0o140000]);

function typeOf(entry: Entry, content: Content | undefined): SeenType {
  if (entry.target !== undefined) return 'symlink';
  if (entry.device !== undefined) return 'device';
  if (content !== undefined) return 'file';
  return FIFO_OR_SOCKET.has((entry.mode ?? 0) & 0o170000) ? 'other' : 'directory';
}

const contentAt = (path: string, tree: readonly Entry[]): Content | undefined =>
  tree.find((entry) => entry.path === path)?.content;

function subdirectoriesOf(path: string, tree: readonly Entry[]): number {
  const isBelow = (entry: Entry): boolean =>
    entry.path.startsWith(`${path}/`) && !entry.path.includes('/', path.length + 1);
  return tree.filter((entry) => isBelow(entry) && typeOf(entry, contentOf(entry)) === 'directory').length;
}

/** An alias is a file, whatever it is an alias of. */
const contentOf = (entry: Entry): Content | undefined => (entry.sameAs === undefined ? entry.content : '');

/** Only the same object is a hard link: never a string, never an empty content, never an alias. */
const linksOf = (entry: Entry, content: Content, tree: readonly Entry[]): number =>
  entry.sameAs !== undefined || typeof content === 'string' || byteLengthOf(content) === 0
    ? 1
    : tree.filter((other) => other.content === content).length;

type Measured = Pick<SeenEntry, 'byteLength' | 'sha256' | 'sampleSha256'>;

async function measured(content: Content): Promise<Measured> {
  const byteLength = byteLengthOf(content);
  if (isFillable(content) && byteLength > SAMPLED_FROM_BYTES) {
    return { byteLength, sampleSha256: hashSample(byteLength, (target, offset) => content.fill(target, offset)) };
  }
  const hash = createHash('sha256');
  if (typeof content === 'string') hash.update(content);
  else for await (const piece of piecesOf(content)) hash.update(piece);
  return { byteLength, sha256: hash.digest('hex') };
}

const isFillable = (content: Content): content is ContentSource & Required<Pick<ContentSource, 'fill'>> =>
  typeof content === 'object' && 'fill' in content && !(content instanceof Uint8Array) && content.fill !== undefined;
