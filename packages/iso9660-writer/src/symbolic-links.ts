/**
 * Targets of symbolic links as SL entries (RRIP 4.1.3): components, split over entries where one is full.
 */
import {
  MAXIMUM_SYSTEM_USE_ENTRY_LENGTH,
  nameFlags,
  symbolicLink,
  symbolicLinkComponent,
  utf8Bytes,
} from 'iso9660-format';

interface Component {
  readonly flags: number;
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);
const COMPONENT_HEAD = symbolicLinkComponent.byteLength;
/** Room for components in one SL entry. */
const ROOM = MAXIMUM_SYSTEM_USE_ENTRY_LENGTH - symbolicLink.byteLength;

/**
 * R105: a leading `/` is the root; `//` and a trailing `/` have no form of their own and collapse; `.` and `..` are
 * flags, not bytes.
 */
function componentsOf(target: string): Component[] {
  const names = target.split('/').filter((name) => name !== '');
  const components = names.map((name): Component => {
    if (name === '.') return { flags: nameFlags.current, bytes: NO_BYTES };
    if (name === '..') return { flags: nameFlags.parent, bytes: NO_BYTES };
    return { flags: 0, bytes: utf8Bytes(name) };
  });
  return target.startsWith('/') ? [{ flags: nameFlags.root, bytes: NO_BYTES }, ...components] : components;
}

/** The SL entries of a target, encoded. */
export function symbolicLinkEntries(target: string): Uint8Array[] {
  const entries: (readonly Component[])[] = [];
  for (let rest: readonly Component[] = componentsOf(target); rest.length > 0; ) {
    const [taken, left] = entryOf(rest);
    entries.push(taken);
    rest = left;
  }
  return entries.map((parts, index) => encodeEntry(parts, index < entries.length - 1));
}

const lengthOf = ({ bytes }: Component): number => COMPONENT_HEAD + bytes.length;

/**
 * What one entry takes of the components, and what is left. R105: an entry that is full ends inside a component, marked
 * CONTINUE: libarchive loses the `/` where one ends with a whole component. That is left for targets in which nothing can
 * be split.
 */
function entryOf(components: readonly Component[]): [taken: readonly Component[], left: readonly Component[]] {
  let room = ROOM;
  let count = 0;
  for (; count < components.length && lengthOf(components[count]!) <= room; count++)
    room -= lengthOf(components[count]!);
  if (count === components.length) return [components, []];
  const partOfNext = Math.min(room - COMPONENT_HEAD, components[count]!.bytes.length - 1);
  if (partOfNext > 0) return splitAt(components, count, partOfNext);
  const last = components.slice(0, count).findLastIndex(({ bytes }) => bytes.length > 1);
  if (last >= 0) return splitAt(components, last, components[last]!.bytes.length - 1);
  return [components.slice(0, count), components.slice(count)];
}

function splitAt(
  components: readonly Component[],
  index: number,
  byteLength: number,
): [taken: readonly Component[], left: readonly Component[]] {
  const { bytes } = components[index]!;
  const first = { flags: nameFlags.continue, bytes: bytes.subarray(0, byteLength) };
  const second = { flags: 0, bytes: bytes.subarray(byteLength) };
  return [
    [...components.slice(0, index), first],
    [second, ...components.slice(index + 1)],
  ];
}

function encodeEntry(components: readonly Component[], isContinued: boolean): Uint8Array {
  const componentsLength = components.reduce((sum, { bytes }) => sum + COMPONENT_HEAD + bytes.length, 0);
  const entry = new Uint8Array(symbolicLink.byteLength + componentsLength);
  symbolicLink.write(entry, 0, { length: entry.length, flags: isContinued ? nameFlags.continue : 0 });
  let at = symbolicLink.byteLength;
  for (const { flags, bytes } of components) {
    symbolicLinkComponent.write(entry, at, { flags, length: bytes.length });
    entry.set(bytes, at + COMPONENT_HEAD);
    at += COMPONENT_HEAD + bytes.length;
  }
  return entry;
}
