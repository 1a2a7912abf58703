/** Small things that the tests of publishing share. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@configdrive/issues';
import { afterEach, beforeEach, expect } from 'vitest';
import { makeTemporaryDirectory, removeTree } from '../support/temporary.ts';

/** Names of the library's own files, for tests of other packages than that. */
export { stagedCopyName, tempName } from '../../packages/files/src/lock/own-names.ts';

export const MEBIBYTE = 1024 * 1024;
export const timestamp = new Date('2024-02-29T12:34:56Z');

export interface Place {
  directory: string;
  /** Where the image goes. */
  image: string;
  /** Temporary files there. */
  drafts(): readonly string[];
}

/** A fresh directory for each test of a file. */
export function usePlace(): Place {
  const place: Place = {
    directory: '',
    image: '',
    drafts: () => readdirSync(place.directory).filter((name) => name.endsWith('.draft')),
  };
  beforeEach(() => {
    place.directory = makeTemporaryDirectory();
    place.image = join(place.directory, 'drive.iso');
  });
  afterEach(() => removeTree(place.directory));
  return place;
}

export function someBytes(byteLength: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  for (let index = 0; index < byteLength; index++) bytes[index] = index * 31 + (index >> 8) + seed;
  return bytes;
}

export const modeOf = (path: string): number => lstatSync(path).mode & 0o7777;

export async function storageErrorOf(act: () => Promise<unknown>): Promise<StorageError> {
  const error: unknown = await act().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(StorageError);
  return error as StorageError;
}

export function withUmask<Result>(umask: number, act: () => Result): Result {
  const before = process.umask(umask);
  try {
    return act();
  } finally {
    process.umask(before);
  }
}
