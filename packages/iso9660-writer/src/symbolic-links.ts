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

/**
 * The SL entries of a target, encoded. An entry that is full ends inside a component, marked CONTINUE, whenever the
 * component has bytes to split: libarchive loses the `/` where an entry ends with a whole component (R105).
 */
export function symbolicLinkEntries(target: string): Uint8Array[] {
  const entries: Component[][] = [[]];
  let room = ROOM;
  const startEntry = (): void => {
    entries.push([]);
    room = ROOM;
  };
  const add = (component: Component): void => {
    entries.at(-1)!.push(component);
    room -= COMPONENT_HEAD + component.bytes.length;
  };
  const components = componentsOf(target);
  for (const [index, { flags, bytes }] of components.entries()) {
    const following = components[index + 1];
    let rest = bytes;
    for (;;) {
      const needed = COMPONENT_HEAD + rest.length + roomFor(following, rest);
      if (needed <= room || (rest.length === 0 && COMPONENT_HEAD <= room)) break;
      const part = Math.min(room - COMPONENT_HEAD, rest.length - 1);
      if (part > 0) {
        add({ flags: nameFlags.continue, bytes: rest.subarray(0, part) });
        rest = rest.subarray(part);
      }
      startEntry();
    }
    add({ flags, bytes: rest });
  }
  return entries.map((parts, index) => encodeEntry(parts, index < entries.length - 1));
}

/** Bytes to keep free behind a component that could itself be split, so that the next one starts in the same entry. */
function roomFor(following: Component | undefined, bytes: Uint8Array): number {
  if (following === undefined || bytes.length < 2) return 0;
  return COMPONENT_HEAD + Math.min(1, following.bytes.length);
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
