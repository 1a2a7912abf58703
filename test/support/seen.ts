/** What a foreign reader saw in an image, in one shape for all of them. */
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** Rock Ridge rides on the plain tree; `plain` is the same records with Rock Ridge ignored. */
export type Tree = 'rockRidge' | 'joliet' | 'plain';

export type SeenType = 'file' | 'directory' | 'symlink' | 'device' | 'other';

/** Absent: this reader does not tell, or this tree does not hold it. */
export interface SeenEntry {
  /** From the root, `/` between components. In the plain tree without version number and without final dot. */
  readonly path: string;
  readonly type: SeenType;
  /** Of files only. */
  readonly byteLength?: number;
  /** Of files only: lower-case hex. */
  readonly sha256?: string;
  /** Instead, of large files where reading all of them would take too long; see sample.ts. */
  readonly sampleSha256?: string;
  /** Permission bits, 0o7777. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly nlink?: number;
  /** Of symbolic links. */
  readonly target?: string;
  /** Of devices: `8:1`. */
  readonly device?: string;
  /** Seconds since 1970. */
  readonly modified?: number;
  /** First block, of 2048 bytes. */
  readonly extent?: number;
  /** The last component as it stands in the plain tree, with version number: `user_data.;1`. */
  readonly identifier?: string;
}

export const byPath = (left: SeenEntry, right: SeenEntry): number =>
  left.path < right.path ? -1 : left.path > right.path ? 1 : 0;

/** Plain identifiers as every other reader shows them: `user_data.;1` is `user_data`. */
export const withoutVersion = (identifier: string): string => identifier.replace(/;\d+$/, '').replace(/\.$/, '');

/** What readers of the same tree must agree on: path, type, and of files length and contents, of links the target. */
export const namesAndContents = (entries: readonly SeenEntry[]): readonly SeenEntry[] =>
  only(entries, ['path', 'type', 'byteLength', 'sha256', 'target']);

/** Entries cut down to some fields, in path order; fields that are absent stay absent. */
export const only = (entries: readonly SeenEntry[], fields: readonly (keyof SeenEntry)[]): readonly SeenEntry[] =>
  entries.map((entry) => pick(entry, new Set(fields))).sort(byPath);

const pick = (entry: SeenEntry, fields: ReadonlySet<string>): SeenEntry =>
  Object.fromEntries(
    Object.entries(entry).filter(([field, value]) => fields.has(field) && value !== undefined),
  ) as unknown as SeenEntry;

/** Two trees look alike in the given fields: what is wrong where, without a content. Empty means alike. */
export function differencesOf(
  expected: readonly SeenEntry[],
  actual: readonly SeenEntry[],
  fields: readonly (keyof SeenEntry)[],
): readonly string[] {
  const wanted = new Map(expected.map((entry) => [entry.path, entry]));
  const seen = new Map(actual.map((entry) => [entry.path, entry]));
  const paths = [...new Set([...wanted.keys(), ...seen.keys()])].sort();
  return paths.flatMap((path) => entryDifferences(path, wanted.get(path), seen.get(path), fields));
}

function entryDifferences(
  path: string,
  expected: SeenEntry | undefined,
  actual: SeenEntry | undefined,
  fields: readonly (keyof SeenEntry)[],
): readonly string[] {
  if (expected === undefined) return [`${path}: not expected`];
  if (actual === undefined) return [`${path}: missing`];
  return fields
    .filter((field) => expected[field] !== undefined && expected[field] !== actual[field])
    .map((field) => `${path}: ${field} ${String(actual[field])} instead of ${String(expected[field])}`);
}

/** Files, directories and links of a directory on disk, contents hashed. Owners and modes are left out: extraction changes them. */
export const seenInDirectory = (root: string): readonly SeenEntry[] =>
  [...walk(root, '')].map(([path, stats]) => seenOnDisk(join(root, path), path, stats)).sort(byPath);

/** The same of a mount point, with what a mounted file system tells of each entry. */
export const seenMounted = (root: string): readonly SeenEntry[] =>
  [...walk(root, '')]
    .map(([path, stats]) => ({ ...seenOnDisk(join(root, path), path, stats), ...attributesOf(stats) }))
    .sort(byPath);

const attributesOf = ({ mode, uid, gid, nlink, mtimeMs }: Stats): Partial<SeenEntry> => ({
  mode: mode & 0o7777,
  uid,
  gid,
  nlink,
  modified: Math.floor(mtimeMs / 1000),
});

function* walk(root: string, below: string): Generator<[string, Stats]> {
  for (const name of readdirSync(join(root, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const stats = lstatSync(join(root, path));
    yield [path, stats];
    if (stats.isDirectory()) yield* walk(root, path);
  }
}

function seenOnDisk(location: string, path: string, stats: Stats): SeenEntry {
  if (stats.isDirectory()) return { path, type: 'directory' };
  if (stats.isSymbolicLink()) return { path, type: 'symlink', target: readlinkSync(location) };
  if (!stats.isFile()) return { path, type: stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'other' };
  return { path, type: 'file', byteLength: stats.size, sha256: sha256OfFile(location) };
}

const SLICE_BYTES = 1 << 20;

/** Reads slice by slice: images may be larger than memory. */
export function sha256OfFile(location: string): string {
  const hash = createHash('sha256');
  const slice = new Uint8Array(SLICE_BYTES);
  const file = openSync(location, 'r');
  try {
    for (let length = readSync(file, slice); length > 0; length = readSync(file, slice)) {
      hash.update(slice.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
