/** Where drives are kept, as CloudStack lays it out: three locations, and the directory and name of a drive in each. */
import { join, resolve } from 'node:path';
import { InvalidInputError } from '@configdrive/issues';
import type { StorageIssueCode } from '../codes.ts';
import { fileNameOf } from './instance-names.ts';

/** Location → where its drives are below its root. The order is the one in which a drive is looked for. */
const directories = {
  secondary: 'configdrive',
  primary: 'configdrive',
  hostCache: join('config', 'configdrive'),
} as const;

/** `hostCache` is CloudStack's `HOST`. */
export type StoreLocation = keyof typeof directories;

export const storeLocations = Object.keys(directories) as readonly StoreLocation[];

/** Directories that exist; what a location has below them is made when it is needed. */
export type StoreRoots = { readonly [Location in StoreLocation]?: string | undefined };

/** A directory with drives. */
export interface Shelf {
  readonly location: StoreLocation;
  /** Never made by the store: what is mounted there may be gone, and nothing must fill the disk below. */
  readonly root: string;
  readonly directory: string;
}

export const shelfAt = (location: StoreLocation, root: string): Shelf => ({
  location,
  root,
  directory: join(root, directories[location]),
});

/** The configured ones. */
export function shelvesOf(roots: StoreRoots): readonly Shelf[] {
  const shelves = storeLocations.flatMap((location) => {
    const root = roots[location];
    return root === undefined ? [] : [shelfAt(location, root)];
  });
  if (shelves.length === 0) throw notConfigured('roots', `a store needs one of ${storeLocations.join(', ')}`);
  const distinct = new Set(shelves.map(({ directory }) => resolve(directory)));
  if (distinct.size === shelves.length) return shelves;
  throw notConfigured('roots', 'two locations have the same directory');
}

/** @throws InvalidInputError */
export function shelfOf(shelves: readonly Shelf[], location: StoreLocation): Shelf {
  const shelf = shelves.find((each) => each.location === location);
  if (shelf !== undefined) return shelf;
  const known = shelves.map((each) => each.location).join(', ');
  throw notConfigured('location', `the store has no such root; it has ${known}`);
}

function notConfigured(place: string, message: string): InvalidInputError {
  const code: StorageIssueCode = 'location-not-configured';
  return new InvalidInputError([{ code, severity: 'error', place: [place], message }]);
}

/** Where the drive of an instance is, or would be. */
export interface DrivePlace extends Shelf {
  readonly instance: string;
  readonly path: string;
}

export const placeOn = (shelf: Shelf, instance: string): DrivePlace => ({
  ...shelf,
  instance,
  path: join(shelf.directory, fileNameOf(instance)),
});
