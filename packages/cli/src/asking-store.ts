/** The façade's own store: that over directories, and the guests are asked where the caller names them. */
import type { Store } from '@configdrive/store';
import { checkBy, type GuestOptions } from './guest-options.ts';
import { type StoreOptions as DirectoryOptions, openStore as openDirectories } from './open-store.ts';

/** Where drives are kept, how they live, how their files are written, and who is asked about them. */
export interface StoreOptions extends DirectoryOptions, GuestOptions {}

/** @throws InvalidInputError when the options leave no location, or are wrong */
export function openStore({ guests, ...options }: StoreOptions): Store {
  return openDirectories(guests === undefined ? options : { ...options, check: checkBy(guests) });
}
