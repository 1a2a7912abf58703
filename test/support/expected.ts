/** What a foreign reader must see of the entries that went into a writer. */
import { createHash } from 'node:crypto';
import { byteLengthOf, type Content, type Entry, piecesOf } from 'iso9660-format';
import { byPath, type SeenEntry } from './seen.ts';

/** What a reader of the Rock Ridge tree must see of entries that went into a writer. Parents that no entry names are added. */
export async function seenFromEntries(entries: readonly Entry[]): Promise<readonly SeenEntry[]> {
  const paths = new Set(entries.map(({ path }) => path));
  const parents = [...new Set(entries.flatMap(({ path }) => parentsOf(path)))].filter((path) => !paths.has(path));
  const seen = await Promise.all(entries.map((entry) => seenFromEntry(entry, entries)));
  return [
    ...seen,
    ...parents.map((path): SeenEntry => ({ path, type: 'directory', mode: 0o555, uid: 0, gid: 0 })),
  ].sort(byPath);
}

const parentsOf = (path: string): readonly string[] =>
  path.split('/').flatMap((_, depth, components) => (depth === 0 ? [] : [components.slice(0, depth).join('/')]));

async function seenFromEntry(entry: Entry, entries: readonly Entry[]): Promise<SeenEntry> {
  const owner = { uid: entry.uid ?? 0, gid: entry.gid ?? 0 };
  const time = entry.modified === undefined ? {} : { modified: Math.floor(entry.modified.getTime() / 1000) };
  const common = { path: entry.path, ...owner, ...time };
  if (entry.target !== undefined) return { ...common, type: 'symlink', target: entry.target };
  if (entry.device !== undefined) return { ...common, type: 'device', mode: (entry.mode ?? 0) & 0o7777 };
  const content = entry.sameAs === undefined ? entry.content : contentAt(entry.sameAs, entries);
  if (content === undefined) return { ...common, type: 'directory', mode: entry.mode ?? 0o555 };
  const mode = entry.mode ?? 0o444;
  const nlink = entry.sameAs === undefined ? linksOf(content, entries) : 1;
  return { ...common, type: 'file', mode: mode & 0o7777, nlink, ...(await measured(content)) };
}

const contentAt = (path: string, entries: readonly Entry[]): Content | undefined =>
  entries.find((entry) => entry.path === path)?.content;

/** Only the same object is a hard link: never a string, never an empty content. */
const linksOf = (content: Content, entries: readonly Entry[]): number =>
  typeof content === 'string' || byteLengthOf(content) === 0
    ? 1
    : entries.filter((entry) => entry.content === content).length;

async function measured(content: Content): Promise<{ byteLength: number; sha256: string }> {
  const hash = createHash('sha256');
  if (typeof content === 'string') hash.update(content);
  else for await (const piece of piecesOf(content)) hash.update(piece);
  return { byteLength: byteLengthOf(content), sha256: hash.digest('hex') };
}
