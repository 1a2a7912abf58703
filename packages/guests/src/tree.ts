/**
 * The files of a drive as one kind of guest sees them: Linux by Rock Ridge (names exact, links followed), Windows by
 * Joliet (case ignored, no links).
 */

import { bytesOf } from '@configdrive/core/internal';
import { byteLengthOf, type Content, type Entry, strictUtf8Text } from 'iso9660-format';
import type { JsonResult } from './json.ts';
import { LinkWalk } from './link-walk.ts';

export type View = 'linux' | 'windows';

/** No drive is larger; a content that claims to be is not brought into memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A file that is there. */
export class TreeFile {
  readonly byteLength: number;
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
    this.byteLength = byteLengthOf(content);
  }

  /** Undefined for contents that only come asynchronously, and for those over 64 MiB. */
  get bytes(): Uint8Array | undefined {
    return this.byteLength > MAX_BYTES ? undefined : bytesOf(this.#content);
  }

  /** Whether there are bytes to look at. */
  get isInMemory(): boolean {
    return this.bytes !== undefined;
  }

  /** A byte order mark is kept; null where the bytes are not UTF-8, undefined where they are not in memory. */
  get text(): string | null | undefined {
    if (typeof this.#content === 'string') return this.#content;
    const bytes = this.bytes;
    return bytes === undefined ? undefined : (strictUtf8Text(bytes) ?? null);
  }
}

const isFile = ({ content, sameAs }: Entry): boolean => content !== undefined || sameAs !== undefined;
const isDirectory = (entry: Entry): boolean =>
  !isFile(entry) && entry.target === undefined && entry.device === undefined && ((entry.mode ?? 0) & 0o170000) === 0;

/** A path without `.`, `..` and doubled slashes; undefined where it leaves the drive. */
export function normalPath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

export class GuestTree {
  /** Parsed documents by what they were parsed as: guests of one kind look at the same files. */
  readonly memo = new Map<string, JsonResult>();
  readonly #view: View;
  readonly #entries = new Map<string, Entry>();
  readonly #links = new LinkWalk();
  /** Name by name of every directory, those without an entry of their own included. */
  readonly #names = new Map<string, Set<string>>();

  constructor(entries: readonly Entry[], view: View) {
    this.#view = view;
    const hidden = view === 'linux' ? 'joliet' : 'plain';
    for (const entry of entries) {
      if (entry.only === hidden || (view === 'windows' && !isFile(entry) && !isDirectory(entry))) continue;
      this.#entries.set(this.#keyOf(entry.path), entry);
      if (view === 'linux') this.#links.add(entry.path, entry);
      this.#addNames(this.#keyOf(entry.path), isDirectory(entry));
    }
  }

  /** A file at this path, links followed; directories and devices are none. */
  file(path: string): TreeFile | undefined {
    const entry = this.#entryAt(path);
    if (entry === undefined || !isFile(entry)) return undefined;
    const content = entry.content ?? this.#entryAt(entry.sameAs ?? '')?.content;
    return content === undefined ? undefined : new TreeFile(content);
  }

  /** Names in a directory; undefined where there is no directory. */
  names(directory: string): ReadonlySet<string> | undefined {
    return this.#names.get(this.#keyOf(directory));
  }

  /** Of all files, links to files among them, in the order of the drive. */
  *filePaths(): Generator<string> {
    for (const { path } of this.#entries.values()) {
      if (this.file(path) !== undefined) yield path;
    }
  }

  exists(path: string): boolean {
    return this.names(path) !== undefined || this.#entryAt(path) !== undefined;
  }

  #keyOf(path: string): string {
    return this.#view === 'windows' ? path.toLowerCase() : path;
  }

  #addNames(path: string, withItself: boolean): void {
    if (withItself && !this.#names.has(path)) this.#names.set(path, new Set());
    for (let child = path; child !== ''; ) {
      const slash = child.lastIndexOf('/');
      const parent = slash === -1 ? '' : child.slice(0, slash);
      const names = this.#names.get(parent) ?? new Set();
      this.#names.set(parent, names.add(child.slice(slash + 1)));
      child = parent;
    }
  }

  #entryAt(path: string): Entry | undefined {
    const direct = this.#entries.get(this.#keyOf(path));
    if (direct !== undefined && direct.target === undefined) return direct;
    return this.#view === 'linux' ? this.#links.entryAt(path) : undefined;
  }
}
