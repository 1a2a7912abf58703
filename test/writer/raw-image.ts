/**
 * An image as bytes, taken apart with numbers from the rules page and none of our tables: what a test asserts on must
 * not come from the code it tests. Knows just enough of ISO 9660, SUSP and Rock Ridge; believes every byte.
 */

const BLOCK = 2048;

export interface RawEntry {
  /** `PX`, `NM` … */
  readonly signature: string;
  /** Everything after signature, length and version. */
  readonly payload: Uint8Array;
  /** Bytes from the start of the image. */
  readonly at: number;
  readonly length: number;
}

export interface RawRecord {
  readonly at: number;
  readonly length: number;
  /** Identifier as Latin-1; in the Joliet tree as UTF-16. */
  readonly identifier: string;
  readonly identifierBytes: Uint8Array;
  readonly extent: number;
  readonly byteLength: number;
  readonly date: Uint8Array;
  readonly flags: number;
  /** In order, those of continuation areas behind those of the record. */
  readonly systemUse: readonly RawEntry[];
}

export interface RawDirectory {
  /** Identifiers from the root, joined with `/`. */
  readonly path: string;
  readonly extent: number;
  readonly byteLength: number;
  /** `.` and `..` first. */
  readonly records: readonly RawRecord[];
}

export interface RawTree {
  readonly descriptorAt: number;
  readonly pathTable: { readonly byteLength: number; readonly blockL: number; readonly blockM: number };
  /** By level, as a path table has them. */
  readonly directories: readonly RawDirectory[];
}

const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! + bytes[at + 1]! * 0x100;
export const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) + u16(bytes, at + 2) * 0x1_0000;
export const u32be = (bytes: Uint8Array, at: number): number =>
  bytes[at]! * 0x100_0000 + bytes[at + 1]! * 0x1_0000 + bytes[at + 2]! * 0x100 + bytes[at + 3]!;

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const utf16 = (bytes: Uint8Array): string =>
  Array.from({ length: bytes.length / 2 }, (_, at) =>
    String.fromCharCode(bytes[2 * at]! * 0x100 + bytes[2 * at + 1]!),
  ).join('');
export const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** The plain tree (the descriptor at block 16) or the Joliet tree (at block 17). */
export function rawTree(image: Uint8Array, tree: 'plain' | 'joliet'): RawTree {
  const descriptorAt = (tree === 'plain' ? 16 : 17) * BLOCK;
  const text = tree === 'plain' ? latin1 : utf16;
  const root = recordAt(image, descriptorAt + 156, latin1);
  const directories: RawDirectory[] = [];
  const queue = [{ path: '', extent: root.extent, byteLength: root.byteLength }];
  for (const place of queue) {
    const records = recordsOf(image, place.extent * BLOCK, place.byteLength, text);
    directories.push({ ...place, records });
    for (const { identifier, extent, byteLength, flags } of records.slice(2)) {
      const path = place.path === '' ? identifier : `${place.path}/${identifier}`;
      if ((flags & 2) !== 0) queue.push({ path, extent, byteLength });
    }
  }
  const byteLength = u32(image, descriptorAt + 132);
  const blockL = u32(image, descriptorAt + 140);
  return { descriptorAt, pathTable: { byteLength, blockL, blockM: u32be(image, descriptorAt + 148) }, directories };
}

function recordsOf(
  image: Uint8Array,
  at: number,
  byteLength: number,
  text: (bytes: Uint8Array) => string,
): RawRecord[] {
  const records: RawRecord[] = [];
  for (let next = at; next < at + byteLength; ) {
    if (image[next] === 0) {
      next += BLOCK - (next % BLOCK);
      continue;
    }
    records.push(recordAt(image, next, records.length < 2 ? latin1 : text));
    next += image[next]!;
  }
  return records;
}

function recordAt(image: Uint8Array, at: number, text: (bytes: Uint8Array) => string): RawRecord {
  const length = image[at]!;
  const identifierLength = image[at + 32]!;
  const identifierBytes = image.slice(at + 33, at + 33 + identifierLength);
  const systemUseAt = at + 33 + identifierLength + (identifierLength % 2 === 0 ? 1 : 0);
  return {
    at,
    length,
    identifier: text(identifierBytes),
    identifierBytes,
    extent: u32(image, at + 2),
    byteLength: u32(image, at + 10),
    date: image.slice(at + 18, at + 25),
    flags: image[at + 25]!,
    systemUse: [...systemUseOf(image, systemUseAt, at + length)],
  };
}

