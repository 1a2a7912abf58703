/** `configdrive update`: a drive gets another password, other user data, keys or network; all at once, or nothing. */
import {
  type DriveCheck,
  type DriveDifference,
  diffDrives,
  layOutConfigDrive,
  lengthIssues,
  wrapImage,
} from '@configdrive/core';
import { checkedDrive } from '@configdrive/core/internal';
import { finishInterrupted, writeImageFile } from '@configdrive/files';
import { firstLines, type Issue } from '@configdrive/issues';
import { toBytes } from 'iso9660-writer';
import type { update as words } from '../../commands/update.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import { type CommandIssueCode, refusal } from '../../framework/codes.ts';
import { imageToStdout, isStdout } from '../../framework/image-output.ts';
import { printFacts, printIssues, printJson } from '../../framework/output.ts';
import { STDIN } from '../../inputs/bytes.ts';
import { type DriveFile, isInPlace, permissionIssues, readDrive } from '../../inputs/drive-file.ts';
import { limitsOf } from '../../inputs/limits.ts';
import { buildTimestamp, groupOf, modeOf } from '../../inputs/settings.ts';
import { differenceData, pathLines } from '../../views/difference.ts';
import { counted, MOST_FACTS } from '../../views/text.ts';
import { guestCheckBy, tellIssues } from '../guest-check.ts';
import { type Changes, changedBy, requestedChanges } from './changes.ts';

type UpdateOptions = OptionsOf<typeof words>;

export const update: ActionOf<typeof words> = async ({ image: path }, options, { signal }) => {
  const publish = publisherOf(path, options, signal);
  const changes = await requestedChanges(path, options, signal);
  const file = await readDrive(path, options.output, { limits: limitsOf(options), signal });
  const updated = updatedDrive(file, changes, options, await guestCheckBy(options));
  if (!options.json) await tellIssues(updated.issues);
  await publish(updated);
};

interface Updated {
  readonly file: DriveFile;
  readonly byteLength: number;
  readonly bytes: () => Uint8Array;
  readonly label: string;
  readonly difference: DriveDifference;
  readonly issues: readonly Issue[];
}

/** The guests are asked about all changes together. */
function updatedDrive(
  file: DriveFile,
  changes: Changes,
  options: UpdateOptions,
  check: DriveCheck | undefined,
): Updated {
  const { strict, allow, guestOs, profile, sshPwauth, resets, resetUser, resetHostName } = options;
  const limits = limitsOf(options);
  const before = file.drive;
  const resetting = { resets, resetUser, resetHostName };
  const how = { timestamp: buildTimestamp(), strict, allow, guestOs, profile, sshPwauth, limits, ...resetting };
  const drive = checkedDrive(changedBy(changes, before, how), { check, strict }, { guestOs, before });
  const layout = layOutConfigDrive(drive, { limits });
  const difference = diffDrives(before, drive);
  // What is not written anew loses nothing.
  const losses = difference.isSame ? [] : file.losses;
  const issues = [...drive.issues, ...layout.issues, ...losses];
  const bytes = (): Uint8Array => wrapImage(toBytes(layout), file.format);
  return { file, byteLength: layout.byteLength, bytes, label: drive.label, difference, issues };
}

type Publish = (updated: Updated) => Promise<void>;

/** What happens to the new image. Everything about it that can be wrong is refused before anything is read. */
function publisherOf(path: string, options: UpdateOptions, signal: AbortSignal): Publish {
  const { output } = options;
  if (options.dryRun) return (updated) => report(updated, undefined, options);
  if (output !== undefined && isStdout(output)) {
    const put = imageToStdout();
    return ({ bytes }) => put(bytes());
  }
  if (path === STDIN && output === undefined) {
    throw refusal('output-missing', ['--output'], 'a drive from standard input has no place of its own: -o other.iso');
  }
  return toFile(path, output ?? path, options, signal);
}

/** In place only the file that was read is replaced, and one that nothing changes not even touched: but what broke off is finished. */
function toFile(path: string, output: string, options: UpdateOptions, signal: AbortSignal): Publish {
  const { force = false, keepInode = false, allowSharedDirectory } = options;
  const replace = keepInode ? 'keepInode' : 'rename';
  const mode = options.mode === undefined ? undefined : modeOf(options.mode);
  const group = options.group === undefined ? undefined : groupOf(options.group);
  const inPlace = isInPlace(path, output);
  return async (updated) => {
    const { file, difference } = updated;
    const condition = inPlace ? { ifMatch: file.sha256 } : { ifAbsent: !force };
    if (inPlace && difference.isSame) return reportSame(updated, output, options, signal);
    if (inPlace && !keepInode) await printIssues(permissionIssues(path, mode, group));
    const notices: Issue[] = inPlace ? [...lengthIssues(file.drive.imageByteLength, updated.byteLength)] : [];
    const protection = { mode, group, allowSharedDirectory, onIssue: (issue: Issue) => void notices.push(issue) };
    await writeImageFile(output, updated.bytes(), { ...condition, ...protection, replace, signal });
    await printIssues(options.json ? [] : notices);
    await report({ ...updated, issues: [...updated.issues, ...notices] }, output, options);
  };
}

/** What was read may be the copy beside the file: nothing is to be changed only when the file, which a guest has open, is the same. */
async function reportSame(updated: Updated, path: string, options: UpdateOptions, signal: AbortSignal): Promise<void> {
  const notices = (await finishInterrupted(path, { signal })) ? [finishedNotice(path)] : [];
  await printIssues(options.json ? [] : notices);
  await report({ ...updated, issues: [...updated.issues, ...notices] }, path, options);
}

const finishedNotice = (path: string): Issue => ({
  code: 'writing-finished' satisfies CommandIssueCode,
  severity: 'notice',
  place: [path],
  message: 'the writing over it that broke off was finished',
});

/** Field names are API: adding one is minor, renaming one makes it `configdrive.update/2`. */
async function report(updated: Updated, path: string | undefined, { json }: UpdateOptions): Promise<void> {
  const { byteLength, label, difference, issues } = updated;
  if (json) await printJson('configdrive.update/1', { path, byteLength, ...differenceData(difference), label, issues });
  else await printFacts(textOf(updated, path));
}

function textOf({ byteLength, label, difference }: Updated, path: string | undefined): string {
  const lines = pathLines(difference);
  const count = lines.length === 0 ? 'nothing' : counted(lines.length, 'file');
  const numbers = `${count} changed, ${byteLength} bytes, label ${label}`;
  const head = path === undefined ? `nothing written; the image would have ${numbers}` : `${path}: ${numbers}`;
  return [head, ...firstLines(lines, MOST_FACTS, '  ')].join('\n');
}
