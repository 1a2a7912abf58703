/** Where drives are kept: three locations in CloudStack's words, each with its backend, and the place of a drive in each. */
import { type InvalidInputError, inputRefusal } from '@configdrive/issues';
import type { AbortableOptions, Backend } from './backend.ts';
import { storeCodes } from './codes.ts';
import { imageNameOf } from './instance-names.ts';

/** In the order in which a drive is looked for. */
export const storeLocations = ['secondary', 'primary', 'hostCache'] as const;

/** A location of drives in CloudStack's words; `hostCache` is its `HOST`. */
export type StoreLocation = (typeof storeLocations)[number];

/** The backends of a store. */
export type StoreBackends = { readonly [Location in StoreLocation]?: Backend | undefined };

/** A location with its backend. */
export interface StorePlace {
  readonly location: StoreLocation;
  readonly backend: Backend;
}

/** Lists the places of the configured locations. */
export function storePlacesOf(backends: StoreBackends): readonly StorePlace[] {
  const places = storeLocations.flatMap((location) => {
    const backend = backends[location];
    if (backend === undefined) return [];
    if (!isBackend(backend)) throw notConfigured(location, 'must be a backend');
    return [{ location, backend }];
  });
  if (places.length === 0) throw notConfigured('roots', `a store needs one of ${storeLocations.join(', ')}`);
  if (new Set(places.map(({ backend }) => backend)).size === places.length) return places;
  throw notConfigured('roots', 'two locations have the same directory');
}

const isBackend = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'read' in value && 'replace' in value;

/**
 * Finds the place of a location.
 *
 * @throws InvalidInputError
 */
export function storePlaceOf(places: readonly StorePlace[], location: StoreLocation): StorePlace {
  const place = places.find((each) => each.location === location);
  if (place !== undefined) return place;
  const known = places.map((each) => each.location).join(', ');
  throw notConfigured('location', `the store has no root for ${location}; it has ${known}`);
}

/**
 * Lists the place of one location, or without a location all of them.
 *
 * @throws InvalidInputError
 */
export const placesOf = (places: readonly StorePlace[], location: StoreLocation | undefined): readonly StorePlace[] =>
  location === undefined ? places : [storePlaceOf(places, location)];

/** Makes the error that says: the store has no such location. */
export const notConfigured = (place: string, message: string): InvalidInputError =>
  inputRefusal(storeCodes, 'location-not-configured', [place], message);

/** Says where the drive of an instance is, or would be. */
export interface DriveLocation {
  readonly instance: string;
  readonly location: StoreLocation;
  /** In the words of its backend: the path of the file, for one. */
  readonly path: string;
}

/** The place of a drive, with what it takes to work there. */
export interface DrivePlace extends DriveLocation, StorePlace {
  /** Of the image in the backend. */
  readonly name: string;
}

/** Names the place that the drive of an instance has in a location. */
export function drivePlaceIn({ location, backend }: StorePlace, instance: string): DrivePlace {
  const name = imageNameOf(instance);
  return { instance, location, backend, name, path: backend.pathOf(name) };
}

/** Leaves out what only works there. */
export const driveLocationOf = ({ instance, location, path }: DriveLocation): DriveLocation => ({
  instance,
  location,
  path,
});

/** Tells whether two places of one drive are the same one, however they were named: the drive there is the last one. */
export async function isSamePlace(place: DrivePlace, other: DrivePlace, options: AbortableOptions): Promise<boolean> {
  if (place.backend === other.backend) return place.name === other.name;
  const identities = [place, other].map(({ backend, name }) => backend.identify(name, options));
  const [first, second] = await Promise.all(identities);
  return first === second || ((await place.backend.isSamePlace?.(other.backend, place.name, options)) ?? false);
}
