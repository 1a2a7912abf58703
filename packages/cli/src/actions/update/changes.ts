/** What `configdrive update` is asked to change, read from the files and streams that the command line names. */
import {
  type ChangeOptions,
  type ConfigDrive,
  type NicInput,
  withNetwork,
  withoutPassword,
  withPassword,
  withPublicKeys,
  withUserData,
} from '@configdrive/core';
import type { update as words } from '../../commands/update.ts';
import type { OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { readBytes, refuseSecondStdin, STDIN } from '../../inputs/bytes.ts';
import { readDocument, readPassword, readText } from '../../inputs/documents.ts';

type UpdateOptions = OptionsOf<typeof words>;

/** A change that only needs its drive. */
type Change = (drive: ConfigDrive, options: ChangeOptions) => ConfigDrive;

export type Changes = readonly Change[];

/** All changes, in one order whatever that of the options. */
export const changedBy = (changes: Changes, drive: ConfigDrive, options: ChangeOptions): ConfigDrive =>
  changes.reduce((changing, change) => change(changing, options), drive);

/** Reads everything that is needed for the changes; the drive itself not yet. */
export async function requestedChanges(
  drivePath: string,
  options: UpdateOptions,
  signal: AbortSignal,
): Promise<Changes> {
  const { passwordStdin, userData, publicKeys, nics } = options;
  refuseSecondStdin([drivePath, passwordStdin ? STDIN : undefined, userData, publicKeys, nics]);
  const changes = [
    ...(await passwordChange(options, signal)),
    ...(await userDataChange(options, signal)),
    ...(await publicKeysChange(options, signal)),
    ...(await networkChange(options, signal)),
  ];
  if (changes.length > 0) return changes;
  const message = 'say what changes: --password-stdin, --without-password, --user-data, --public-keys or --nics';
  throw refusal('change-missing', [], message);
}

async function passwordChange(options: UpdateOptions, signal: AbortSignal): Promise<Changes> {
  if (options.withoutPassword) return [withoutPassword];
  if (!options.passwordStdin) return [];
  const password = await readPassword(STDIN, signal);
  return [(drive, change) => withPassword(drive, password, change)];
}

async function userDataChange({ userData }: UpdateOptions, signal: AbortSignal): Promise<Changes> {
  if (userData === undefined) return [];
  const bytes = await readBytes(userData, signal);
  return [(drive, change) => withUserData(drive, bytes, change)];
}

async function publicKeysChange({ publicKeys }: UpdateOptions, signal: AbortSignal): Promise<Changes> {
  if (publicKeys === undefined) return [];
  const keys = await readText(publicKeys, signal);
  return [(drive, change) => withPublicKeys(drive, keys, change)];
}

async function networkChange({ nics }: UpdateOptions, signal: AbortSignal): Promise<Changes> {
  if (nics === undefined) return [];
  // Of whatever shape: the library checks it, and has the words for what is wrong.
  const list = (await readDocument(nics, signal)) as readonly NicInput[];
  return [(drive, change) => withNetwork(drive, list, change)];
}
