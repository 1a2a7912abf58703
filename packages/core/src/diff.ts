/**
 * In what two drives differ, as data: names, lengths, modes, dates, shared extents, label and volume. Of contents only
 * whether they are the same.
 */
import { checkArguments, drive as someDrive } from '@configdrive/issues/arguments';
import { byteLengthOf, type Content, type DeviceNumber, type Entry } from 'iso9660-format';
import type { ConfigDrive } from './drive.ts';
import { areSameBytes, bytesOf } from './encoding/content-bytes.ts';

export type EntryKind = 'file' | 'directory' | 'link' | 'device' | 'special';

export interface Changed<Value> {
  readonly from: Value;
  readonly to: Value;
}

/** A path that only one of the drives has. */
export interface OwnEntry {
  readonly path: string;
  readonly kind: EntryKind;
  /** Of a file, in bytes. */
  readonly byteLength: number | undefined;
}

/** What is not the same of a path that both have; members that are the same are missing. */
export interface ChangedEntry {
  readonly path: string;
  readonly kind?: Changed<EntryKind>;
  /** `not compared`: of the same length, and at least one must be awaited. */
  readonly content?: 'changed' | 'not compared';
  readonly byteLength?: Changed<number>;
  readonly mode?: Changed<number>;
  readonly uid?: Changed<number>;
  readonly gid?: Changed<number>;
  /** Whole seconds. */
  readonly modified?: Changed<Date>;
  /** Of a symbolic link. */
  readonly target?: Changed<string>;
  readonly device?: Changed<DeviceNumber>;
  /** The trees it is in. */
  readonly only?: Changed<Entry['only']>;
  /** The other paths of its extent, the first hundred of them. */
  readonly sharedWith?: Changed<readonly string[]>;
  /** How many other paths are not listed, where there are any. */
  readonly moreSharedWith?: Changed<number>;
}

export interface DriveDifference {
  readonly isSame: boolean;
  readonly label: Changed<string> | undefined;
  /** Fields of the volume descriptors, and `timestamp`. */
  readonly volume: Readonly<Record<string, Changed<string | Date | null | undefined>>>;
  readonly added: readonly OwnEntry[];
  readonly removed: readonly OwnEntry[];
  readonly changed: readonly ChangedEntry[];
}

/** What of a drive is compared. */
export type ComparedDrive = Pick<ConfigDrive, 'label' | 'entries' | 'timestamp' | 'volume'>;

/** What it takes to make `to` of `from`. Paths in order; contents never. */
export function diffDrives(from: ComparedDrive, to: ComparedDrive): DriveDifference {
  checkArguments(['from', someDrive, from], ['to', someDrive, to]);
  const groups: Groups = new Map();
  const [before, after] = [inventoryOf(from, groups), inventoryOf(to, groups)];
  const added = ownEntries(after, before);
  const removed = ownEntries(before, after);
  const changed = changedEntries(before, after);
  const label = from.label === to.label ? undefined : { from: from.label, to: to.label };
  const volume = volumeChanges(from, to);
  const differences = added.length + removed.length + changed.length + Object.keys(volume).length;
  return { isSame: differences === 0 && label === undefined, label, volume, added, removed, changed };
}

/** An entry with nothing left to default or to look up elsewhere. */
interface Item {
  readonly path: string;
  readonly kind: EntryKind;
  readonly content: Content | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modified: Date;
  readonly target: string | undefined;
  readonly device: DeviceNumber | undefined;
  readonly only: Entry['only'];
  readonly group: Group;
}

/** The paths of one extent, in order: one object for all of them, in both drives, since there may be very many. */
type Group = readonly string[];

/** By their paths, with a NUL between them, which no path holds. */
type Groups = Map<string, Group>;

/** Of what shares its bytes with nothing. */
const ALONE: Group = [];

type Inventory = ReadonlyMap<string, Item>;

/** Every path of a drive, directories that no entry names included. */
function inventoryOf({ entries, timestamp }: ComparedDrive, groups: Groups): Inventory {
  const named = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path } of entries) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const parent = path.slice(0, at);
      if (!named.has(parent)) named.set(parent, { path: parent });
    }
  }
  const sharers = sharersOf([...named.values()], named, groups);
  const items = Array.from(named.values(), (entry) => itemOf(entry, named, sharers, timestamp));
  return new Map(items.sort(byPath).map((item) => [item.path, item]));
}

const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  one.path < other.path ? -1 : 1;

type Named = ReadonlyMap<string, Entry>;

const ownerOf = (entry: Entry, named: Named): Entry =>
  entry.sameAs === undefined ? entry : (named.get(entry.sameAs) ?? entry);

/** What stands for the extent of a file: an object given twice is one extent, a text given twice is two. */
function extentOf(entry: Entry, named: Named): Content | Entry | undefined {
  const owner = ownerOf(entry, named);
  if (owner.content === undefined || byteLengthOf(owner.content) === 0) return undefined;
  return typeof owner.content === 'string' ? owner : owner.content;
}

type Sharers = ReadonlyMap<Content | Entry, Group>;

function sharersOf(entries: readonly Entry[], named: Named, groups: Groups): Sharers {
  const sharers = new Map<Content | Entry, string[]>();
  for (const entry of entries) {
    const extent = extentOf(entry, named);
    if (extent === undefined) continue;
    const paths = sharers.get(extent);
    if (paths === undefined) sharers.set(extent, [entry.path]);
    else paths.push(entry.path);
  }
  return new Map(Array.from(sharers, ([extent, paths]) => [extent, groupOf(paths.sort(), groups)]));
}

