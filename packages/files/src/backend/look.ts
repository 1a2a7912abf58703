/** Looks at a directory of images and at one of them, without reading or writing any. */
import { type BigIntStats, lstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type AbortableOptions, checkedImageName, type ImageStats, type Version } from '@configdrive/store';
import { makeDirectories } from '../publish/directories.ts';
import { atStep } from './errors.ts';
import { type ProbeResult, probe } from './reachability.ts';
import type { DirectorySetting } from './setting.ts';

/** Says whether the directory is there, and never waits for storage that does not answer. */
export async function reach(
  { directory, root, answerWithinMilliseconds }: DirectorySetting,
  { signal }: AbortableOptions,
  path: string = directory,
): Promise<ProbeResult> {
  signal?.throwIfAborted();
  return probe(directory, root, path, { answerWithinMilliseconds, signal });
}

/** Makes the directories of the images below their root, which must be there. */
export async function prepareDirectory(setting: DirectorySetting, options: AbortableOptions): Promise<void> {
  if ((await reach(setting, options)) === 'there') return;
  const { directory, durable, directoryMode: mode, files } = setting;
  await makeDirectories(join(directory, 'any'), durable, { mode, group: files.group });
}

/** Checks a name and says where its image is. */
export const pathIn = ({ directory }: DirectorySetting, name: string): string =>
  join(directory, checkedImageName(name));

/** Identifies an image by the directory that the file system has it in: links, bind mounts and second mounts have other names for it. */
export async function identifyImage(
  setting: DirectorySetting,
  name: string,
  options: AbortableOptions,
): Promise<string> {
  const path = pathIn(setting, name);
  await reach(setting, options, path);
  return `directory:${identityOf(setting.directory, path)}/${name}`;
}

/** What is not there yet is told by the directory that it will be made in. */
function identityOf(directory: string, path: string): string {
  const stats = atStep('reach', path, () => statSync(directory, { bigint: true, throwIfNoEntry: false }));
  if (stats !== undefined) return `${stats.dev}:${stats.ino}`;
  return `${identityOf(dirname(directory), path)}/${basename(directory)}`;
}

/** Says what is there under a name, whatever it is. */
export async function statImage(
  setting: DirectorySetting,
  name: string,
  options: AbortableOptions,
): Promise<ImageStats | undefined> {
  const path = pathIn(setting, name);
  if ((await reach(setting, options, path)) === 'absent') return undefined;
  const stats = atStep('reach', path, () => statsOf(path));
  return stats === undefined ? undefined : imageStatsOf(stats);
}

/** Looks at a name, not at what a link of that name leads to. */
export const statsOf = (path: string): BigIntStats | undefined =>
  lstatSync(path, { bigint: true, throwIfNoEntry: false });

export const imageStatsOf = (stats: BigIntStats): ImageStats => ({
  version: versionOf(stats),
  byteLength: Number(stats.size),
  modified: stats.mtime,
});

/** Another text after every change of the file. */
export const versionOf = ({ ino, ctimeNs }: BigIntStats): Version => [ino, ctimeNs].join();
