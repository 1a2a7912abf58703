/** What `configdrive update` is asked to change, read from the files and streams that the command line names. */
import {
  type ChangeOptions,
  type ConfigDrive,
  type MetadataInput,
  type NicInput,
  withGuestScript,
  withInstanceId,
  withMetadata,
  withNetwork,
  withoutPassword,
  withPassword,
  withPublicKeys,
  withUserData,
} from '@configdrive/core';
import type { update as words } from '../../commands/update.ts';
import type { OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { nameOf, readBytes, refuseSecondStdin, STDIN } from '../../inputs/bytes.ts';
import { readDocument, readPassword, readText } from '../../inputs/documents.ts';
import { rememberUserData } from '../../inputs/read-texts.ts';

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
  const { passwordStdin, userData, publicKeys, nics, metadata } = options;
  refuseSecondStdin([drivePath, passwordStdin ? STDIN : undefined, userData, publicKeys, nics, metadata]);
  const changes = [
    ...(await passwordChange(options, signal)),
    ...(await userDataChange(options, signal)),
    ...(await publicKeysChange(options, signal)),
    ...(await networkChange(options, signal)),
    ...(await metadataChange(options, signal)),
    ...identityChanges(options),
    ...(options.resets === undefined ? [] : [withGuestScript]),
  ];
  if (changes.length > 0) return changes;
  const message =
    'say what changes: --password-stdin, --without-password, --user-data, --public-keys, --nics, --metadata, --host-name, --instance-id or --resets';
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
  rememberUserData(nameOf(userData));
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
  const list = (await readDocument(nics, signal, ['nics'])) as readonly NicInput[];
  return [(drive, change) => withNetwork(drive, list, change)];
}

async function metadataChange({ metadata }: UpdateOptions, signal: AbortSignal): Promise<Changes> {
  if (metadata === undefined) return [];
  const values = (await readDocument(metadata, signal, ['metadata'])) as MetadataInput;
  return [(drive, change) => withMetadata(drive, values, change)];
}

/** A name that is given beside the file of all metadata is the one that was meant. */
const identityChanges = ({ hostName, instanceId }: UpdateOptions): Changes => [
  ...(hostName === undefined
    ? []
    : [(drive: ConfigDrive, change: ChangeOptions) => withMetadata(drive, { 'local-hostname': hostName }, change)]),
  ...(instanceId === undefined
    ? []
    : [(drive: ConfigDrive, change: ChangeOptions) => withInstanceId(drive, instanceId, change)]),
];
