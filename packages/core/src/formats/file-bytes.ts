/** The files of a drive by their paths, for who only reads them. */
import type { Entry } from 'iso9660-format';
import { bytesOf } from '../encoding/content-bytes.ts';

/** Path → what the file holds. Names of one file have the same array. */
export type FileBytes = ReadonlyMap<string, Uint8Array>;

/** What every file of a drive holds, under each of its names; directories, links and what must be awaited are left out. */
export function fileBytesOf(entries: readonly Entry[]): FileBytes {
  const files = new Map<string, Uint8Array>();
  for (const { path, content } of entries) {
    const bytes = content === undefined ? undefined : bytesOf(content);
    if (bytes !== undefined) files.set(path, bytes);
  }
  for (const { path, sameAs } of entries) {
    // An alias names a file, never another alias.
    const bytes = sameAs === undefined ? undefined : files.get(sameAs);
    if (bytes !== undefined) files.set(path, bytes);
  }
  return files;
}
