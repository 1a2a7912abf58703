/** A store in a fresh directory, and what the tests of it share. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDrive, Triple } from '@configdrive/core';
import { directoryBackend } from '@configdrive/files';
import {
  type Backend,
  type BackendAt,
  memoryBackend,
  openStore as openStoreOver,
  type Store,
  type StoreLocation,
  storeLocations,
} from '@configdrive/store';
import { openStore, type StoreOptions, type StoreRoots } from 'configdrive';
import { afterEach, beforeEach } from 'vitest';
import { bytesAtHand } from '../support/contents.ts';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

export { openStore };

export const INSTANCE = 'i-2-10-VM';
export const PASSWORD_FILE = 'cloudstack/password/vm_password.txt';
export const USER_DATA_FILE = 'cloudstack/userdata/user_data.txt';
export const timestamp = new Date('2024-02-29T12:34:56Z');

/** The data of an instance; `password` null for none. */
export const dataOf = (password: string | null = 's3cret', hostname = 'web-1'): readonly Triple[] => [
  ['userdata', 'user_data', Buffer.from('#cloud-config\n').toString('base64')],
  ['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'],
  ['metadata', 'local-hostname', hostname],
  ['metadata', 'public-keys', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKSlf0XqtCl1vIcGcOQ1RDzbEuh4cnwYIuIUTnOykr5r old'],
  ['password', 'vm_password', password],
];

/** What the drives of a store are kept in: its life is the same in all of them. */
export const storeKinds = ['directories', 'memory'] as const;
export type StoreKind = (typeof storeKinds)[number];

export interface StorePlace {
  directory: string;
  roots: Readonly<Record<keyof StoreRoots, string>>;
  /** A store with all three locations. */
  open(options?: Omit<StoreOptions, keyof StoreRoots>): Store;
  /** Where the drives of a location are, below one of the roots or another one. */
  readonly backend: (location: StoreLocation, root?: string) => Backend;
  /** Every image, with its directory, and of directories every other file. */
  names(): Promise<readonly string[]>;
  /** Every file below the place, with its directory. */
  files(): readonly string[];
  /** Everything below the place, directories too. */
  entries(): readonly string[];
}

const belowRoot = { secondary: 'configdrive', primary: 'configdrive', hostCache: 'config/configdrive' } as const;

const rootsIn = (directory: string): StorePlace['roots'] => ({
  secondary: join(directory, 'secondary'),
  primary: join(directory, 'primary'),
  hostCache: join(directory, 'cache'),
});

export const useStorePlace = (kind: StoreKind = 'directories'): StorePlace =>
  kind === 'memory' ? useMemory() : useDirectories();

function useDirectories(): StorePlace {
  const place: StorePlace = {
    directory: '',
    roots: rootsIn(''),
    open: (options = {}) => openStore({ ...place.roots, now: () => timestamp, ...options }),
    backend: (location, root = place.roots[location]) => directoryBackend(join(root, belowRoot[location]), { root }),
    names: async () => place.files(),
    files: () => filesBelow(place.directory),
    entries: () => readdirSync(place.directory, { recursive: true, encoding: 'utf8' }).sort(),
  };
  beforeEach(() => {
    place.directory = makeTemporaryDirectory();
    place.roots = rootsIn(place.directory);
    for (const root of Object.values(place.roots)) mkdirSync(root);
  });
  afterEach(() => removeTree(place.directory));
  return place;
}

const MEMORY = '/memory';
const noFiles = (): never => {
  throw new Error('memory has no files: this test is one of directories');
};

function useMemory(): StorePlace {
  const backends = new Map<string, Backend>();
  const roots = rootsIn(MEMORY);
  const backend: StorePlace['backend'] = (location, root = roots[location]) => {
    const label = `${join(root, belowRoot[location])}/`;
    const made = backends.get(label) ?? memoryBackend({ label, now: () => timestamp });
    backends.set(label, made);
    return made;
  };
  beforeEach(() => backends.clear());
  return {
    directory: MEMORY,
    roots,
    open: (options = {}) => {
      const places = Object.fromEntries(storeLocations.map((location) => [location, backend(location)]));
      const backendAt: BackendAt = (root, location) => backend(location, root);
      const { now = () => timestamp, ...others } = options;
      return openStoreOver({ ...places, ...others, now, backendAt });
    },
    backend,
    names: async () => {
      const names: string[] = [];
      for (const each of backends.values())
        for await (const { name } of each.list()) names.push(each.pathOf(name).slice(MEMORY.length + 1));
      return names.sort();
    },
    files: noFiles,
    entries: noFiles,
  };
}

export const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();

/** The text of a file on a drive; undefined when there is none. */
export function textOn({ entries }: Pick<ConfigDrive, 'entries'>, path: string): string | undefined {
  const entry = entries.find((each) => each.path === path);
  if (entry?.content === undefined) return undefined;
  return Buffer.from(bytesAtHand(entry.content)).toString('utf8');
}
