/**
 * What every change has in common: the drive as files, the profile for what the drive does not have yet, one report, and
 * a new drive at the end.
 */
import type { Issue } from '@configdrive/issues';
import { checkArguments, options as knownOptions, drive as someDrive } from '@configdrive/issues/arguments';
import type { CoreCode } from '../codes.ts';
import { type CheckOptions, type ConfigDrive, checkedDrive, isOpinion } from '../drive.ts';
import { isAnyTree, type PresentDatasources, presentDatasources } from '../formats/datasources.ts';
import { foldedPath } from '../input/names.ts';
import { type DriveOptions, type Setting, settingOf } from '../input/settings.ts';
import { type CoreIssues, goneOnWith, newIssues } from '../issues.ts';
import { MOST_DOCUMENT_WORDS } from '../limits.ts';
import { checkEntryCount } from '../parse.ts';
import { checkTimestamp } from '../plan.ts';
import { DriveFiles } from './drive-files.ts';

export interface ChangeOptions extends Omit<DriveOptions, 'label' | 'tree' | 'openstackVersions'>, CheckOptions {
  /** Dates what changes; everything else keeps its dates. Whole seconds are kept. */
  readonly timestamp: Date;
  /** Where the drive itself cannot say: `windows` gets `admin_pass`, as in planning. */
  readonly guestOs?: string | undefined;
}

/** The names of all options of a change, complete by their type. */
export const changeOptionNames = {
  timestamp: true,
  profile: true,
  guestOs: true,
  strict: true,
  check: true,
  limits: true,
  sshPwauth: true,
  emptyNetworkData: true,
  allow: true,
  room: true,
  resets: true,
  resetUser: true,
  resetHostName: true,
} as const satisfies Readonly<Record<keyof ChangeOptions, true>>;

/** A change under way. */
export interface Change {
  readonly files: DriveFiles;
  readonly places: PresentDatasources;
  readonly setting: Setting;
  readonly options: ChangeOptions;
  readonly report: CoreIssues;
}

/**
 * Makes a drive with something else in it. The codes in `supersedes` speak of what is being replaced: issues of the drive
 * that carry them are out of date afterwards.
 *
 * @throws InvalidInputError when the change is refused; the drive that came in is never touched.
 */
export function changedDrive(
  drive: ConfigDrive,
  options: ChangeOptions,
  supersedes: readonly CoreCode[],
  apply: (change: Change) => void,
): ConfigDrive {
  checkArguments(['drive', someDrive, drive], ['options', changeOptions, options]);
  const report = newIssues(options.allow);
  const { guestOs, timestamp, strict = false } = options;
  const setting = settingOf({ vmData: [], guestOs }, { ...options, profile: options.profile ?? drive.profile }, report);
  checkTimestamp(timestamp, report);
  const files = new DriveFiles(drive.entries, timestamp, drive.profile.aliases);
  const places = presentDatasources(files.paths);
  if (isAnyTree(places)) apply({ files, places, setting, options, report });
  else report.add('drive-unknown', [], 'neither cloudstack/, openstack/, ec2/ nor NoCloud files: no config drive');
  checkEntryCount(files.entries.length, setting, report);
  report.throwIfRefused(strict);
  const isToStay = isNotOf(supersedes);
  const old = drive.issues.filter((issue) => isToStay(issue) && !isOpinion(issue));
  const issues = goneOnWith([...old, ...report.issues]);
  const changed = files.isChanged
    ? { ...drive, entries: files.entries, trees: undefined, volume: { ...drive.volume, modified: timestamp }, issues }
    : { ...drive, issues };
  return checkedDrive(changed, options, { guestOs, before: drive });
}

const isNotOf =
  (codes: readonly string[]) =>
  ({ code }: Issue): boolean =>
    !codes.includes(code);

const TOO_LONG = `is over ${MOST_DOCUMENT_WORDS} long, and was not looked into: not changed`;

/** Says of a file that a change does not reach it: for the given reason, or because it is too long to be looked into. */
export function reportUnchangeable(
  path: string,
  why: string,
  { files, report }: Pick<Change, 'files' | 'report'>,
): void {
  report.add('file-unchangeable', [path], files.isTooLong(path) ? TOO_LONG : why);
}

/** Writes a file; one that is new gets the aliases that the profile gives it, as far as their names are free. */
export function putFile(path: string, content: string | Uint8Array, { files, setting }: Change): void {
  const isNew = !files.has(path);
  files.write(path, content);
  if (!isNew) return;
  const taken = new Set(Array.from(files.paths, foldedPath));
  for (const [alias, sameAs] of setting.profile.aliases) {
    if (sameAs === path && !taken.has(foldedPath(alias))) files.addAlias(alias, path);
  }
}

const changeOptions = /* @__PURE__ */ knownOptions<ChangeOptions>(changeOptionNames);
