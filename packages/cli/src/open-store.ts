/** Stores in directories, as CloudStack lays them out: what the packages take as backends is understood here as paths. */
import { join, resolve } from 'node:path';
import { type DirectoryBackendOptions, directoryBackend } from '@configdrive/files';
import { InvalidInputError, type Issue, inputRefusal, refuseInput } from '@configdrive/issues';
import {
  type Backend,
  type BackendAt,
  type DriveLifeOptions,
  memoryBackend,
  openStore as openStoreOver,
  type Store,
  type StoreBackends,
  type StoreLocation,
  storeCodes,
  storeLocations,
} from '@configdrive/store';

/** Location → where its drives are below its root. */
const belowRoot: Readonly<Record<StoreLocation, string>> = {
  secondary: 'configdrive',
  primary: 'configdrive',
  hostCache: join('config', 'configdrive'),
};

/** Directories that exist, or backends; what a location has below a directory is made when it is needed. */
export type StoreRoots = { readonly [Location in StoreLocation]?: string | Backend | undefined };

/** Where drives are kept, how they live, and how their files are written. */
export interface StoreOptions extends StoreRoots, DriveLifeOptions, Omit<DirectoryBackendOptions, 'root'> {
  /** Dates what is built and changed, where an operation does not. Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

/** @throws InvalidInputError when the options leave no location, or are wrong */
export function openStore(options: StoreOptions): Store {
  const { now = () => new Date(), secondary: _, primary: __, hostCache: ___, ...others } = options;
  const { placement, passwordLife, drive, check } = others;
  const life = { placement, passwordLife, drive, check, now };
  const refused = refusalsOf(() => directoryBackend('.', others));
  // What is wrong with the files does not hide what is wrong with the rest.
  if (refused.length > 0)
    refuseInput([...refused, ...refusalsOf(() => openStoreOver({ ...life, secondary: memoryBackend() }))]);
  const backendAt = (root: string, location: StoreLocation): Backend =>
    directoryBackend(join(root, belowRoot[location]), { ...others, root });
  return openStoreOver({ ...life, ...backendsOf(options, backendAt), backendAt });
}

/** Where the current directory has no name that can be told, the store finds out by itself. */
function absolute(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path;
  }
}

function refusalsOf(act: () => unknown): readonly Issue[] {
  try {
    act();
    return [];
  } catch (cause) {
    if (cause instanceof InvalidInputError) return cause.issues;
    throw cause;
  }
}

function checkRoot(root: unknown, location: StoreLocation): void {
  const refuse = (message: string): never => {
    throw inputRefusal(storeCodes, 'location-not-configured', [location], message);
  };
  if (root === '') refuse('an empty root would be the current directory: name it, as . if it is meant');
  const isBackend = typeof root === 'object' && root !== null && 'read' in root && 'replace' in root;
  if (root !== undefined && typeof root !== 'string' && !isBackend) refuse('must be a path, or a backend');
}

/** Two names of one directory that differ only as texts are a mistake; what a link or a mount hides, the store finds out. */
function backendsOf(roots: StoreRoots, backendAt: BackendAt): StoreBackends {
  const given = storeLocations.flatMap((location) => {
    const root = roots[location];
    checkRoot(root, location);
    return root === undefined
      ? []
      : [{ location, backend: typeof root === 'string' ? backendAt(root, location) : root }];
  });
  const named = storeLocations.flatMap((location) => {
    const root = roots[location];
    return typeof root === 'string' ? [absolute(join(root, belowRoot[location]))] : [];
  });
  if (new Set(named).size < named.length) {
    throw inputRefusal(storeCodes, 'location-not-configured', ['roots'], 'two locations have the same directory');
  }
  return Object.fromEntries(given.map(({ location, backend }) => [location, backend]));
}
