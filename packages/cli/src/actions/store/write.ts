/** The commands of the store that write a drive: they build it, change it in its place, or move it. */
import { withMetadata } from '@configdrive/core';
import type { ChangeDriveOptions, DriveChange, WrittenDrive } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import { readBytes, STDIN } from '../../inputs/bytes.ts';
import { readPassword, readText } from '../../inputs/documents.ts';
import { readDriveInput } from '../../inputs/drive-input.ts';
import { report } from './report.ts';
import { storeOf } from './store-of.ts';

export const create: ActionOf<typeof words.create> = async ({ instance, input }, options, { signal }) => {
  const store = storeOf(options);
  const { userData, nics, allowFiles = false, ifAbsent, ifMatch } = options;
  const data = await readDriveInput({ input, userData, nics, allowFiles, signal });
  const isRebuild = options.rebuild;
  const written = await store.create(instance, data, { ifAbsent, ifMatch, isRebuild, signal });
  await reportWritten('create', written, options.json);
};

export const resetPassword: ActionOf<typeof words.resetPassword> = async ({ instance }, options, { signal }) => {
  const store = storeOf(options);
  const password = await readPassword(STDIN, signal);
  await changed('reset-password', options, signal, (own) => store.resetPassword(instance, password, own));
};

export const withoutPassword: ActionOf<typeof words.withoutPassword> = async ({ instance }, options, { signal }) => {
  const store = storeOf(options);
  await changed('without-password', options, signal, (own) => store.withoutPassword(instance, own));
};

export const updateUserData: ActionOf<typeof words.updateUserData> = async (
  { instance, userData },
  options,
  { signal },
) => {
  const store = storeOf(options);
  const bytes = await readBytes(userData, signal);
  await changed('update-user-data', options, signal, (own) => store.updateUserData(instance, bytes, own));
};

export const resetPublicKeys: ActionOf<typeof words.resetPublicKeys> = async (
  { instance, publicKeys },
  options,
  { signal },
) => {
  const store = storeOf(options);
  const keys = await readText(publicKeys, signal);
  await changed('reset-public-keys', options, signal, (own) => store.resetPublicKeys(instance, keys, own));
};

async function changed(
  operation: string,
  { ifMatch, location, json }: OptionsOf<typeof words.resetPassword>,
  signal: AbortSignal,
  change: (own: ChangeDriveOptions) => Promise<WrittenDrive>,
): Promise<void> {
  await reportWritten(operation, await change({ ifMatch, location, signal }), json);
}

async function reportWritten(operation: string, written: WrittenDrive, json: boolean | undefined): Promise<void> {
  const { instance, location, path, byteLength, isChanged, issues } = written;
  const outcome = isChanged ? 'written' : 'unchanged';
  await report({ operation, drives: [{ instance, location, path, byteLength, outcome }], issues }, json);
}

/** Moves a drive in one go, or with `--hold` up to where both drives are there. */
export const migrate: ActionOf<typeof words.migrate> = async ({ instance }, options, { signal }) => {
  const { toRoot, ifMatch, location, json, hold = false } = options;
  const to = toRoot === undefined ? options.to : { location: options.to, root: toRoot };
  const store = storeOf(options);
  const migration = await store.migrate(instance, { to, ifMatch, location, change: changeOf(options), signal });
  const { source, drive } = migration;
  const outcome = hold ? 'held' : await migration.commit();
  const { location: reached, path, byteLength, issues } = drive;
  const arrived = { instance, location: reached, path, byteLength, outcome: 'written' };
  const drives = path === source.path ? [arrived] : [arrived, { ...source, outcome }];
  await report({ operation: 'migrate', drives, issues }, json);
};

const changeOf = ({ hostName }: OptionsOf<typeof words.migrate>): DriveChange | undefined =>
  hostName === undefined
    ? undefined
    : (drive, change) => withMetadata(drive, { 'hypervisor-host-name': hostName }, change);
