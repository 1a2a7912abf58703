/** What of a tree could not be read without that ending the reading: extracted in silence, it would be lost. */
import type { ImageIssue, ImageRecord } from 'iso9660-reader';

/** When names of a directory are missing: always where this is said of it, or only when nothing of it was read. */
const losses: ReadonlyMap<ImageIssue['code'], 'always' | 'when empty'> = new Map([
  ['directory-length-differs', 'always'],
  ['directory-without-extent', 'always'],
  ['directory-without-self', 'when empty'],
  ['tree-outside-image', 'when empty'],
]);

/** Those of the issues that say that something is missing from the records. */
export function lossesOf(records: readonly ImageRecord[], issues: readonly ImageIssue[]): readonly ImageIssue[] {
  const possible = issues.filter(({ code }) => losses.has(code));
  if (possible.length === 0) return [];
  const filled = new Set(records.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  return possible.filter(({ code, path = '' }) => losses.get(code) === 'always' || !filled.has(path));
}
