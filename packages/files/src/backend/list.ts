/** Lists images one after the other: a hundred thousand of them take no more memory than one. */
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AbortableOptions, isImageName, type ListedImage, type ListImagesOptions } from '@configdrive/store';
import { atStep, storageErrorFrom } from './errors.ts';
import { reach, statsOf, versionOf } from './look.ts';
import type { DirectorySetting } from './setting.ts';

/** Names asked for at once. */
const NAMES_AT_ONCE = 1024;

/** Lists the images of a directory as the file system gives them. */
export async function* listImages(
  setting: DirectorySetting,
  { versions = false, signal }: ListImagesOptions,
): AsyncGenerator<ListedImage> {
  for await (const name of filesIn(setting, { signal })) {
    if (!isImageName(name)) continue;
    const image = versions ? versionedIn(setting, name) : { name };
    if (image !== undefined) yield image;
  }
}

/** Undefined when it has gone. */
function versionedIn({ directory }: DirectorySetting, name: string): ListedImage | undefined {
  const path = join(directory, name);
  const stats = atStep('list', path, () => statsOf(path));
  return stats === undefined ? undefined : { name, version: versionOf(stats) };
}

/** Lists the names of the regular files in a directory, the library's own too. */
export async function* filesIn(setting: DirectorySetting, options: AbortableOptions): AsyncGenerator<string> {
  const { directory } = setting;
  if ((await reach(setting, options)) === 'absent') return;
  try {
    for await (const entry of await opendir(directory, { bufferSize: NAMES_AT_ONCE })) {
      options.signal?.throwIfAborted();
      if (entry.isFile()) yield entry.name;
    }
  } catch (cause) {
    throw storageErrorFrom('list', directory, cause);
  }
}
