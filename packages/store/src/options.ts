/** What a store is told once, what an operation may be told on top, and both checked. */
import type { ChangeOptions, DriveCheck, PlanOptions } from '@configdrive/core';
import type { PublishOptions } from '@configdrive/files';
import { type Issue, refuseInput } from '@configdrive/issues';
import type { StoreIssueCode } from './codes.ts';
import { type StoreDirectory, type StoreLocation, type StoreRoots, storeDirectoriesOf } from './locations.ts';
import type { Placement } from './placement.ts';

/** How a store plans its drives; their date is the operation's, and the check is the store's. */
export type DrivePlanOptions = Omit<PlanOptions, 'timestamp' | 'check'>;

export interface StoreOptions extends StoreRoots {
  /** Where new drives go: a location, or CloudStack's rule. Default `secondary`, as CloudStack's. */
  readonly placement?: Placement | undefined;
  /**
   * `kept` (default): a password stays on the drive until `withoutPassword`. `untilRebuilt`: as with CloudStack it is on the
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
  /**
   * `rename` (default): a guest that has the old image open keeps it. `keepInode`: it sees the new one, and maybe a mixture
   * for a moment. See `writeImageFile`.
   */
  readonly replace?: PublishOptions['replace'];
  /** Of images; default 0o600. */
  readonly mode?: number | undefined;
  /** Number of the group that images, and directories that the store makes, belong to. */
  readonly group?: number | undefined;
  /** Of directories that the store makes; default 0o700, with a group 0o750. */
  readonly directoryMode?: number | undefined;
  /** False: no flushes. Default true. */
  readonly durable?: boolean | undefined;
  /** Also in directories where every account of this host may replace files. */
  readonly allowSharedDirectory?: boolean | undefined;
  /** How long storage may take to say whether a directory is there, before it counts as unreachable. Default 10,000. */
  readonly answerWithinMilliseconds?: number | undefined;
  /** Dates what is built and changed, where an operation does not. Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

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
   * SHA-256 of the drive that is to be replaced; another there, or none, is a conflict. Exact among all writers of one
   * host. Between hosts the file system decides what a host sees of the other's writing, and of two that compare at the
   * same moment both may win.
   */
  readonly ifMatch?: string | undefined;
  readonly timestamp?: Date | undefined;
  readonly replace?: StoreOptions['replace'];
}

/** The options with their defaults. */
export interface StoreSetting {
  readonly directories: readonly StoreDirectory[];
  readonly placement: Placement;
  readonly dropsPasswords: boolean;
  readonly drive: DrivePlanOptions;
  readonly check: DriveCheck | undefined;
  readonly files: Pick<PublishOptions, 'replace' | 'mode' | 'group' | 'allowSharedDirectory'> &
    Pick<StoreOptions, 'durable'>;
  readonly directoryMode: number;
  readonly answerWithinMilliseconds: number;
  readonly now: () => Date;
}

const ANSWER_WITHIN_MILLISECONDS = 10_000;
const PRIVATE_DIRECTORY = 0o700;
const GROUP_DIRECTORY = 0o750;

/** @throws InvalidInputError */
export function storeSettingOf(options: StoreOptions): StoreSetting {
  const { placement = 'secondary', passwordLife = 'kept', drive = {}, check, ...others } = options;
  const { now = () => new Date(), ...files } = others;
  const { mode, group, durable, allowSharedDirectory, replace } = files;
  const { answerWithinMilliseconds = ANSWER_WITHIN_MILLISECONDS } = files;
  const setting = {
    directories: storeDirectoriesOf(options),
    placement,
    dropsPasswords: passwordLife === 'untilRebuilt',
    drive,
    check,
    files: { mode, group, durable, allowSharedDirectory, replace },
    directoryMode: files.directoryMode ?? (group === undefined ? PRIVATE_DIRECTORY : GROUP_DIRECTORY),
    answerWithinMilliseconds,
    now,
  };
  refuseInput(problemsOf(options, setting));
  return setting;
}

const isMode = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0o777;

/** For callers without a type checker, a command line for one. */
function problemsOf(options: StoreOptions, setting: StoreSetting): readonly Issue[] {
  const { mode = 0, passwordLife = 'kept', replace = 'rename' } = options;
  const problems: Readonly<Record<string, string | false>> = {
    passwordLife: !['kept', 'untilRebuilt'].includes(passwordLife) && 'must be kept or untilRebuilt',
    replace: !['rename', 'keepInode'].includes(replace) && 'must be rename or keepInode',
    mode: !isMode(mode) && 'must be a number from 0 to 0o777',
    directoryMode: !isMode(setting.directoryMode) && 'must be a number from 0 to 0o777',
    answerWithinMilliseconds: !(setting.answerWithinMilliseconds > 0) && 'must be more than 0',
  };
  return Object.entries(problems).flatMap(([name, message]) =>
    message === false
      ? []
      : [{ code: 'store-option-invalid' satisfies StoreIssueCode, severity: 'error', place: [name], message }],
  );
}

/** What of the building a change heeds: the label and the guests' programs are the drive's own affair. */
export function changeOptionsOf(build: PlanOptions, guestOs: string | undefined): ChangeOptions {
  const { label: _label, ...options } = build;
  return { ...options, guestOs };
}
