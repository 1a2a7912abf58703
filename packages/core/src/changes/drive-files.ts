/**
 * The files of a drive while it is changed: found by path, written, removed. What is not touched stays the very entry it
 * was. A file that shares its bytes with others is changed alone, but for its aliases, which are other names of it.
 */
import { byteLengthOf, type Content, type Entry, strictUtf8Text, utf8Bytes, withoutStorage } from 'iso9660-format';
import { concealedBytes, DriveContent, heldText } from '../drive-content.ts';
import { areSameBytes, bytesOf } from '../encoding/content-bytes.ts';
import { MOST_DOCUMENT_BYTES } from '../limits.ts';
import { type Alias, portable } from '../profiles.ts';

const isFile = ({ content, sameAs }: Entry): boolean => content !== undefined || sameAs !== undefined;

function owning(entry: Entry, content: Content): Entry {
  const { sameAs: _, ...rest } = entry;
  return { ...rest, content };
}

function following(entry: Entry, sameAs: string): Entry {
  const { content: _, ...rest } = entry;
  return { ...rest, sameAs };
}

export class DriveFiles {
  readonly #entries: Entry[];
  readonly #indexes = new Map<string, number>();
  readonly #gone = new Set<Entry>();
  readonly #aliases: readonly Alias[];
  readonly #modified: Date;
  /** What the contents of the drive have been replaced by. */
  readonly #successors = new Map<Content, readonly DriveContent[]>();
  /** The contents of new files, by the bytes they were given as: those with the same array are one. */
  readonly #added = new Map<Uint8Array, DriveContent>();
  #isChanged = false;

  /** `modified` dates what is written; `aliases` are such that the drive may have beside the known ones. */
  constructor(entries: readonly Entry[], modified: Date, aliases: readonly Alias[]) {
    this.#entries = [...entries];
    for (const [index, { path }] of entries.entries()) this.#indexes.set(path, index);
    this.#modified = modified;
    this.#aliases = aliases === portable.aliases ? aliases : [...portable.aliases, ...aliases];
  }

  get isChanged(): boolean {
    return this.#isChanged;
  }

  get entries(): readonly Entry[] {
    return this.#gone.size === 0 ? this.#entries : this.#entries.filter((entry) => !this.#gone.has(entry));
  }

  /** Of everything that is there. */
  get paths(): Iterable<string> {
    return this.#indexes.keys();
  }

  /** A file with this path; links, devices and directories are none. */
  has(path: string): boolean {
    const entry = this.#entryAt(path);
    return entry !== undefined && isFile(entry);
  }

  /** The same of a file that is not merely another name of one. */
  hasOwn(path: string): boolean {
    const canonical = this.#aliases.find(([alias]) => alias === path)?.[1];
    return this.has(path) && !(canonical !== undefined && this.has(canonical) && this.#share(path, canonical));
  }

  /** The content as it is in the drive: the same object for two hard links. */
  contentAt(path: string): Content | undefined {
    return this.#ownerOf(path)?.content;
  }

  bytesAt(path: string): Uint8Array | undefined {
    const content = this.contentAt(path);
    return content === undefined ? undefined : bytesOf(content);
  }

  /** A byte order mark is kept; undefined where the bytes are no UTF-8. */
  textAt(path: string): string | undefined {
    const content = this.contentAt(path);
    const held = content === undefined ? undefined : heldText(content);
    if (content === undefined || held !== undefined) return held;
    const bytes = bytesOf(content);
    return bytes === undefined ? undefined : strictUtf8Text(bytes);
  }

  /** Whether a file is longer than what is parsed. */
  isTooLong(path: string): boolean {
    const content = this.contentAt(path);
    return content !== undefined && byteLengthOf(content) > MOST_DOCUMENT_BYTES;
  }

  /** The text of a file that is to be parsed; undefined also where it is too long for that. */
  documentAt(path: string): string | undefined {
    return this.isTooLong(path) ? undefined : this.textAt(path);
  }

  /** Gives a file other bytes, and its aliases with it; the same bytes change nothing, not even the date. */
  write(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? utf8Bytes(content) : content;
    const old = this.bytesAt(path);
    if (old !== undefined && areSameBytes(old, bytes)) return;
    this.#isChanged = true;
    const entry = this.#entryAt(path);
    if (entry === undefined || !isFile(entry)) this.#add(path, concealedBytes(bytes, this.#added));
    else this.#replace(entry, this.#successorOf(this.contentAt(path), bytes));
  }

  /** Names that were one file are one again, where they get the same bytes; those of several are several again. */
  #successorOf(old: Content | undefined, bytes: Uint8Array): DriveContent {
    if (typeof old !== 'object') return new DriveContent(bytes);
    const successors = this.#successors.get(old) ?? [];
    const known = successors.find((one) => areSameBytes(one.bytes(), bytes));
    if (known !== undefined) return known;
    const successor = new DriveContent(bytes);
    this.#successors.set(old, [...successors, successor]);
    return successor;
  }

