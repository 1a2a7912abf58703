/** What a store is told once, what an operation may be told on top, and both checked. */
import type { BuildOptions, ChangeOptions, DriveCheck } from '@configdrive/core';
import { type Issue, refuseInput } from '@configdrive/issues';
import type { Backend, ReplaceWay } from './backend.ts';
import type { StoreIssueCode } from './codes.ts';
import { type StoreBackends, type StoreLocation, type StorePlace, storePlacesOf } from './locations.ts';
import type { Placement } from './placement.ts';

/** How a store plans its drives; their date is the operation's, and the check is the store's. */
export type DrivePlanOptions = Omit<BuildOptions, 'timestamp' | 'check' | 'defaultInstanceName'>;

/** What a store is told of the life of its drives, wherever they are kept. */
export interface DriveLifeOptions {
  /** Where new drives go: a location, or CloudStack's rule. Default `secondary`, as CloudStack's. */
  readonly placement?: Placement | undefined;
  /**
   * `kept` (default): a password stays on the drive until `removePassword`. `untilRebuilt`: as with CloudStack it is on the
   * drive after the first start and after a reset, and gone when the drive is built or changed the next time.
   */
  readonly passwordLife?: 'kept' | 'untilRebuilt' | undefined;
  /** How drives are built and changed: label, profile, limits … */
  readonly drive?: DrivePlanOptions | undefined;
  /**
   * Says what is to be told of a drive that is built or changed, such as what its guests will make of it: the issues come
   * with the result, and with `drive.strict` those of severity error refuse. Default: nothing is asked.
   */
  readonly check?: DriveCheck | undefined;
}

/** Makes the backend of a location below a root that is no location of the store: of the cache of another host, for one. */
export type BackendAt = (root: string, location: StoreLocation) => Backend;

export interface StoreOptions extends StoreBackends, DriveLifeOptions {
  /** Dates what is built and changed, where an operation does not: the store has no clock. */
  readonly now: () => Date;
  /** Lets `migrate` go to other roots than the store's, and lets `commit` and `rollback` find them again. */
  readonly backendAt?: BackendAt | undefined;
}

/** The names of all options of a store's drives, complete by their type. */
export const driveLifeOptionNames = {
  placement: true,
  passwordLife: true,
  drive: true,
  check: true,
} as const satisfies Readonly<Record<keyof DriveLifeOptions, true>>;

/** The same of a store. */
export const storeOptionNames = {
  ...driveLifeOptionNames,
  secondary: true,
  primary: true,
  hostCache: true,
  now: true,
  backendAt: true,
} as const satisfies Readonly<Record<keyof StoreOptions, true>>;

/** Of every operation. */
export interface OperationOptions {
  /** Only there. Default: wherever the drive is. */
  readonly location?: StoreLocation | undefined;
  /** The error is then the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Of operations that write. */
export interface WriteOptions extends Pick<OperationOptions, 'signal'> {
  /**
   * SHA-256 of the drive that is to be replaced; another there, or none, is a conflict. Exact among all that a backend can
   * tell apart. In a directory these are the writers of one host: between hosts the file system decides what a host sees of
   * the other's writing, and of two that compare at the same moment both may win.
   */
  readonly ifMatch?: string | undefined;
  readonly timestamp?: Date | undefined;
  /** Default: as the backend was told. */
  readonly replace?: ReplaceWay | undefined;
}

/** The options with their defaults. */
export interface StoreSetting {
  readonly places: readonly StorePlace[];
  readonly placement: Placement;
  readonly dropsPasswords: boolean;
  readonly drive: DrivePlanOptions;
  readonly check: DriveCheck | undefined;
  readonly now: () => Date;
  readonly backendAt: BackendAt | undefined;
}

/** @throws InvalidInputError */
export function storeSettingOf(options: StoreOptions): StoreSetting {
  const { placement = 'secondary', passwordLife = 'kept', drive = {}, check, now, backendAt } = options;
  const places = storePlacesOf(options);
  refuseInput(problemsOf(options));
  const dropsPasswords = passwordLife === 'untilRebuilt';
  return { places, placement, dropsPasswords, drive, check, now, backendAt };
}

/** For callers without a type checker, a command line for one. */
function problemsOf({ passwordLife = 'kept', now }: StoreOptions): readonly Issue[] {
  const problems: Readonly<Record<string, string | false>> = {
    passwordLife: !['kept', 'untilRebuilt'].includes(passwordLife) && 'must be kept or untilRebuilt',
    now: typeof now !== 'function' && 'must be a function that gives a date',
  };
  return Object.entries(problems).flatMap(([name, message]) =>
    message === false
      ? []
      : [{ code: 'store-option-invalid' satisfies StoreIssueCode, severity: 'error', place: [name], message }],
  );
}

/** What of the building a change heeds: the label and the guests' programs are the drive's own affair. */
export function changeOptionsOf(build: BuildOptions, guestOs: string | undefined): ChangeOptions {
  const { label: _, tree: __, openstackVersions: ___, ...options } = build;
  return { ...options, guestOs };
}