function* systemUseOf(image: Uint8Array, from: number, end: number): Generator<RawEntry> {
  let continuation: { at: number; end: number } | undefined;
  for (let at = from; at + 4 <= end && image[at] !== 0; at += image[at + 2]!) {
    const length = image[at + 2]!;
    const signature = latin1(image.subarray(at, at + 2));
    if (signature === 'CE') {
      const start = u32(image, at + 4) * BLOCK + u32(image, at + 12);
      continuation = { at: start, end: start + u32(image, at + 20) };
    }
    yield { signature, payload: image.slice(at + 4, at + length), at, length };
  }
  if (continuation !== undefined) yield* systemUseOf(image, continuation.at, continuation.end);
}

export const entriesNamed = ({ systemUse }: RawRecord, signature: string): readonly RawEntry[] =>
  systemUse.filter((entry) => entry.signature === signature);

/** The Rock Ridge name; undefined where a record has none. */
export function rockRidgeName(record: RawRecord): string | undefined {
  const parts = entriesNamed(record, 'NM').map(({ payload }) => payload.subarray(1));
  return parts.length === 0 ? undefined : utf8(Uint8Array.from(parts.flatMap((part) => [...part])));
}

/** mode, links, uid, gid, serial number. */
export function posixOf(record: RawRecord): readonly number[] {
  const [entry] = entriesNamed(record, 'PX');
  return entry === undefined ? [] : [0, 8, 16, 24, 32].map((offset) => u32(entry.payload, offset));
}

/** All records but `.` and `..`, with the identifiers of their directory in front. */
export const rawRecords = ({ directories }: RawTree): readonly (RawRecord & { readonly path: string })[] =>
  directories.flatMap(({ path, records }) =>
    records
      .slice(2)
      .map((record) => ({ ...record, path: path === '' ? record.identifier : `${path}/${record.identifier}` })),
  );

/** Records by Rock Ridge path. Placeholders of moved directories are not followed. */
export function rockRidgePaths(tree: RawTree): ReadonlyMap<string, RawRecord> {
  const names = new Map<string, string>([['', '']]);
  const paths = new Map<string, RawRecord>();
  for (const { path, records } of tree.directories) {
    for (const record of records.slice(2)) {
      const parent = names.get(path)!;
      const name = rockRidgeName(record) ?? '';
      const own = parent === '' ? name : `${parent}/${name}`;
      names.set(path === '' ? record.identifier : `${path}/${record.identifier}`, own);
      paths.set(own, record);
    }
  }
  return paths;
}

/** A target as the components of its SL entries say it; an entry ends between components only where it must. */
export function targetOf(record: RawRecord): string {
  const components: { flags: number; bytes: number[] }[] = [];
  let isOpen = false;
  for (const { payload } of entriesNamed(record, 'SL')) {
    for (let at = 1; at < payload.length; at += 2 + payload[at + 1]!) {
      const bytes = [...payload.subarray(at + 2, at + 2 + payload[at + 1]!)];
      const flags = payload[at]!;
      if (isOpen) components.at(-1)!.bytes.push(...bytes);
      else components.push({ flags: flags & ~1, bytes });
      isOpen = (flags & 1) !== 0;
    }
  }
  const texts = components.map(({ flags, bytes }) =>
    flags === 2 ? '.' : flags === 4 ? '..' : flags === 8 ? '' : utf8(Uint8Array.from(bytes)),
  );
  return texts.length === 1 && texts[0] === '' ? '/' : texts.join('/');
}

/** A path table: identifier length, extent and parent number of each entry, with the identifier as Latin-1. */
export function rawPathTable(image: Uint8Array, block: number, byteLength: number, order: 'L' | 'M') {
  const number32 = order === 'L' ? u32 : u32be;
  const entries: { identifier: string; extent: number; parent: number }[] = [];
  for (let at = block * BLOCK; at < block * BLOCK + byteLength; ) {
    const length = image[at]!;
    const parent = order === 'L' ? u16(image, at + 6) : image[at + 6]! * 0x100 + image[at + 7]!;
    entries.push({
      identifier: latin1(image.subarray(at + 8, at + 8 + length)),
      extent: number32(image, at + 2),
      parent,
    });
    at += 8 + length + (length % 2);
  }
  return entries;
}
