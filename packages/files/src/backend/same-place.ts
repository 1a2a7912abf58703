/**
 * Whether two directories are one, where the file system has two identities for it: an export that is mounted twice has two
 * devices, an overlay and what lies below it have, too. What is made in the one is then there in the other.
 */
import { lstatSync } from 'node:fs';
import { StorageError } from '@configdrive/issues';
import type { AbortableOptions } from '@configdrive/store';
import { closeFile } from '../descriptors.ts';
import { tempName } from '../lock/own-names.ts';
import { createOwn, removeOwnQuietly } from '../lock/stale-files.ts';
import { atStep } from './errors.ts';
import { pathIn, reach, statsOf } from './look.ts';
import type { DirectorySetting } from './setting.ts';

/** Tells whether an image has one place in two directories: by its file, and by a mark that is made in the one and looked for in the other. */
export async function isSameDirectory(
  setting: DirectorySetting,
  other: DirectorySetting,
  name: string,
  options: AbortableOptions,
): Promise<boolean> {
  for (const each of [setting, other]) if ((await reach(each, options, pathIn(each, name))) === 'absent') return false;
  return isOneFile(pathIn(setting, name), pathIn(other, name)) || isMarkSeen(setting, other, name);
}

/** A file with one name that is found twice is found under that one name. */
function isOneFile(path: string, otherPath: string): boolean {
  const [stats, others] = [path, otherPath].map((each) => atStep('reach', path, () => statsOf(each)));
  if (stats === undefined || others === undefined) return false;
  return stats.dev === others.dev && stats.ino === others.ino && stats.nlink === 1n;
}

/** Where the one directory takes no mark the other may: it is full, or not ours to write to. */
function isMarkSeen(setting: DirectorySetting, other: DirectorySetting, name: string): boolean {
  try {
    return isSeenIn(setting, other, name);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    return isSeenIn(other, setting, name);
  }
}

/** The mark is a temporary file of this process: what a kill leaves of it goes like any other. */
function isSeenIn(looking: DirectorySetting, marked: DirectorySetting, name: string): boolean {
  const path = pathIn(marked, name);
  const mark = tempName(name);
  const place = { directoryPath: marked.directory };
  return atStep('reach', path, () => {
    closeFile(createOwn(place, mark));
    try {
      return lstatSync(`${looking.directory}/${mark}`, { throwIfNoEntry: false }) !== undefined;
    } finally {
      removeOwnQuietly(place, mark);
    }
  });
}
