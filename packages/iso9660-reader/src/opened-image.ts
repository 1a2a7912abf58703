/** An image whose descriptors are read: facts, listings made once and kept, contents by path. */

import { InvalidInputError } from '@configdrive/issues';
import { checkArguments, options as knownOptions, text } from '@configdrive/issues/arguments';
import type { ContentSource, Entry } from 'iso9660-format';
import { MemoryBytes, ReadyContent, type RemoteBytes, RemoteContent, refuseObstacle } from './contents.ts';
import type { DescriptorSet } from './descriptors.ts';
import { entriesOf } from './entries.ts';
import type { Findings } from './findings.ts';
import type { DescriptorInfo, Image, ImageFacts, SyncImage, TreeOptions } from './image.ts';
import type { ImageIssue } from './image-issue.ts';
import { type DescriptorLabel, labelOf, labelsOf, volumeByteLengthOf } from './labels.ts';
import { Budget, type ReadOptions } from './limits.ts';
import type { ImageTree, Namespace } from './namespaces.ts';
import { finish, finishSync, type Reading, type Window } from './reading.ts';
import { type FoundRecord, type ImageRecord, imageRecordOf } from './records.ts';
import { keyOfExtent } from './tree-issues.ts';
import { walkTree } from './walk.ts';

/** What opening an image brings. */
export interface Opened {
  readonly window: Window;
  readonly byteLength: number;
  readonly options: ReadOptions;
  readonly findings: Findings;
  readonly descriptors: DescriptorSet;
  readonly trees: readonly ImageTree[];
}

abstract class OpenedImage implements ImageFacts {
  readonly byteLength: number;
  readonly #opened: Opened;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.byteLength = opened.byteLength;
  }

  get volumeByteLength(): number {
    return volumeByteLengthOf(this.#opened.descriptors);
  }

  get label(): string {
    return labelOf(this.#opened.descriptors);
  }

  get labels(): readonly DescriptorLabel[] {
    return labelsOf(this.#opened.descriptors);
  }

  get descriptors(): readonly DescriptorInfo[] {
    return this.#opened.descriptors.all.map((found) => ({
      kind: found.kind,
      block: found.block,
      value: found.value,
    }));
  }

  get namespaces(): readonly [Namespace, ...Namespace[]] {
    return this.#opened.trees.map(({ namespace }) => namespace) as [Namespace, ...Namespace[]];
  }

  get issues(): readonly ImageIssue[] {
    return this.#opened.findings.issues;
  }

  protected treeFor(options: TreeOptions): ImageTree {
    checkArguments(['options', treeOptions, options]);
    const { namespace } = options;
    const [preferred] = this.#opened.trees;
    const tree = namespace === undefined ? preferred : this.#opened.trees.find((one) => one.namespace === namespace);
    if (tree !== undefined) return tree;
    const message = `this image has no such tree; it has ${this.namespaces.join(', ')}`;
    throw new InvalidInputError([{ code: 'namespace-absent', severity: 'error', place: ['namespace'], message }]);
  }

  /** Each walk has a window and a budget of its own, so that two may run side by side. */
  protected walk(tree: ImageTree): Reading<readonly FoundRecord[]> {
    const { window, byteLength, options, findings } = this.#opened;
    return walkTree({ window: window.clone(), byteLength, tree, budget: new Budget(options), findings });
  }
}

const treeOptions = /* @__PURE__ */ knownOptions<TreeOptions>({ namespace: true });

/** A tree that was walked. */
class Listing {
  readonly #found: readonly FoundRecord[];
  readonly #contentOf: (record: FoundRecord) => ContentSource;
  #entries: readonly Entry[] | undefined;
  #records: readonly ImageRecord[] | undefined;
  #indexes: Map<string, number> | undefined;

  constructor(found: readonly FoundRecord[], contentOf: (record: FoundRecord) => ContentSource) {
    this.#found = found;
    this.#contentOf = contentOf;
  }

  get entries(): readonly Entry[] {
    this.#entries ??= entriesOf(this.#found, this.#contentOf);
    return this.#entries;
  }

  get records(): readonly ImageRecord[] {
    this.#records ??= this.entries.map((entry, index) => imageRecordOf(this.#found[index]!, entry));
    return this.#records;
  }

  /** Records are mostly in one order in all trees; where they are not, each is looked for. */
  isAlike(other: Listing): boolean {
    const [found, others] = [this.#found, other.#found];
    if (found.length !== others.length) return false;
    const indexes = found.every(({ path }, index) => path === others[index]!.path) ? undefined : indexesOf(others);
    return found.every((record, index) => {
      const at = indexes === undefined ? index : indexes.get(record.path);
      return at !== undefined && isSameContent(record, others[at]!);
    });
  }

  entryAt(path: string): Entry | undefined {
    const index = this.#indexOf(path);
    return index === undefined ? undefined : this.entries[index];
  }

  /** The content of a file that can be read, into memory. */
  contentAt(path: string): ContentSource {
    const index = this.#indexOf(path);
    if (index === undefined) throw pathError('no-such-path', path, 'is not in this tree');
    const record = this.#found[index]!;
    if (record.kind !== 'file') throw pathError('not-a-file', path, `is a ${record.kind}`);
    refuseObstacle(record);
    if (record.byteLength > LARGEST_IN_MEMORY)
      throw pathError('file-too-large', path, 'is too large for memory: open it');
    return this.#contentOf(record);
  }

  /** Of the first with that path; an image may hold several. */
  #indexOf(path: string): number | undefined {
    checkArguments(['path', text, path]);
    this.#indexes ??= indexesOf(this.#found);
    return this.#indexes.get(path.replace(/^\/+/, ''));
  }
}

