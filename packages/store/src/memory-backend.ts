/** Images in memory: for tests, for a page, and as the shortest description of what a backend does. */
import { checkArguments, options as knownOptions, object } from '@configdrive/issues/arguments';
import type {
  AbortableOptions,
  Backend,
  ExpectedImage,
  ImageRemoval,
  ImageStats,
  ListedImage,
  ReadImageOptions,
  RemoveImageOptions,
  ReplacedImage,
  ReplaceImageOptions,
  StoredImage,
  UpdateImage,
} from './backend.ts';
import { storageError } from './errors.ts';
import { checkedImageName } from './image-names.ts';
import { sha256Of } from './sha256.ts';

export interface MemoryBackendOptions {
  /** Names the place for people, and begins the names of its images; default `memory:`. */
  readonly label?: string | undefined;
  /** Dates what is written; default: 1970-01-01, for memory has no clock. */
  readonly now?: (() => Date) | undefined;
}

/** Makes a backend that keeps images in memory, for as long as it is referred to. */
export function memoryBackend(options: MemoryBackendOptions = {}): Backend {
  checkArguments(['options', knownOptions<MemoryBackendOptions>({ label: true, now: true }), options]);
  return new MemoryBackend(options);
}

/** Replaces by comparing and setting: whoever finds another image than it has read decides again. */
class MemoryBackend implements Backend {
  readonly label: string;
  readonly traits = { atomicReplace: true, exclusiveCreate: true, conditionalRemove: true, keepsInode: false };
  readonly #now: () => Date;
  readonly #images = new Map<string, StoredImage>();
  /** Random, so that two copies of this library give no two backends one identity. */
  readonly #identity = crypto.getRandomValues(new Uint32Array(4)).join('-');
  readonly #locks = new Map<string, Promise<unknown>>();
  #lastVersion = 0;
  #isPrepared = false;

  constructor({ label = 'memory:', now = () => new Date(0) }: MemoryBackendOptions) {
    this.label = label;
    this.#now = now;
  }

  pathOf(name: string): string {
    return `${this.label}${name}`;
  }

  async prepare({ signal }: AbortableOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    this.#isPrepared = true;
  }

  async identify(name: string, { signal }: AbortableOptions = {}): Promise<string> {
    signal?.throwIfAborted();
    return `memory:${this.#identity}/${checkedImageName(name)}`;
  }

  async stat(name: string, { signal }: AbortableOptions = {}): Promise<ImageStats | undefined> {
    const image = this.#imageAt(name, signal);
    if (image === undefined) return undefined;
    const { version, byteLength, modified } = image;
    return { version, byteLength, modified };
  }

  async read(name: string, options: ReadImageOptions = {}): Promise<StoredImage | undefined> {
    const { signal, maxByteLength = Number.POSITIVE_INFINITY } = options;
    const image = this.#imageAt(name, signal);
    if (image === undefined) return undefined;
    if (image.byteLength > maxByteLength) throw storageError('file-too-large', 'read', this.pathOf(name));
    return { ...image, bytes: image.bytes.slice() };
  }

  async replace(
    name: string,
    update: UpdateImage,
    options: ReplaceImageOptions = {},
  ): Promise<ReplacedImage | undefined> {
    for (;;) {
      const old = await this.read(name, options);
      if (old !== undefined && options.ifAbsent === true) {
        throw storageError('already-exists', 'open', this.pathOf(name));
      }
      const bytes = update(old)?.slice();
      if (bytes === undefined) return old;
      const { byteLength } = bytes;
      const sha256 = await sha256Of(bytes);
      // Others had their turn while this was hashed.
      if (this.#imageAt(name, options.signal)?.version !== old?.version) continue;
      const version = String(++this.#lastVersion);
      this.#images.set(name, { bytes, byteLength, sha256, version, modified: this.#now() });
      return { byteLength, sha256 };
    }
  }

  async remove(name: string, { expected, unless, signal }: RemoveImageOptions = {}): Promise<ImageRemoval> {
    for (;;) {
      const image = this.#imageAt(name, signal);
      if (image === undefined) return { outcome: this.#isPrepared ? 'absent' : 'no-directory' };
      if (!isExpected(image, expected) || ((await unless?.()) ?? false)) return { outcome: 'replaced' };
      // Others had their turn while that was asked.
      if (this.#imageAt(name, signal)?.version !== image.version) continue;
      this.#images.delete(name);
      return { outcome: 'removed' };
    }
  }

  async *list({ signal }: AbortableOptions = {}): AsyncGenerator<ListedImage> {
    signal?.throwIfAborted();
    for (const [name, { version }] of this.#images) {
      yield { name, version };
      signal?.throwIfAborted();
    }
  }

  async withLock<Result>(name: string, act: () => Promise<Result>, { signal }: AbortableOptions = {}): Promise<Result> {
    signal?.throwIfAborted();
    const before = this.#locks.get(checkedImageName(name)) ?? Promise.resolve();
    const acting = before.then(act);
    const settled = acting.catch(() => {});
    this.#locks.set(name, settled);
    return acting;
  }

  async collectLeftovers({ signal }: AbortableOptions = {}): Promise<number> {
    signal?.throwIfAborted();
    return 0;
  }

  #imageAt(name: string, signal: AbortSignal | undefined): StoredImage | undefined {
    signal?.throwIfAborted();
    return this.#images.get(checkedImageName(name));
  }
}

/**
 * Tells whether an image is the one that is expected, for backends that have both its version and its hash at hand.
 *
 * @param expected Undefined: any image is.
 */
export const isExpected = (
  image: Pick<StoredImage, 'version' | 'sha256'>,
  expected: ExpectedImage | undefined,
): boolean => {
  checkArguments(['image', object('an image'), image], ['expected?', object('a version or a hash'), expected]);
  if (expected === undefined) return true;
  return 'version' in expected ? image.version === expected.version : image.sha256 === expected.sha256;
};