  /** Another name for a file, which has its bytes from now on. */
  addAlias(path: string, sameAs: string): void {
    this.#isChanged = true;
    this.#push({ path, sameAs, modified: this.#modified });
  }

  /** Takes a file away, and its aliases with it. */
  remove(path: string): void {
    const entry = this.#entryAt(path);
    if (entry === undefined || !isFile(entry)) return;
    this.#isChanged = true;
    const removed = [entry, ...this.#aliasesOf(path)];
    this.#detachFrom(removed);
    for (const { path: gone } of removed) {
      this.#gone.add(this.#entryAt(gone)!);
      this.#indexes.delete(gone);
    }
  }

  #entryAt(path: string): Entry | undefined {
    const index = this.#indexes.get(path);
    return index === undefined ? undefined : this.#entries[index];
  }

  #push(entry: Entry): void {
    this.#indexes.set(entry.path, this.#entries.push(entry) - 1);
  }

  #set(entry: Entry): void {
    this.#entries[this.#indexes.get(entry.path)!] = entry;
  }

  /** The entry that holds the bytes of a file. */
  #ownerOf(path: string): Entry | undefined {
    let entry = this.#entryAt(path);
    for (let hops = 0; entry?.sameAs !== undefined; hops++) {
      if (hops > this.#entries.length) return undefined;
      entry = this.#entryAt(entry.sameAs);
    }
    return entry;
  }

  #add(path: string, content: DriveContent): void {
    const earlier = this.#entryAt(path);
    if (earlier !== undefined) {
      this.#gone.add(earlier);
      this.#indexes.delete(path);
    }
    this.#addDirectories(path);
    this.#push({ path, content, modified: this.#modified });
  }

  /** Those that are new; others may be there without an entry of their own. */
  #addDirectories(path: string): void {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const directory = path.slice(0, end);
      if (!this.#isDirectory(directory)) this.#push({ path: directory, modified: this.#modified });
    }
  }

  #isDirectory(directory: string): boolean {
    if (this.#indexes.has(directory)) return true;
    for (const path of this.#indexes.keys()) {
      if (path.length > directory.length && path[directory.length] === '/' && path.startsWith(directory)) return true;
    }
    return false;
  }

  #replace(entry: Entry, content: DriveContent): void {
    const { path } = entry;
    const aliases = this.#aliasesOf(path);
    this.#detachFrom([entry, ...aliases]);
    this.#set({ ...owning(withoutStorage(entry), content), modified: this.#modified });
    for (const alias of aliases) {
      const isHardLink = alias.content !== undefined && alias.content === entry.content;
      const link = withoutStorage(alias);
      this.#set({ ...(isHardLink ? owning(link, content) : following(link, path)), modified: this.#modified });
    }
  }

  /** An alias of a file has a name that is known for one, and the file's extent or bytes; otherwise it is a file of its own. */
  #aliasesOf(canonical: string): readonly Entry[] {
    const aliases: Entry[] = [];
    for (const [path, sameAs] of this.#aliases) {
      if (sameAs !== canonical || path === canonical) continue;
      const entry = this.#entryAt(path);
      if (entry !== undefined && isFile(entry) && this.#share(path, canonical)) aliases.push(entry);
    }
    return aliases;
  }

  #share(path: string, other: string): boolean {
    if (this.contentAt(path) === this.contentAt(other)) return true;
    const bytes = this.bytesAt(path);
    const otherBytes = this.bytesAt(other);
    return bytes !== undefined && otherBytes !== undefined && areSameBytes(bytes, otherBytes);
  }

  /** Whatever else lies on the same extent as what is about to change keeps its bytes. */
  #detachFrom(changing: readonly Entry[]): void {
    const changed = new Set(changing);
    const owners = new Set(changing.map(({ path }) => this.#ownerOf(path)));
    for (const owner of owners) {
      if (owner?.content === undefined) continue;
      const others = this.#followersOf(owner).filter((entry) => !changed.has(entry));
      if (others.length > 0) this.#regroup(changed.has(owner) ? undefined : owner.path, owner.content, others);
    }
  }

  #followersOf(owner: Entry): readonly Entry[] {
    return this.entries.filter(({ sameAs, path }) => sameAs !== undefined && this.#ownerOf(path) === owner);
  }

  /** `owner`: the path of the one that keeps the bytes; undefined: the first of the others does now. */
  #regroup(owner: string | undefined, content: Content, others: readonly Entry[]): void {
    let path = owner;
    for (const entry of others) {
      if (path === undefined) {
        this.#set(owning(entry, content));
        path = entry.path;
      } else if (entry.sameAs !== path) this.#set({ ...entry, sameAs: path });
    }
  }
}
