/** Where drives are kept, as CloudStack lays it out: three locations, and the directory and name of a drive in each. */
import { join, resolve } from 'node:path';
import { type InvalidInputError, inputRefusal } from '@configdrive/issues';
import { storeCodes } from './codes.ts';
import { fileNameOf } from './instance-names.ts';

/** Location → where its drives are below its root. The order is the one in which a drive is looked for. */
const belowRoot = {
  secondary: 'configdrive',
  primary: 'configdrive',
  hostCache: join('config', 'configdrive'),
} as const;

/** A location of drives in CloudStack's words; `hostCache` is its `HOST`. */
export type StoreLocation = keyof typeof belowRoot;

export const storeLocations = Object.keys(belowRoot) as readonly StoreLocation[];

/** Directories that exist; what a location has below them is made when it is needed. */
export type StoreRoots = { readonly [Location in StoreLocation]?: string | undefined };

/** A directory with the drives of one location. */
export interface StoreDirectory {
  readonly location: StoreLocation;
  /** Never made by the store: what is mounted there may be gone, and nothing must fill the disk below. */
  readonly root: string;
  readonly directory: string;
}

/** Names the directory that a location has below a root. */
export const directoryBelow = (location: StoreLocation, root: string): StoreDirectory => ({
  location,
  root,
  directory: join(root, belowRoot[location]),
});

/** Lists the directories of the configured locations. */
export function storeDirectoriesOf(roots: StoreRoots): readonly StoreDirectory[] {
  const directories = storeLocations.flatMap((location) => {
    const root = roots[location];
    return root === undefined ? [] : [directoryBelow(location, root)];
  });
  if (directories.length === 0) throw notConfigured('roots', `a store needs one of ${storeLocations.join(', ')}`);
  const distinct = new Set(directories.map(({ directory }) => resolve(directory)));
  if (distinct.size === directories.length) return directories;
  throw notConfigured('roots', 'two locations have the same directory');
}

/**
 * Finds the directory of a location.
 *
 * @throws InvalidInputError
 */
export function storeDirectoryOf(directories: readonly StoreDirectory[], location: StoreLocation): StoreDirectory {
  const storeDirectory = directories.find((each) => each.location === location);
  if (storeDirectory !== undefined) return storeDirectory;
  const known = directories.map((each) => each.location).join(', ');
  throw notConfigured('location', `the store has no such root; it has ${known}`);
}

/**
 * Lists the directory of one location, or without a location all of them.
 *
 * @throws InvalidInputError
 */
export const directoriesOf = (
  directories: readonly StoreDirectory[],
  location: StoreLocation | undefined,
): readonly StoreDirectory[] => (location === undefined ? directories : [storeDirectoryOf(directories, location)]);

const notConfigured = (place: string, message: string): InvalidInputError =>
  inputRefusal(storeCodes, 'location-not-configured', [place], message);

/** Says where the drive of an instance is, or would be. */
export interface DriveLocation extends StoreDirectory {
  readonly instance: string;
  readonly path: string;
}

/** Names the file that the drive of an instance has in a directory. */
export const driveLocationIn = (storeDirectory: StoreDirectory, instance: string): DriveLocation => ({
  ...storeDirectory,
  instance,
  path: join(storeDirectory.directory, fileNameOf(instance)),
});
