/**
 * Records become the entries that the writer takes. Names of one file share one content object, which is what the
 * writer calls a hard link; another file on the same extent is an alias.
 */
import { type ContentSource, type Entry, fileTypes } from 'iso9660-format';
import type { PosixFacts } from './attributes.ts';
import { type FoundRecord, hasLinks, type RecordKind } from './records.ts';
import { SharedExtents } from './shared-extents.ts';

type Draft = { -readonly [K in keyof Entry]: Entry[K] };

const PERMISSIONS = 0o7777;

/** One entry per record, in the same order. */
export function entriesOf(
  records: readonly FoundRecord[],
  contentOf: (record: FoundRecord) => ContentSource,
): readonly Entry[] {
  const shared = new SharedExtents(records);
  const contents = new Map<FoundRecord, ContentSource>();
  return records.map((record) => {
    const first = shared.firstOf(record);
    if (first === undefined) return entryOf(record, record.kind === 'file' ? contentOf(record) : undefined);
    if (first !== record && !isSameFile(first, record)) return entryOf(record, undefined, first.path);
    const content = contents.get(first) ?? contentOf(first);
    contents.set(first, content);
    return entryOf(record, content);
  });
}

/** R101: serial numbers tell where there are any; else the link counts, else (no Rock Ridge) the extent alone. */
function isSameFile(a: FoundRecord, b: FoundRecord): boolean {
  if (a.serialNumber !== 0 && b.serialNumber !== 0) return a.serialNumber === b.serialNumber;
  if (a.posix === undefined || b.posix === undefined) return true;
  return hasLinks(a) && hasLinks(b);
}

function entryOf(record: FoundRecord, content: ContentSource | undefined, sameAs?: string): Entry {
  const { path, posix, modified, rare } = record;
  // Nearly all entries are of these two shapes; made in one go they cost a third.
  if (rare === undefined && posix !== undefined && modified !== undefined) {
    const { uid, gid } = posix;
    const mode = posix.mode & PERMISSIONS;
    if (content !== undefined) return { path, content, mode, uid, gid, modified };
    if (sameAs !== undefined) return { path, sameAs, mode, uid, gid, modified };
  }
  const entry: Draft = { path };
  if (content !== undefined) entry.content = content;
  if (sameAs !== undefined) entry.sameAs = sameAs;
  if (posix !== undefined) {
    entry.mode = modeOf(record.kind, posix);
    entry.uid = posix.uid;
    entry.gid = posix.gid;
  }
  if (modified !== undefined) entry.modified = modified;
  if (rare?.unknown !== undefined) entry.systemUse = rare.unknown;
  if (record.kind === 'symbolic-link') entry.target = rare?.target ?? '';
  if (isDevice(record)) entry.device = rare?.device ?? { major: 0, minor: 0 };
  return entry;
}

const isDevice = ({ kind }: FoundRecord): boolean => kind === 'block-device' || kind === 'character-device';

/** The file type bits stay only where nothing else tells the kind. */
function modeOf(kind: RecordKind, { mode }: PosixFacts): number {
  const isTyped = kind !== 'file' && kind !== 'directory' && kind !== 'symbolic-link';
  return mode & (isTyped ? PERMISSIONS | fileTypes.mask : PERMISSIONS);
}
