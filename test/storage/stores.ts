/** A store in a fresh directory, and what the tests of it share. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDrive } from '@configdrive/core';
import { openStore, type Store, type StoreOptions, type StoreRoots } from '@configdrive/store';
import { afterEach, beforeEach } from 'vitest';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

export const INSTANCE = 'i-2-10-VM';
export const PASSWORD_FILE = 'cloudstack/password/vm_password.txt';
export const USER_DATA_FILE = 'cloudstack/userdata/user_data.txt';
export const timestamp = new Date('2024-02-29T12:34:56Z');

/** The data of an instance; `password` null for none. */
export const dataOf = (password: string | null = 's3cret', hostname = 'web-1'): readonly (readonly unknown[])[] => [
  ['userdata', 'user_data', Buffer.from('#cloud-config\n').toString('base64')],
  ['metadata', 'vm-id', '6f1f9a3e-2b0d-4d6a-9a55-0c8a3a7f5b11'],
  ['metadata', 'local-hostname', hostname],
  ['metadata', 'public-keys', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKSlf0XqtCl1vIcGcOQ1RDzbEuh4cnwYIuIUTnOykr5r old'],
  ['password', 'vm_password', password],
];

export interface StorePlace {
  directory: string;
  roots: Readonly<Record<keyof StoreRoots, string>>;
  /** A store with all three locations. */
  open(options?: Omit<StoreOptions, keyof StoreRoots>): Store;
  /** Every file below the place, with its directory. */
  files(): readonly string[];
  /** Everything below the place, directories too. */
  entries(): readonly string[];
}

export function useStorePlace(): StorePlace {
  const place: StorePlace = {
    directory: '',
    roots: { secondary: '', primary: '', hostCache: '' },
    open: (options = {}) => openStore({ ...place.roots, now: () => timestamp, ...options }),
    files: () => filesBelow(place.directory),
    entries: () => readdirSync(place.directory, { recursive: true, encoding: 'utf8' }).sort(),
  };
  beforeEach(() => {
    place.directory = makeTemporaryDirectory();
    place.roots = {
      secondary: join(place.directory, 'secondary'),
      primary: join(place.directory, 'primary'),
      hostCache: join(place.directory, 'cache'),
    };
    for (const root of Object.values(place.roots)) mkdirSync(root);
  });
  afterEach(() => removeTree(place.directory));
  return place;
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
  if (typeof entry.content === 'string') return entry.content;
  if (entry.content instanceof Uint8Array) return Buffer.from(entry.content).toString('utf8');
  throw new Error(`${path} is not in memory`);
}
