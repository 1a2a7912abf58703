/** What a directory of images is told once, with its defaults and checked. */
import { type Issue, refuseInput } from '@configdrive/issues';
import type { ReplaceWay, StoreIssueCode } from '@configdrive/store';
import type { LockTiming } from '../lock/lock.ts';
import { isMode, type PublishOptions } from '../publish/publish.ts';

/** How a directory keeps images as files. */
export interface DirectoryBackendOptions extends LockTiming {
  /**
   * Directory that must exist and is never made: what is mounted there may be gone, and nothing must fill the disk below.
   * Missing directories between it and the images are made. Default: the directory of the images itself.
   */
  readonly root?: string | undefined;
  /**
   * `rename` (default): a guest that has the old image open keeps it. `keepInode`: it sees the new one, and maybe a mixture
   * for a moment. See `writeImageFile`.
   */
  readonly replace?: ReplaceWay | undefined;
  /** Of images; default 0o600. */
  readonly mode?: number | undefined;
  /** Number of the group that images, and directories that are made, belong to. */
  readonly group?: number | undefined;
  /** Of directories that are made; default 0o700, with a group 0o750. */
  readonly directoryMode?: number | undefined;
  /** False: no flushes. Default true. */
  readonly durable?: boolean | undefined;
  /** Also in directories where another account of this host may replace files. */
  readonly allowSharedDirectory?: boolean | undefined;
  /** Called with what is worth knowing of the directories, by each writing. */
  readonly onIssue?: ((issue: Issue) => void) | undefined;
  /** How long storage may take to say whether a directory is there, before it counts as unreachable. Default 10,000. */
  readonly answerWithinMilliseconds?: number | undefined;
}

/** The options with their defaults. */
export interface DirectorySetting {
  readonly directory: string;
  readonly root: string;
  readonly files: Pick<PublishOptions, 'mode' | 'group' | 'allowSharedDirectory' | 'onIssue'> & {
    readonly replace: ReplaceWay;
  };
  readonly lock: LockTiming;
  readonly durable: boolean;
  readonly directoryMode: number;
  readonly answerWithinMilliseconds: number;
}

const ANSWER_WITHIN_MILLISECONDS = 10_000;
const PRIVATE_DIRECTORY = 0o700;
const GROUP_DIRECTORY = 0o750;

/** @throws InvalidInputError */
export function directorySettingOf(directory: string, options: DirectoryBackendOptions): DirectorySetting {
  const { root = directory, durable = true, mode, group, allowSharedDirectory, onIssue, replace = 'rename' } = options;
  const { directoryMode = group === undefined ? PRIVATE_DIRECTORY : GROUP_DIRECTORY } = options;
  const { answerWithinMilliseconds = ANSWER_WITHIN_MILLISECONDS } = options;
  const files = { mode, group, allowSharedDirectory, onIssue, replace };
  const { maxWaitMilliseconds, takeOverAfterMilliseconds } = options;
  const lock = { maxWaitMilliseconds, takeOverAfterMilliseconds };
  const setting = { directory, root, files, lock, durable, directoryMode, answerWithinMilliseconds };
  refuseInput(problemsOf(setting));
  return setting;
}

/** For callers without a type checker, a command line for one. */
function problemsOf({ files, lock, directoryMode, answerWithinMilliseconds }: DirectorySetting): readonly Issue[] {
  const { mode = 0, replace } = files;
  const { maxWaitMilliseconds = 0, takeOverAfterMilliseconds = 1 } = lock;
  const problems: Readonly<Record<string, string | false>> = {
    replace: !['rename', 'keepInode'].includes(replace) && 'must be rename or keepInode',
    mode: !isMode(mode) && 'must be a number from 0 to 0o777',
    directoryMode: !isMode(directoryMode) && 'must be a number from 0 to 0o777',
    maxWaitMilliseconds: !(maxWaitMilliseconds >= 0) && 'must be 0 or more',
    takeOverAfterMilliseconds: !(takeOverAfterMilliseconds > 0) && 'must be more than 0',
    answerWithinMilliseconds: !(answerWithinMilliseconds > 0) && 'must be more than 0',
  };
  return Object.entries(problems).flatMap(([name, message]) =>
    message === false
      ? []
      : [{ code: 'store-option-invalid' satisfies StoreIssueCode, severity: 'error', place: [name], message }],
  );
}
