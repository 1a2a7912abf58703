/** A directory as a place for images: what the store asks of it is done by the publishing, locking and reading of this package. */
import { join } from 'node:path';
import { checkArguments, path, someOptions } from '@configdrive/issues/arguments';
import type { Backend } from '@configdrive/store';
import { type DirectoryBackendOptions, type DirectorySetting, directorySettingOf } from './setting.ts';

/** Loaded with the first operation: with it come the store and another process, which writing one file does not need. */
const verbs = () => import('./verbs.ts');

/**
 * Makes a backend of a directory with image files. Of the processes of one host, one at a time reads, decides and replaces an
 * image; between hosts `ifAbsent` is exact, and all else as good as the file system shows one host what the other has done.
 *
 * @throws InvalidInputError when an option is wrong
 */
export function directoryBackend(directory: string, options: DirectoryBackendOptions = {}): Backend {
  checkArguments(['directory', path, directory], ['options', someOptions, options]);
  const setting = directorySettingOf(directory, options);
  const backend: Backend = {
    label: directory,
    traits: { atomicReplace: true, exclusiveCreate: true, conditionalRemove: false, keepsInode: true },
    pathOf: (name) => join(directory, name),
    prepare: async (own = {}) => (await verbs()).prepareDirectory(setting, own),
    identify: async (name, own = {}) => (await verbs()).identifyImage(setting, name, own),
    stat: async (name, own = {}) => (await verbs()).statImage(setting, name, own),
    read: async (name, own = {}) => (await verbs()).readImage(setting, name, own),
    replace: async (name, update, own = {}) => (await verbs()).replaceImage(setting, name, update, own),
    remove: async (name, own = {}) => (await verbs()).removeImage(setting, name, own),
    async *list(own = {}) {
      yield* (await verbs()).listImages(setting, own);
    },
    withLock: async (name, act, own = {}) => (await verbs()).withImageLock(setting, name, act, own),
    unlock: async (name, own = {}) => (await verbs()).unlockImage(setting, name, own),
    isSamePlace: async (other, name, own = {}) => {
      const others = settings.get(other);
      return others !== undefined && (await verbs()).isSameDirectory(setting, others, name, own);
    },
    collectLeftovers: async (own = {}) => (await verbs()).collectLeftovers(setting, own),
  };
  settings.set(backend, setting);
  return backend;
}

/** What one directory has to know of another. */
const settings = new WeakMap<Backend, DirectorySetting>();
