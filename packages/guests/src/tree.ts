/**
 * The files of a drive as one kind of guest sees them: Linux by Rock Ridge (names exact, links followed), Windows by
 * Joliet (case ignored, no links).
 */

import type { DriveTree } from '@configdrive/core';
import { bytesOf } from '@configdrive/core/internal';
import { byteLengthOf, type Content, type Entry, isCompressed, LinkWalk, strictUtf8Text } from 'iso9660-format';
import { type Limit, type Look, newLook } from './budget.ts';
import type { JsonResult } from './json.ts';

export type View = 'linux' | 'freebsd' | 'windows';

type Namespace = DriveTree['namespace'];

/** How the system of a guest shows a drive. */
interface SystemRules {
  /** The trees it takes where there are several, the best first; undefined: the first, as reading an image finds it for Linux. */
  readonly trees: readonly Namespace[] | undefined;
  /** Of a drive that was planned: entries that are in this tree only are not seen. */
  readonly hidden: 'plain' | 'joliet';
  /** In which trees letter case is ignored when a name is looked for. */
  readonly caseBlind: readonly Namespace[];
  /** In which trees names are shown in lower case. */
  readonly lowered: readonly Namespace[];
  /** Links, devices and the like are seen as such. */
  readonly hasRockRidge: boolean;
  /** Files that are compressed with zisofs are seen as they were before that. */
  readonly unpacks: boolean;
}

/** Linux: fs/isofs. FreeBSD: sys/fs/cd9660. Windows: cdfs. */
const systems: Readonly<Record<View, SystemRules>> = {
  linux: {
    trees: undefined,
    hidden: 'joliet',
    caseBlind: ['joliet'],
    lowered: ['plain'],
    hasRockRidge: true,
    unpacks: true,
  },
  freebsd: {
    trees: ['rockRidge', 'joliet', 'plain'],
    hidden: 'joliet',
    caseBlind: [],
    lowered: ['plain'],
    hasRockRidge: true,
    unpacks: false,
  },
  windows: {
    trees: ['joliet', 'plain'],
    hidden: 'plain',
    caseBlind: ['rockRidge', 'joliet', 'plain', 'enhanced'],
    lowered: [],
    hasRockRidge: false,
    unpacks: false,
  },
};

/** What there is to see of a drive: `trees` where an image does not show the same in all of them. */
export interface SeenDrive {
  readonly entries: readonly Entry[];
  readonly trees?: readonly DriveTree[] | undefined;
}

/** The tree of a drive that a system takes. One that has none of its trees takes the first. */
function treeFor({ entries, trees }: SeenDrive, { trees: wanted, lowered }: SystemRules): DriveTree {
  const found = wanted
    ?.map((name) => trees?.find(({ namespace }) => namespace === name))
    .find((tree) => tree !== undefined);
  const tree = found ?? trees?.[0] ?? { namespace: 'rockRidge', entries };
  return lowered.includes(tree.namespace) ? { ...tree, entries: tree.entries.map(inLowerCase) } : tree;
}

const inLowerCase = (entry: Entry): Entry => ({
  ...entry,
  path: entry.path.toLowerCase(),
  ...(entry.sameAs === undefined ? {} : { sameAs: entry.sameAs.toLowerCase() }),
});

/** No drive is larger; a content that claims to be is not brought into memory. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A file that is there. */
export class TreeFile {
  readonly byteLength: number;
  /** The guest's system unpacks it (zisofs), and nothing here does. */
  readonly isCompressed: boolean;
  readonly #content: Content;

  constructor(content: Content, isCompressed = false) {
    this.#content = content;
    this.isCompressed = isCompressed;
    this.byteLength = byteLengthOf(content);
  }

  /** Undefined for contents that only come asynchronously, for those over 64 MiB, and for those that only the guest unpacks. */
  get bytes(): Uint8Array | undefined {
    return this.isCompressed || this.byteLength > MAX_BYTES ? undefined : bytesOf(this.#content);
  }

  /** Whether there are bytes to look at. */
  get isInMemory(): boolean {
    return this.bytes !== undefined;
  }

  /** A byte order mark is kept; null where the bytes are not UTF-8, undefined where they are not in memory. */
  get text(): string | null | undefined {
    if (typeof this.#content === 'string' && !this.isCompressed) return this.#content;
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
  /** By path, the limit beyond which a document was not looked at. */
  readonly beyond = new Map<string, Limit>();
  readonly look: Look;
  readonly #rules: SystemRules;
  readonly #isCaseBlind: boolean;
  readonly #entries = new Map<string, Entry>();
  readonly #links = new LinkWalk();
  /** Name by name of every directory, those without an entry of their own included. */
  readonly #names = new Map<string, Set<string>>();

  constructor(drive: SeenDrive, view: View, look: Look = newLook()) {
    const rules = systems[view];
    const { namespace, entries } = treeFor(drive, rules);
    this.#rules = rules;
    this.#isCaseBlind = rules.caseBlind.includes(namespace);
    this.look = look;
    for (const entry of entries) {
      if (entry.only === rules.hidden || (!rules.hasRockRidge && !isFile(entry) && !isDirectory(entry))) continue;
      this.#entries.set(this.#keyOf(entry.path), entry);
      if (rules.hasRockRidge) this.#links.add(entry.path, entry);
      this.#addNames(this.#keyOf(entry.path), isDirectory(entry));
    }
  }

  /** A file at this path, links followed; directories and devices are none. */
  file(path: string): TreeFile | undefined {
    const entry = this.#entryAt(path);
    if (entry === undefined || !isFile(entry)) return undefined;
    const content = entry.content ?? this.#entryAt(entry.sameAs ?? '')?.content;
    return content === undefined ? undefined : new TreeFile(content, this.#rules.unpacks && isCompressed(entry));
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
    return this.#isCaseBlind ? path.toLowerCase() : path;
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
    return this.#rules.hasRockRidge ? this.#links.entryAt(path) : undefined;
  }
}
