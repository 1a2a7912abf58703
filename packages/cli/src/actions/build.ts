/** `configdrive build`: an input becomes an image, or nothing. */
import { type BuiltDrive, buildConfigDrive, parseMachine, wrapImage } from '@configdrive/core';
import { writeImageFile } from '@configdrive/files';
import type { Issue } from '@configdrive/issues';
import type { build as words } from '../commands/build.ts';
import type { ActionOf, OptionsOf } from '../framework/action.ts';
import { refusal } from '../framework/codes.ts';
import { imageToStdout, isStdout } from '../framework/image-output.ts';
import { printFacts, printIssues, printJson } from '../framework/output.ts';
import { readDriveInput } from '../inputs/drive-input.ts';
import { buildTimestamp, groupOf, modeOf } from '../inputs/settings.ts';
import { guestCheckBy, tellIssues } from './guest-check.ts';

type BuildOptions = OptionsOf<typeof words>;

export const build: ActionOf<typeof words> = async ({ input: path }, options, { signal }) => {
  const publish = publisherOf(options, signal);
  const { userData, nics, allowFiles = false } = options;
  const input = await readDriveInput({ input: path, userData, nics, allowFiles, signal });
  const { label, profile, tree, strict, allow, resets, resetUser, resetHostName } = options;
  const machine = parseMachine(input, { label, profile, tree, allow, resets, resetUser, resetHostName });
  const check = await guestCheckBy(options);
  const built = buildConfigDrive(machine, { timestamp: buildTimestamp(), strict, check });
  if (!options.json) await tellIssues(built.issues);
  await publish(built);
};

/** What happens to the image. Everything about it that can be wrong is refused before anything is read. */
function publisherOf(options: BuildOptions, signal: AbortSignal): (built: BuiltDrive) => Promise<void> {
  const { output } = options;
  if (options.check) return (built) => report(built, undefined, options);
  if (output === undefined) throw refusal('output-missing', ['--output'], 'say where the image goes: -o drive.iso');
  if (isStdout(output)) {
    const put = imageToStdout();
    return ({ bytes }) => put(wrapImage(bytes, options.format ?? 'iso'));
  }
  return toFile(output, options, signal);
}

function toFile(output: string, options: BuildOptions, signal: AbortSignal): (built: BuiltDrive) => Promise<void> {
  const { force = false, allowSharedDirectory, format = 'iso' } = options;
  const mode = options.mode === undefined ? undefined : modeOf(options.mode);
  const group = options.group === undefined ? undefined : groupOf(options.group);
  return async (built) => {
    const notices: Issue[] = [];
    await writeImageFile(output, wrapImage(built.bytes, format), {
      ifAbsent: !force,
      mode,
      group,
      allowSharedDirectory,
      onIssue: (issue) => notices.push(issue),
      signal,
    });
    await printIssues(options.json ? [] : notices);
    await report({ ...built, issues: [...built.issues, ...notices] }, output, options);
  };
}

/** The facts about the drive: a line, or an object. */
async function report(
  { bytes, drive, issues }: BuiltDrive,
  path: string | undefined,
  { json }: BuildOptions,
): Promise<void> {
  const { label, timestamp, profile } = drive;
  const files = drive.entries.filter(({ content, sameAs }) => content !== undefined || sameAs !== undefined).length;
  const facts = {
    byteLength: bytes.byteLength,
    label,
    profile: profile.name,
    timestamp: timestamp.toISOString(),
    files,
  };
  if (json) {
    await printJson('configdrive.build/1', { path, ...facts, issues });
    return;
  }
  const numbers = `${facts.byteLength} bytes, label ${label}, ${files} files, profile ${facts.profile}, ${facts.timestamp}`;
  await printFacts(path === undefined ? `nothing written; the image would have ${numbers}` : `${path}: ${numbers}`);
}
