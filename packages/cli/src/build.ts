/** `configdrive build`: an input becomes an image, or nothing. */
import { type BuiltDrive, buildConfigDrive, type ProfileName } from '@configdrive/core';
import { StorageError, writeImageFile } from '@configdrive/storage';
import { groupOf, modeOf } from './file-options.ts';
import { readDriveInput } from './input.ts';
import { printFacts, printIssues, putOut } from './output.ts';
import { refusal } from './refusal.ts';
import { buildTimestamp } from './timestamp.ts';

/** As commander gives them. */
export interface BuildOptions {
  readonly output?: string;
  readonly label?: string;
  readonly profile?: ProfileName;
  readonly userData?: string;
  readonly nics?: string;
  readonly allowFiles?: boolean;
  readonly strict?: boolean;
  readonly check?: boolean;
  readonly force?: boolean;
  readonly mode?: string;
  readonly group?: string;
  readonly allowSharedDirectory?: boolean;
  readonly json?: boolean;
}

const STDOUT_NAMES = new Set(['-', '/dev/stdout']);

export async function build(inputPath: string, options: BuildOptions, signal: AbortSignal): Promise<void> {
  const publish = publisherOf(options, signal);
  const { userData, nics, allowFiles = false } = options;
  const input = await readDriveInput({ input: inputPath, userData, nics, allowFiles, signal });
  const { label, profile, strict } = options;
  const built = buildConfigDrive(input, { timestamp: buildTimestamp(), label, profile, strict });
  await printIssues(options.json ? [] : built.issues);
  await publish(built);
}

/** What happens to the image. Everything about it that can be wrong is refused before anything is read. */
function publisherOf(options: BuildOptions, signal: AbortSignal): (built: BuiltDrive) => Promise<void> {
  const { output } = options;
  if (options.check) return (built) => report(built, undefined, options);
  if (output === undefined) throw refusal('output-missing', ['--output'], 'say where the image goes: -o drive.iso');
  if (STDOUT_NAMES.has(output)) return toStdout();
  return toFile(output, options, signal);
}

function toFile(output: string, options: BuildOptions, signal: AbortSignal): (built: BuiltDrive) => Promise<void> {
  const { force = false, allowSharedDirectory } = options;
  const mode = options.mode === undefined ? undefined : modeOf(options.mode);
  const group = options.group === undefined ? undefined : groupOf(options.group);
  return async (built) => {
    await writeImageFile(output, built.bytes, { ifAbsent: !force, mode, group, allowSharedDirectory, signal });
    await report(built, output, options);
  };
}

function toStdout(): (built: BuiltDrive) => Promise<void> {
  if (process.stdout.isTTY) {
    throw refusal(
      'output-is-terminal',
      ['--output'],
      'an image does not belong on a terminal: pipe it, or name a file',
    );
  }
  return async ({ bytes }) => {
    const isTaken = await putOut(bytes);
    if (!isTaken) throw new StorageError('reader-gone', 'stream', 'standard output');
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
    await printFacts(
      JSON.stringify(
        { schema: 'configdrive.build/1', ...(path === undefined ? {} : { path }), ...facts, issues },
        null,
        2,
      ),
    );
    return;
  }
  const numbers = `${facts.byteLength} bytes, label ${label}, ${files} files, profile ${facts.profile}, ${facts.timestamp}`;
  await printFacts(path === undefined ? `nothing written; the image would have ${numbers}` : `${path}: ${numbers}`);
}
