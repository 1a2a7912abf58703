/**
 * Which files of an image are the same bytes, and how: names of one file (hard links), or files of their own on one
 * extent (aliases). A disc does not say which of the latter was there first; the names that config drives have do.
 */
import { portable } from '@configdrive/core';
import type { ImageRecord } from 'iso9660-reader';

export interface Sharing {
  /** Other names of the same file, the first of them where there are many. */
  readonly hardLinks: readonly string[];
  /** How many other names are not listed. */
  readonly moreHardLinks?: number;
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
      const isAlias = index > 0 && canonical !== undefined;
      for (const { path } of names) {
        const links = linksOf(path, names);
        if (isAlias) sharing.set(path, { ...links, aliasOf: canonical });
        else if (links.hardLinks.length > 0) sharing.set(path, links);
      }
    }
  }
  return sharing;
}

/** Each name lists the others, so that a list without an end would be the square of the names. */
const MOST_LISTED = 100;

function linksOf(path: string, names: readonly ImageRecord[]): Pick<Sharing, 'hardLinks' | 'moreHardLinks'> {
  const listed = names.slice(0, MOST_LISTED + 1).flatMap((other) => (other.path === path ? [] : other.path));
  const hardLinks = listed.slice(0, MOST_LISTED);
  const more = names.length - 1 - hardLinks.length;
  return more > 0 ? { hardLinks, moreHardLinks: more } : { hardLinks };
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