function isSameContent(one: FoundRecord, other: FoundRecord): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'directory') return true;
  if (one.byteLength !== other.byteLength) return false;
  const isSimple = one.rare?.sections === undefined && other.rare?.sections === undefined;
  return isSimple ? one.byteLength === 0 || one.block === other.block : keyOfExtent(one) === keyOfExtent(other);
}

/** Bytes of a file that `read` gives at once. */
const LARGEST_IN_MEMORY = 0x7fff_ffff;

function indexesOf(found: readonly FoundRecord[]): Map<string, number> {
  const indexes = new Map<string, number>();
  for (const [index, { path }] of found.entries()) if (!indexes.has(path)) indexes.set(path, index);
  return indexes;
}

const pathError = (code: string, path: string, message: string): InvalidInputError =>
  new InvalidInputError([{ code, severity: 'error', place: ['path', path], message }]);

export class MemoryImage extends OpenedImage implements SyncImage {
  readonly #bytes: MemoryBytes;
  readonly #listings = new Map<Namespace, Listing>();

  constructor(opened: Opened, bytes: Uint8Array) {
    super(opened);
    this.#bytes = new MemoryBytes(bytes);
  }

  entries(options: TreeOptions = {}): readonly Entry[] {
    return this.#listing(options).entries;
  }

  records(options: TreeOptions = {}): readonly ImageRecord[] {
    return this.#listing(options).records;
  }

  entry(path: string, options: TreeOptions = {}): Entry | undefined {
    return this.#listing(options).entryAt(path);
  }

  areTreesAlike(one: Namespace, other: Namespace): boolean {
    return this.#listing({ namespace: one }).isAlike(this.#listing({ namespace: other }));
  }

  readSync(path: string, options: TreeOptions = {}): Uint8Array {
    const content = this.#listing(options).contentAt(path);
    const bytes = new Uint8Array(content.byteLength);
    content.fill?.(bytes, 0);
    return bytes;
  }

  async read(path: string, options: TreeOptions = {}): Promise<Uint8Array> {
    return this.readSync(path, options);
  }

  #listing(options: TreeOptions): Listing {
    const tree = this.treeFor(options);
    let listing = this.#listings.get(tree.namespace);
    if (listing === undefined) {
      listing = new Listing(finishSync(this.walk(tree)), (record) => new ReadyContent(record, this.#bytes));
      this.#listings.set(tree.namespace, listing);
    }
    return listing;
  }
}

export class RemoteImage extends OpenedImage implements Image {
  readonly #source: RemoteBytes;
  readonly #bytes: MemoryBytes | undefined;
  readonly #listings = new Map<Namespace, Promise<Listing>>();

  constructor(opened: Opened, source: RemoteBytes, bytes: Uint8Array | undefined) {
    super(opened);
    this.#source = source;
    this.#bytes = bytes === undefined ? undefined : new MemoryBytes(bytes);
  }

  async entries(options: TreeOptions = {}): Promise<readonly Entry[]> {
    return (await this.#listing(options)).entries;
  }

  async records(options: TreeOptions = {}): Promise<readonly ImageRecord[]> {
    return (await this.#listing(options)).records;
  }

  async entry(path: string, options: TreeOptions = {}): Promise<Entry | undefined> {
    return (await this.#listing(options)).entryAt(path);
  }

  async read(path: string, options: TreeOptions = {}): Promise<Uint8Array> {
    const content = (await this.#listing(options)).contentAt(path);
    const bytes = new Uint8Array(content.byteLength);
    let filled = 0;
    for await (const piece of content.open()) {
      bytes.set(piece, filled);
      filled += piece.byteLength;
    }
    return bytes;
  }

  async areTreesAlike(one: Namespace, other: Namespace): Promise<boolean> {
    return (await this.#listing({ namespace: one })).isAlike(await this.#listing({ namespace: other }));
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  #listing(options: TreeOptions): Promise<Listing> {
    const tree = this.treeFor(options);
    let listing = this.#listings.get(tree.namespace);
    if (listing === undefined) {
      listing = this.#list(tree);
      this.#listings.set(tree.namespace, listing);
    }
    return listing;
  }

  async #list(tree: ImageTree): Promise<Listing> {
    const found = await finish(this.#source.source, this.walk(tree));
    const ready = this.#bytes ?? (this.#source.isReady ? this.#source : undefined);
    return new Listing(found, (record) =>
      ready === undefined ? new RemoteContent(record, this.#source) : new ReadyContent(record, ready),
    );
  }
}
