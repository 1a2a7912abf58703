/** Lists drives one after the other: a hundred thousand of them take no more memory than one. */
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { storageErrorFrom } from './errors.ts';
import { instanceIn } from './instance-names.ts';
import { type DriveLocation, directoriesOf, type StoreDirectory } from './locations.ts';
import type { OperationOptions, StoreSetting } from './options.ts';
import { probe } from './reachability.ts';

export type ListedDrive = Pick<DriveLocation, 'instance' | 'location' | 'path'>;

/** Names asked for at once. */
const NAMES_AT_ONCE = 1024;

/** Lists drives in the order of the locations, in each as the file system gives them. A drive in two locations comes twice. */
export async function* listDrives(setting: StoreSetting, options: OperationOptions): AsyncGenerator<ListedDrive> {
  const { location, signal } = options;
  for (const each of directoriesOf(setting.directories, location)) {
    for await (const name of filesIn(each, setting, signal)) {
      const instance = instanceIn(name);
      if (instance !== undefined) yield { instance, location: each.location, path: join(each.directory, name) };
    }
  }
}

/** Lists the names of the regular files in a directory of drives. */
export async function* filesIn(
  { directory, root }: StoreDirectory,
  { answerWithinMilliseconds }: StoreSetting,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  signal?.throwIfAborted();
  if ((await probe(directory, root, directory, { answerWithinMilliseconds, signal })) === 'absent') return;
  try {
    for await (const entry of await opendir(directory, { bufferSize: NAMES_AT_ONCE })) {
      signal?.throwIfAborted();
      if (entry.isFile()) yield entry.name;
    }
  } catch (cause) {
    throw storageErrorFrom('list', directory, cause);
  }
}
