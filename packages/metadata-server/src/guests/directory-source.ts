/** A directory of images as a source: `i-2-10-VM.iso` is the drive of i-2-10-VM. */
import { watch } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ConfigDrive, type ReadDriveOptions, readConfigDrive } from '@configdrive/core';
import { fileSource } from '@configdrive/files';
import { checkArguments, someOptions, path as somePath } from '@configdrive/issues/arguments';
import { fileVersionOf } from './file-version.ts';
import type { DriveSource, SourceEntry } from './source.ts';

const EXTENSION = '.iso';

/** Makes a source of the images in a directory. What is replaced there, however it is done, is served within a second. */
export function directorySource(directory: string, options: ReadDriveOptions = {}): DriveSource {
  checkArguments(['directory', somePath, directory], ['options', someOptions, options]);
  return {
    label: directory,
    async *list(signal) {
      for await (const { name } of await opendir(directory)) {
        signal?.throwIfAborted();
        if (name.endsWith(EXTENSION) && !name.startsWith('.')) yield* entryAt(join(directory, name));
      }
    },
    read: (name) => driveAt(join(directory, `${name}${EXTENSION}`), options),
    watch: (onChange) => watched(directory, onChange),
  };
}

/** Makes a source of one image, under the name of its file. */
export function imageSource(path: string, options: ReadDriveOptions = {}): DriveSource {
  checkArguments(['path', somePath, path], ['options', someOptions, options]);
  return { label: path, list: () => entryAt(path), read: () => driveAt(path, options) };
}

/** Nothing for what is gone meanwhile, and for what is no file. */
async function* entryAt(path: string): AsyncGenerator<SourceEntry> {
  const version = await fileVersionOf(path);
  if (version !== undefined) yield { name: basename(path, EXTENSION), version };
}

const driveAt = async (path: string, options: ReadDriveOptions): Promise<ConfigDrive | undefined> =>
  (await fileVersionOf(path)) === undefined ? undefined : readConfigDrive(fileSource(path), options);

/** Where nothing tells of changes, it is asked again and again all the same. */
function watched(directory: string, onChange: () => void): { close(): void } {
  try {
    const watcher = watch(directory, { persistent: false }, () => onChange());
    watcher.on('error', () => {});
    return watcher;
  } catch {
    return { close: () => {} };
  }
}
