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
import { refusal } from '../../frame/codes.ts';
import { readBytes, refuseSecondStdin, STDIN } from '../../inputs/bytes.ts';
import { readDocument, readPassword, readText } from '../../inputs/documents.ts';
import type { UpdateOptions } from './command.ts';

/** A change that only wants its drive. */
type Change = (drive: ConfigDrive, options: ChangeOptions) => ConfigDrive;

export type Wishes = readonly Change[];

/** All changes, in one order whatever that of the options. */
export const changedBy = (wishes: Wishes, drive: ConfigDrive, options: ChangeOptions): ConfigDrive =>
  wishes.reduce((changing, change) => change(changing, options), drive);

/** Reads everything that is needed for the changes; the drive itself not yet. */
export async function wishesOf(drivePath: string, options: UpdateOptions, signal: AbortSignal): Promise<Wishes> {
  const { passwordStdin, userData, publicKeys, nics } = options;
  refuseSecondStdin([drivePath, passwordStdin ? STDIN : undefined, userData, publicKeys, nics]);
  const wishes = [
    ...(await passwordWish(options, signal)),
    ...(await userDataWish(options, signal)),
    ...(await publicKeysWish(options, signal)),
    ...(await networkWish(options, signal)),
  ];
  if (wishes.length > 0) return wishes;
  const message = 'say what changes: --password-stdin, --without-password, --user-data, --public-keys or --nics';
  throw refusal('change-missing', [], message);
}

async function passwordWish(options: UpdateOptions, signal: AbortSignal): Promise<Wishes> {
  if (options.withoutPassword) return [withoutPassword];
  if (!options.passwordStdin) return [];
  const password = await readPassword(STDIN, signal);
  return [(drive, change) => withPassword(drive, password, change)];
}

async function userDataWish({ userData }: UpdateOptions, signal: AbortSignal): Promise<Wishes> {
  if (userData === undefined) return [];
  const bytes = await readBytes(userData, signal);
  return [(drive, change) => withUserData(drive, bytes, change)];
}

async function publicKeysWish({ publicKeys }: UpdateOptions, signal: AbortSignal): Promise<Wishes> {
  if (publicKeys === undefined) return [];
  const keys = await readText(publicKeys, signal);
  return [(drive, change) => withPublicKeys(drive, keys, change)];
}

async function networkWish({ nics }: UpdateOptions, signal: AbortSignal): Promise<Wishes> {
  if (nics === undefined) return [];
  // Of whatever shape: the library checks it, and has the words for what is wrong.
  const list = (await readDocument(nics, signal)) as readonly NicInput[];
  return [(drive, change) => withNetwork(drive, list, change)];
}
