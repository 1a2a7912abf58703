/** What the methods of a store take, checked when they are called: an option that nobody heeds was meant to do something. */
import {
  anything,
  callback,
  checkArguments,
  kind,
  options as knownOptions,
  object,
  type Parameter,
} from '@configdrive/issues/arguments';
import type { AbortableOptions } from './backend.ts';
import type { ChangeDriveOptions } from './change.ts';
import type { CreateOptions } from './create.ts';
import type { EndMigrationOptions } from './end-migration.ts';
import type { GcOptions } from './gc.ts';
import { storeLocations } from './locations.ts';
import type { MigrateOptions, OtherRoot } from './migrate.ts';
import type { OperationOptions } from './options.ts';
import type { RemoveOptions } from './remove.ts';
import type { Store } from './store.ts';
import type { UnlockDriveOptions } from './unlock.ts';

const ofLook = { location: true, signal: true } as const;
const ofWriting = { signal: true, ifMatch: true, timestamp: true, replace: true } as const;
const ofChange = { ...ofLook, ...ofWriting, guestOs: true, sshPwauth: true } as const;
const looking = knownOptions<OperationOptions>(ofLook);
const changing = knownOptions<ChangeDriveOptions>(ofChange);
const ending = knownOptions<EndMigrationOptions>({ signal: true, onRemoval: true });

const isLocation = (value: unknown): boolean => storeLocations.some((location) => location === value);

const isOtherRoot = (value: Partial<OtherRoot> | null): boolean =>
  isLocation(value?.location) && typeof value?.root === 'string' && value.root !== '';

const migrating = knownOptions<MigrateOptions>(
  { ...ofChange, to: true, input: true, change: true, drive: true },
  ({ to }) => isLocation(to) || (typeof to === 'object' && isOtherRoot(to)),
  `an object: { to: one of ${storeLocations.join(', ')}, or { location, root } }`,
);

/** The name of an instance has a code of its own, and so have a migration and what changes a drive. */
const instance = ['instance', anything] as const;
const migration = ['migration', anything] as const;
const live = kind(
  'a list of names, or a function that gives one',
  (value) =>
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)),
);

const parameters: { readonly [Method in keyof Store]: readonly Parameter[] } = {
  create: [
    instance,
    ['input', anything],
    [
      'options?',
      knownOptions<CreateOptions>({ ...ofWriting, placement: true, ifAbsent: true, isRebuild: true, drive: true }),
    ],
  ],
  setPassword: [instance, ['password', anything], ['options?', changing]],
  removePassword: [instance, ['options?', changing]],
  setUserData: [instance, ['userData', anything], ['options?', changing]],
  setPublicKeys: [instance, ['publicKeys', anything], ['options?', changing]],
  change: [instance, ['change', callback], ['options?', changing]],
  read: [instance, ['options?', looking]],
  stat: [instance, ['options?', looking]],
  list: [['options?', looking]],
  migrate: [instance, ['options', migrating]],
  commit: [migration, ['options?', ending]],
  rollback: [migration, ['options?', ending]],
  perform: [
    ['operation', object('an operation: { kind, instance, … }')],
    ['options?', knownOptions<AbortableOptions>({ signal: true })],
  ],
  remove: [instance, ['options?', knownOptions<RemoveOptions>({ ...ofLook, onRemoval: true })]],
  gc: [
    ['live', live],
    ['options?', knownOptions<GcOptions>({ ...ofLook, dryRun: true, allowEmpty: true, unseen: true })],
  ],
  unlock: [instance, ['options?', knownOptions<UnlockDriveOptions>({ ...ofLook, force: true })]],
};

/**
 * Refuses what a method of a store does not take.
 *
 * @throws InvalidInputError
 */
export const checkMethod = (method: keyof Store, given: readonly unknown[]): void =>
  checkArguments(...parameters[method].map(([name, of], index) => [name, of, given[index]] as const));
