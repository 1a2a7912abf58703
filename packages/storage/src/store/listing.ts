/** All drives, one after the other: a hundred thousand of them take no more memory than one. */
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { storageErrorFrom } from '../errors.ts';
import { answerOf } from './answers.ts';
import { instanceIn } from './instance-names.ts';
import { type DrivePlace, type Shelf, shelfOf } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';

export type ListedDrive = Pick<DrivePlace, 'instance' | 'location' | 'path'>;

/** Names asked for at once. */
const NAMES_AT_ONCE = 1024;

/** In the order of the locations, in each as the file system gives them. A drive in two locations comes twice. */
export async function* listDrives(setting: StoreSetting, options: OperationOptions): AsyncGenerator<ListedDrive> {
  const { location, signal } = options;
  for (const shelf of location === undefined ? setting.shelves : [shelfOf(setting.shelves, location)]) {
    for await (const name of filesOn(shelf, setting, signal)) {
      const instance = instanceIn(name);
      if (instance !== undefined) yield { instance, location: shelf.location, path: join(shelf.directory, name) };
    }
  }
}

/** Names of regular files. */
export async function* filesOn(
  { directory, root }: Shelf,
  { answerWithinMilliseconds }: StoreSetting,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  signal?.throwIfAborted();
  if ((await answerOf(directory, root, directory, { answerWithinMilliseconds, signal })) === 'absent') return;
  try {
    for await (const entry of await opendir(directory, { bufferSize: NAMES_AT_ONCE })) {
      signal?.throwIfAborted();
      if (entry.isFile()) yield entry.name;
    }
  } catch (cause) {
    throw storageErrorFrom('list', directory, cause);
  }
}
