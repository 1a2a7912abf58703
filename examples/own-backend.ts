/** Drives in an object store of one's own: what a backend is, over a bucket that puts and deletes under a condition. */
import { createHash } from 'node:crypto';
import { type Backend, checkedImageName, type ImageStats, isExpected, storageError } from '@configdrive/store';

/** A service with objects, as many have a client: each object has a tag, another one after each put. */
export class Bucket {
  readonly #objects = new Map<string, { readonly bytes: Uint8Array; readonly tag: string; readonly modified: Date }>();
  #lastTag = 0;

  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async get(key: string) {
    return this.#objects.get(key);
  }

  /** Puts an object in the place of the one with this tag, of none if there is no tag; false: something else is there. */
  async putInPlaceOf(tag: string | undefined, key: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#objects.get(key)?.tag !== tag) return false;
    this.#objects.set(key, { bytes, tag: `"${++this.#lastTag}"`, modified: new Date() });
    return true;
  }

  /** Deletes the object with this tag; false: it is not there any more. */
  async delete(key: string, tag: string): Promise<boolean> {
    return this.#objects.get(key)?.tag === tag && this.#objects.delete(key);
  }

  async *entries() {
    for (const [key, { tag }] of this.#objects) yield { key, tag };
  }
}

/** Makes a backend of a bucket. */
export function bucketBackend(bucket: Bucket): Backend {
  const label = `bucket://${bucket.name}`;
  const pathOf = (name: string): string => `${label}/${name}`;

  const get = async (name: string, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    const object = await bucket.get(checkedImageName(name));
    return object === undefined ? undefined : { ...object, stats: statsOf(object) };
  };

  const read: Backend['read'] = async (name, { signal, maxByteLength = Number.POSITIVE_INFINITY } = {}) => {
    const object = await get(name, signal);
    if (object === undefined) return undefined;
    if (object.bytes.byteLength > maxByteLength) throw storageError('file-too-large', 'read', pathOf(name));
    return { ...object.stats, bytes: object.bytes.slice(), sha256: sha256Of(object.bytes) };
  };

  return {
    label,
    traits: { atomicReplace: true, exclusiveCreate: true, conditionalRemove: true, keepsInode: false },
    pathOf,
    read,
    // A real one asks here whether the bucket is there and heeds conditions.
    prepare: async ({ signal } = {}) => signal?.throwIfAborted(),
    identify: async (name, { signal } = {}) => {
      signal?.throwIfAborted();
      return pathOf(checkedImageName(name));
    },
    stat: async (name, { signal } = {}) => (await get(name, signal))?.stats,

    async replace(name, update, options = {}) {
      for (;;) {
        const old = await read(name, options);
        if (old !== undefined && options.ifAbsent === true) throw storageError('already-exists', 'open', pathOf(name));
        const bytes = update(old)?.slice();
        options.signal?.throwIfAborted();
        if (bytes === undefined) return old;
        const isPut = await bucket.putInPlaceOf(old?.version, name, bytes);
        if (isPut) return { byteLength: bytes.byteLength, sha256: sha256Of(bytes) };
        // Somebody was faster: what is there now is read, and decided upon again.
      }
    },

    async remove(name, { expected, unless, signal } = {}) {
      for (;;) {
        const image = await read(name, { signal });
        if (image === undefined) return { outcome: 'absent' };
        if (!isExpected(image, expected) || (await unless?.()) === true) return { outcome: 'replaced' };
        if (await bucket.delete(name, image.version)) return { outcome: 'removed' };
      }
    },

    async *list({ signal } = {}) {
      signal?.throwIfAborted();
      for await (const { key, tag } of bucket.entries()) {
        signal?.throwIfAborted();
        yield { name: key, version: tag };
      }
    },

    // Nothing is ever half put.
    collectLeftovers: async ({ signal } = {}) => {
      signal?.throwIfAborted();
      return 0;
    },
  };
}

const statsOf = (object: { bytes: Uint8Array; tag: string; modified: Date }): ImageStats => ({
  version: object.tag,
  byteLength: object.bytes.byteLength,
  modified: object.modified,
});

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
