/** The image of a drive that is to be changed: what is on it, and which bytes exactly that was read from. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  type ConfigDrive,
  defaultLimits,
  type ImageFormat,
  type LimitOptions,
  readConfigDrive,
  readConfigDriveSync,
  unwrapImage,
} from '@configdrive/core';
import { fileSource, readWholeStream, statsOfName } from '@configdrive/files';
import type { Issue } from '@configdrive/issues';
import { type CommandIssueCode, refusal } from '../framework/codes.ts';
import { octal } from '../views/text.ts';
import { nameOf, STDIN, withImageSource, withName } from './bytes.ts';
import { lossIssues } from './losses.ts';

export interface DriveFile {
  readonly drive: ConfigDrive;
  /** Of the file, 64 hex digits. */
  readonly sha256: string;
  /** What the image was in; it is written in the same. */
  readonly format: ImageFormat;
  /** What of the image a change of the drive does not keep. */
  readonly losses: readonly Issue[];
}

/** Reads a drive whole, once. One that is to be replaced must be a file and not the name of one elsewhere. */
export async function readDrive(
  path: string,
  output: string | undefined,
  { limits, signal }: { readonly limits: LimitOptions; readonly signal: AbortSignal },
): Promise<DriveFile> {
  const limit = limits.imageByteLength ?? defaultLimits.imageByteLength;
  if (path === STDIN) {
    const bytes = await readWholeStream(process.stdin, 'standard input', { limit, signal });
    return withName(path, () => driveFileOf(path, bytes, limits));
  }
  if (isInPlace(path, output ?? path)) refuseLink(path);
  const source = fileSource(path);
  try {
    return await withName(path, async () =>
      // Larger ones are for the library to refuse, which does not read them whole for that.
      source.byteLength > limit
        ? { drive: await readConfigDrive(source, { limits }), sha256: '', format: 'iso', losses: [] }
        : driveFileOf(path, source.read(0, source.byteLength), limits),
    );
  } finally {
    source.close();
  }
}

export const isInPlace = (path: string, output: string): boolean => resolve(path) === resolve(output);

function driveFileOf(path: string, bytes: Uint8Array, limits: LimitOptions): DriveFile {
  const drive = readConfigDriveSync(bytes, { limits });
  const { format, image } = unwrapImage(bytes, limits);
  if (format === 'agent-command') {
    throw refusal(
      'drive-in-command',
      [],
      "is a command to CloudStack's agent, which is not changed: give the image in it",
    );
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { drive, sha256, format, losses: lossIssues(nameOf(path), image) };
}

/** A new file would take the place of the link, and what it leads to would stay as it is. */
function refuseLink(path: string): void {
  if (!(statsOfName(path)?.isSymbolicLink() ?? false)) return;
  throw refusal('drive-is-link', [path], 'is a symbolic link: name the file it leads to, or another with -o');
}

const DEFAULT_MODE = 0o600;

/** A new file has new permissions; what the old one had may be what the hypervisor reads it by. */
export function permissionIssues(
  path: string,
  mode: number | undefined,
  group: number | undefined,
): readonly [Issue] | readonly [] {
  const stats = statsOfName(path);
  if (stats === undefined) return [];
  const old = stats.mode & 0o777;
  const losesMode = mode === undefined && old !== DEFAULT_MODE;
  const losesGroup = group === undefined && (old & 0o070) !== 0 && stats.gid !== process.getgid?.();
  if (!losesMode && !losesGroup) return [];
  const message = `was ${octal(old)} of group ${stats.gid}, which is not kept: --mode and --group set them`;
  return [{ code: 'permissions-reset' satisfies CommandIssueCode, severity: 'notice', place: [path], message }];
}

/** A drive to look at, read whole. @throws InvalidImageError when it is none, or too large for one */
export const driveIn = (path: string, signal: AbortSignal): Promise<ConfigDrive> =>
  withImageSource(path, signal, (source) => readConfigDrive(source));
