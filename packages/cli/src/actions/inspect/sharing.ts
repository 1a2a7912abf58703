/**
 * Which files of an image are the same bytes, and how: names of one file (hard links), or files of their own on one
 * extent (aliases). A disc does not say which of the latter was there first; the names that config drives have do.
 */
import { portable } from '@configdrive/core';
import type { ImageRecord } from 'iso9660-reader';

export interface Sharing {
  /** Other names of the same file. */
  readonly hardLinks: readonly string[];
  /** The file whose extent this one has, where that is the one to look at. */
  readonly aliasOf?: string;
}

/** By path; only files that share their bytes are in it. */
export function sharingOf(records: readonly ImageRecord[]): ReadonlyMap<string, Sharing> {
  const sharing = new Map<string, Sharing>();
  for (const group of groupsBy(records.filter(hasBytes), extentKey)) {
    const files = groupsBy(group, identityKey).sort(canonicalFirst);
    const canonical = files[0]?.[0]?.path;
    for (const [index, names] of files.entries()) {
      const paths = names.map(({ path }) => path);
      for (const path of paths) {
        const hardLinks = paths.filter((other) => other !== path);
        if (index > 0 && canonical !== undefined) sharing.set(path, { hardLinks, aliasOf: canonical });
        else if (hardLinks.length > 0) sharing.set(path, { hardLinks });
      }
    }
  }
  return sharing;
}

const hasBytes = ({ kind, byteLength }: ImageRecord): boolean => kind === 'file' && byteLength > 0;

const extentKey = ({ block, byteLength }: ImageRecord): string => `${block} ${byteLength}`;

/** R101: one serial number is one file. Where there are none, link counts tell; in Joliet and plain trees the extent is all. */
const identityKey = ({ serialNumber, linkCount }: ImageRecord): string =>
  serialNumber === undefined ? String((linkCount ?? 2) > 1) : `serial ${serialNumber}`;

function groupsBy(records: readonly ImageRecord[], keyOf: (record: ImageRecord) => string): ImageRecord[][] {
  const groups = new Map<string, ImageRecord[]>();
  for (const record of records) {
    const key = keyOf(record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()];
}

const knownAliases = new Set(portable.aliases.map(([alias]) => alias));

/** A file with several names before one with a single name, a name of its own right before an alias of the table. */
function canonicalFirst([a]: readonly ImageRecord[], [b]: readonly ImageRecord[]): number {
  if (a === undefined || b === undefined) return 0;
  const byLinks = (b.linkCount ?? 1) - (a.linkCount ?? 1);
  return byLinks !== 0 ? byLinks : Number(knownAliases.has(a.path)) - Number(knownAliases.has(b.path));
}
