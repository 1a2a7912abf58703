/** What the files of an image hold, brought into memory, each content once. */
import { InvalidImageError } from '@configdrive/issues';
import { byteLengthOf, type Content, type Entry } from 'iso9660-format';
import type { CoreCode } from '../codes.ts';
import { portable } from '../profiles.ts';

/** Files that overlap could be far larger than their image. */
const MAX_TIMES_THE_IMAGE = 4;

/**
 * Room for each content of a tree, to be filled.
 *
 * @throws InvalidImageError when together they are more than four times the image
 */
export function roomForContents(entries: readonly Entry[], imageByteLength: number): ReadonlyMap<Content, Uint8Array> {
  const contents = new Set<Content>();
  for (const { content } of entries) if (content !== undefined) contents.add(content);
  let total = 0;
  for (const content of contents) total += byteLengthOf(content);
  if (total > MAX_TIMES_THE_IMAGE * imageByteLength) throw contentsOverlap(total, imageByteLength);
  return placesIn(new Uint8Array(total), contents);
}

/** One buffer for all: a small drive has twenty files of some bytes. */
function placesIn(pool: Uint8Array, contents: ReadonlySet<Content>): ReadonlyMap<Content, Uint8Array> {
  const places = new Map<Content, Uint8Array>();
  let at = 0;
  for (const content of contents) {
    const end = at + byteLengthOf(content);
    places.set(content, pool.subarray(at, end));
    at = end;
  }
  return places;
}

const contentsOverlap = (total: number, imageByteLength: number): InvalidImageError =>
  new InvalidImageError([
    {
      code: 'drive-contents-overlap' satisfies CoreCode,
      severity: 'error',
      place: [],
      message: `the files have ${total} bytes, the image ${imageByteLength}: they overlap`,
    },
  ]);

/**
 * The entries with their bytes; what was one content object is one again. In an image either of two names may come first:
 * in a drive the file has the bytes and its aliases follow it.
 */
export function entriesInMemory(
  byPath: ReadonlyMap<string, Entry>,
  bytes: ReadonlyMap<Content, Uint8Array>,
): readonly Entry[] {
  const canonicalOf = new Map<string, string>();
  for (const [alias, canonical] of portable.aliases) {
    if (byPath.get(canonical)?.sameAs === alias) canonicalOf.set(alias, canonical);
  }
  return Array.from(byPath.values(), (entry) => {
    const canonical = canonicalOf.get(entry.sameAs ?? entry.path);
    const source = canonical === entry.path ? byPath.get(entry.sameAs ?? '') : entry;
    const content = source?.content === undefined ? undefined : bytes.get(source.content);
    if (canonical !== undefined) return turned(entry, canonical, content);
    return content === undefined ? entry : { ...entry, content };
  });
}

/** The file that others follow from now on, or one that follows it. */
function turned(entry: Entry, canonical: string, content: Content | undefined): Entry {
  const { content: _content, sameAs: _sameAs, ...rest } = entry;
  return canonical === entry.path && content !== undefined ? { ...rest, content } : { ...rest, sameAs: canonical };
}