function groupOf(paths: Group, groups: Groups): Group {
  if (paths.length === 1) return ALONE;
  const text = paths.join('\0');
  const group = groups.get(text) ?? paths;
  groups.set(text, group);
  return group;
}

/** The file type bits of a mode, where only they say what an entry is. */
const TYPE_BITS = 0o170000;
const PERMISSION_BITS = 0o7777;

function itemOf(entry: Entry, named: Named, sharers: Sharers, timestamp: Date): Item {
  const { path, target, device, only } = entry;
  const { content } = ownerOf(entry, named);
  const kind = kindOf(entry, content);
  const extent = extentOf(entry, named);
  return {
    path,
    kind,
    content,
    mode: entry.mode === undefined ? defaultMode(kind) : entry.mode & PERMISSION_BITS,
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    modified: wholeSeconds(entry.modified ?? timestamp),
    target,
    device,
    only,
    group: extent === undefined ? ALONE : (sharers.get(extent) ?? ALONE),
  };
}

function kindOf({ target, device, mode = 0 }: Entry, content: Content | undefined): EntryKind {
  if (target !== undefined) return 'link';
  if (device !== undefined) return 'device';
  if (content !== undefined) return 'file';
  return (mode & TYPE_BITS) === 0 || (mode & TYPE_BITS) === 0o040000 ? 'directory' : 'special';
}

const defaultMode = (kind: EntryKind): number => (kind === 'directory' ? 0o555 : 0o444);

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

const ownEntries = (of: Inventory, other: Inventory): readonly OwnEntry[] =>
  Array.from(of.values())
    .filter(({ path }) => !other.has(path))
    .map(({ path, kind, content }) => ({
      path,
      kind,
      byteLength: content === undefined ? undefined : byteLengthOf(content),
    }));

function changedEntries(before: Inventory, after: Inventory): readonly ChangedEntry[] {
  return Array.from(after.values()).flatMap((to) => {
    const from = before.get(to.path);
    if (from === undefined) return [];
    const changes = {
      ...fieldChanges(from, to),
      ...groupChanges(from, to),
      ...contentChanges(from.content, to.content),
    };
    return Object.keys(changes).length === 0 ? [] : [{ path: to.path, ...changes }];
  });
}

/** How the fields of an item are compared: by a text that is the same exactly when they are. */
const fields = {
  kind: String,
  mode: String,
  uid: String,
  gid: String,
  modified: (date: Date) => date.toISOString(),
  target: String,
  device: (device: DeviceNumber | undefined) => `${device?.major}:${device?.minor}`,
  only: String,
} satisfies { readonly [Field in keyof Omit<Item, 'path' | 'content' | 'group'>]: (value: Item[Field]) => string };

function fieldChanges(from: Item, to: Item): Omit<ChangedEntry, 'path'> {
  const changes: Record<string, Changed<unknown>> = {};
  const compare = <Field extends keyof typeof fields>(field: Field): void => {
    const textOf = fields[field] as (value: Item[Field]) => string;
    if (textOf(from[field]) !== textOf(to[field])) changes[field] = { from: from[field], to: to[field] };
  };
  for (const field of Object.keys(fields) as (keyof typeof fields)[]) compare(field);
  return changes;
}

/** Each path lists the others, so that lists without an end would be the square of the paths. */
const MOST_LISTED = 100;

function groupChanges(from: Item, to: Item): Pick<ChangedEntry, 'sharedWith' | 'moreSharedWith'> {
  if (from.group === to.group) return {};
  const sharedWith = { from: othersOf(from), to: othersOf(to) };
  const more = { from: moreThan(from.group, sharedWith.from), to: moreThan(to.group, sharedWith.to) };
  return more.from + more.to === 0 ? { sharedWith } : { sharedWith, moreSharedWith: more };
}

const othersOf = ({ path, group }: Item): readonly string[] =>
  group
    .slice(0, MOST_LISTED + 1)
    .filter((other) => other !== path)
    .slice(0, MOST_LISTED);

const moreThan = (group: Group, listed: readonly string[]): number => Math.max(0, group.length - 1 - listed.length);

function contentChanges(from: Content | undefined, to: Content | undefined): Omit<ChangedEntry, 'path'> {
  if (from === to || from === undefined || to === undefined) return {};
  const byteLength = { from: byteLengthOf(from), to: byteLengthOf(to) };
  if (byteLength.from !== byteLength.to) return { content: 'changed', byteLength };
  const [before, after] = [bytesOf(from), bytesOf(to)];
  if (before === undefined || after === undefined) return { content: 'not compared' };
  return areSameBytes(before, after) ? {} : { content: 'changed' };
}

/** A descriptor has no empty field: spaces fill it, so the empty text and none are the same. */
function volumeChanges(from: ComparedDrive, to: ComparedDrive): DriveDifference['volume'] {
  const [before, after] = [volumeOf(from), volumeOf(to)];
  const changes: Record<string, Changed<string | Date | null | undefined>> = {};
  for (const field of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const change = { from: before.get(field), to: after.get(field) };
    if (volumeText(change.from) !== volumeText(change.to)) changes[field] = change;
  }
  return changes;
}

type VolumeValue = string | Date | null | undefined;

/** Three of the dates are the timestamp where a drive has none of its own. */
function volumeOf({ volume, timestamp }: ComparedDrive): ReadonlyMap<string, VolumeValue> {
  const date = wholeSeconds(timestamp);
  const whole = { created: date, modified: date, effective: date, ...volume, timestamp: date };
  return new Map(Object.entries(whole));
}

const volumeText = (value: VolumeValue): string => (value instanceof Date ? value.toISOString() : (value ?? ''));
