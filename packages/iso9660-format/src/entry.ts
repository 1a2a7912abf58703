/**
 * Entries: what a tree consists of, the same shape into the writer and out of the reader.
 */
import { checkArguments, isObject, kind } from '@configdrive/issues/arguments';
import { type BlobLike, utf8ByteLength } from './platform.ts';

/** Bytes that are not in memory: their number is known, they come when asked. */
export interface ContentSource {
  readonly byteLength: number;
  /** The bytes from the first to the last, in pieces of any size. Called once per image that is written. */
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /**
   * Synchronous and stateless: copies bytes from `offset` on into `target` and returns how many, at least one before
   * the end. With it an image can be written without a promise per piece.
   */
  fill?(target: Uint8Array, offset: number): number;
}

/**
 * What a file holds. A string is written as UTF-8. The same *object* given for two entries is a hard link: one extent,
 * link count 2; strings and empty contents are never links.
 */
export type Content = Uint8Array | string | BlobLike | ContentSource;

export interface DeviceNumber {
  readonly major: number;
  readonly minor: number;
}

/** Trees of an image that an entry may be restricted to. */
export type TreeKind = 'plain' | 'joliet';

/** A System Use Sharing Protocol entry that no table here describes, kept as it came. */
export interface UnknownSystemUse {
  /** Two characters. */
  readonly signature: string;
  readonly version: number;
  /** Everything after the four bytes of signature, length and version. */
  readonly payload: Uint8Array;
}

export interface Entry {
  /** From the root, `/` between components, no leading `/`: `cloudstack/metadata/vm-id.txt`. */
  readonly path: string;
  /** Present: a file. Absent, with no `target`, `sameAs` or `device`: a directory. */
  readonly content?: Content;
  /** Permission bits (0o7777) and, for what only a mode can say (fifo, socket, device), the file type bits. Default 0444, directories 0555. */
  readonly mode?: number;
  /** Default 0. */
  readonly uid?: number;
  /** Default 0. */
  readonly gid?: number;
  /** Default: the image's timestamp. Whole seconds are kept. */
  readonly modified?: Date;
  /** A symbolic link to this path, stored as text. */
  readonly target?: string;
  /** An alias: the extent of the file at this path, but a file of its own (link count 1, own serial number). */
  readonly sameAs?: string;
  /** A block or character device; `mode` says which. */
  readonly device?: DeviceNumber;
  /** Only in this tree; absent: in every tree that can hold it. */
  readonly only?: TreeKind;
  /** System use entries to write as they are (plain tree only). */
  readonly systemUse?: readonly UnknownSystemUse[];
}

/** RRIP: the content is compressed (zisofs), which Linux unpacks and other systems do not. */
const COMPRESSED = 'ZF';

/** Signatures of what says how a content is stored, and belongs to no other content: compressed, or with zeros left out. */
const STORAGE_SIGNATURES: ReadonlySet<string> = new Set([COMPRESSED, 'SF']);

/** Whether a content is compressed with zisofs: its bytes here are as they lie in the image. */
export const isCompressed = ({ systemUse = [] }: Pick<Entry, 'systemUse'>): boolean =>
  systemUse.some(({ signature }) => signature === COMPRESSED);

/** The entry without what its content needed to be read, for another content: guests would unpack that, too. */
export function withoutStorage(entry: Entry): Entry {
  checkArguments(['entry', someEntry, entry]);
  const { systemUse = [], ...rest } = entry;
  const kept = systemUse.filter(({ signature }) => !STORAGE_SIGNATURES.has(signature));
  if (kept.length === systemUse.length) return entry;
  return kept.length === 0 ? rest : { ...rest, systemUse: kept };
}

const isBlobLike = (content: Exclude<Content, string | Uint8Array>): content is BlobLike => !('open' in content);

/** Number of bytes of a content, known without opening it. */
export function byteLengthOf(content: Content): number {
  if (typeof content === 'string') return utf8ByteLength(content);
  if (content instanceof Uint8Array) return content.byteLength;
  return isBlobLike(content) ? content.size : content.byteLength;
}

/** The pieces of a content, whatever its kind. */
export function piecesOf(content: Exclude<Content, string>): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (content instanceof Uint8Array) return [content];
  if (!isBlobLike(content)) return content.open();
  const stream = content.stream();
  return Symbol.asyncIterator in stream ? stream : piecesOfStream(stream);
}

async function* piecesOfStream(
  stream: Exclude<ReturnType<BlobLike['stream']>, AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let isAtEnd = false;
  try {
    while (!isAtEnd) {
      const { done, value } = await reader.read();
      isAtEnd = done;
      if (!done && value !== undefined) yield value;
    }
  } finally {
    // A consumer that stops early (an abort, a byte too many) must not leave the source open.
    if (!isAtEnd) await reader.cancel();
    reader.releaseLock();
  }
}

/** `a/b.txt (12 bytes)`, `a/`: for people; never a content. */
export function summaryOfEntry(entry: Entry): string {
  checkArguments(['entry', someEntry, entry]);
  const { path, content } = entry;
  return content === undefined ? `${path}/` : `${path} (${byteLengthOf(content)} bytes)`;
}

const someEntry = /* @__PURE__ */ kind(
  'an entry: an object with a path',
  (value) => isObject(value) && typeof value.path === 'string',
);
