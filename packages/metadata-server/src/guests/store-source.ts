/** A store as a source: the drives of all its instances, wherever they are. */

import { checkArguments, object } from '@configdrive/issues/arguments';
import type { Store } from '@configdrive/store';
import { fileVersionOf } from './file-version.ts';
import type { DriveSource } from './source.ts';

/** Makes a source of the drives in a store. */
export function storeSource(store: Store): DriveSource {
  checkArguments(['store', object('a store: what openStore gives'), store]);
  return {
    label: 'store',
    async *list(signal) {
      for await (const { instance, path } of store.list({ signal })) {
        // What is no file is known by the hash of the image.
        const version = (await fileVersionOf(path)) ?? (await store.stat(instance, { signal }))?.sha256;
        if (version !== undefined) yield { name: instance, version: `${path}:${version}` };
      }
    },
    async read(name, signal) {
      if ((await store.stat(name, { signal })) === undefined) return undefined;
      return (await store.read(name, { signal })).drive;
    },
  };
}
