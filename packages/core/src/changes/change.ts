/**
 * What every change has in common: the drive as files, the profile for what the drive does not have yet, one report, and
 * a new drive at the end.
 */
import type { Issue } from '@configdrive/issues';
import type { CoreCode } from '../codes.ts';
import { type ConfigDrive, checkedDrive, type DriveCheck } from '../drive.ts';
import { foldedPath } from '../input/names.ts';
import { type DriveOptions, type Setting, settingOf } from '../input/settings.ts';
import { type CoreIssues, newIssues } from '../issues.ts';
import { checkEntryCount, checkTimestamp } from '../plan.ts';
import { isAnyTree, type PresentDatasources, presentDatasources } from './datasources.ts';
import { DriveFiles } from './drive-files.ts';

export interface ChangeOptions extends Omit<DriveOptions, 'label' | 'tree' | 'openstackVersions'> {
  /** Dates what changes; everything else keeps its dates. Whole seconds are kept. */
  readonly timestamp: Date;
  /** Where the drive itself cannot say: `windows` gets `admin_pass`, as in planning. */
  readonly guestOs?: string | undefined;
  /** Asked about the changed drive; what it says is among the issues, and what of it is an error refuses with `strict`. */
  readonly check?: DriveCheck | undefined;
}

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
  const report = newIssues();
  const { guestOs, timestamp } = options;
  const setting = settingOf({ vmData: [], guestOs }, { ...options, profile: options.profile ?? drive.profile }, report);
  checkTimestamp(timestamp, report);
  const files = new DriveFiles(drive.entries, timestamp, drive.profile.aliases);
  const places = presentDatasources(files);
  if (isAnyTree(places)) apply({ files, places, setting, options, report });
  else report.add('drive-unknown', [], 'neither cloudstack/, openstack/, ec2/ nor NoCloud files: no config drive');
  checkEntryCount(files.entries.length, setting, report);
  report.throwIfRefused(setting.strict);
  const issues = [...drive.issues.filter(isNotOf(supersedes)), ...report.issues];
  const changed = files.isChanged
    ? { ...drive, entries: files.entries, volume: { ...drive.volume, modified: timestamp }, issues }
    : { ...drive, issues };
  return checkedDrive(changed, options.check, setting.strict);
}

const isNotOf =
  (codes: readonly string[]) =>
  ({ code }: Issue): boolean =>
    !codes.includes(code);

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
