/** `configdrive update`: a drive gets another password, other user data, keys or network; all at once, or nothing. */
import { type ConfigDrive, type DriveDifference, diffDrives, layOutConfigDrive, wrapImage } from '@configdrive/core';
import { writeImageFile } from '@configdrive/files';
import type { Issue } from '@configdrive/issues';
import { toBytes } from 'iso9660-writer';
import type { update as words } from '../../commands/update.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { imageToStdout, isStdout } from '../../framework/image-output.ts';
import { printFacts, printIssues, printJson } from '../../framework/output.ts';
import { STDIN } from '../../inputs/bytes.ts';
import { type DriveFile, isInPlace, permissionIssues, readDrive } from '../../inputs/drive-file.ts';
import { buildTimestamp, groupOf, modeOf } from '../../inputs/settings.ts';
import { differenceData, pathLines } from '../../views/difference.ts';
import { counted } from '../../views/text.ts';
import { type Changes, changedBy, requestedChanges } from './changes.ts';

type UpdateOptions = OptionsOf<typeof words>;

export const update: ActionOf<typeof words> = async ({ image: path }, options, { signal }) => {
  const publish = publisherOf(path, options, signal);
  const changes = await requestedChanges(path, options, signal);
  const file = await readDrive(path, options.output, signal);
  const updated = updatedDrive(file, changes, options);
  await printIssues(options.json ? [] : updated.issues);
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

function updatedDrive(file: DriveFile, changes: Changes, { strict }: UpdateOptions): Updated {
  const drive: ConfigDrive = changedBy(changes, file.drive, { timestamp: buildTimestamp(), strict });
  const layout = layOutConfigDrive(drive);
  const difference = diffDrives(file.drive, drive);
  const issues = [...drive.issues, ...layout.issues];
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

/** In place only the file that was read is replaced, and one that nothing changes not even touched. */
function toFile(path: string, output: string, options: UpdateOptions, signal: AbortSignal): Publish {
  const { force = false, keepInode = false, allowSharedDirectory } = options;
  const replace = keepInode ? 'keepInode' : 'rename';
  const mode = options.mode === undefined ? undefined : modeOf(options.mode);
  const group = options.group === undefined ? undefined : groupOf(options.group);
  const inPlace = isInPlace(path, output);
  return async (updated) => {
    const { file, difference } = updated;
    const condition = inPlace ? { ifMatch: file.sha256 } : { ifAbsent: !force };
    const isDone = inPlace && difference.isSame;
    if (!isDone) {
      if (inPlace && !keepInode) await printIssues(permissionIssues(path, mode, group));
      const protection = { mode, group, allowSharedDirectory };
      await writeImageFile(output, updated.bytes(), { ...condition, ...protection, replace, signal });
    }
    await report(updated, output, options);
  };
}

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
  return [head, ...lines].join('\n');
}
