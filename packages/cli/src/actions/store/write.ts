/** The commands of the store that write a drive: they build it, or change it in its place. */
import { parseMachine } from '@configdrive/core';
import type { ChangeDriveOptions, WrittenDrive } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { ActionOf, OptionsOf } from '../../framework/action.ts';
import { nameOf, readBytes, STDIN } from '../../inputs/bytes.ts';
import { readPassword, readText } from '../../inputs/documents.ts';
import { readDriveInput } from '../../inputs/drive-input.ts';
import { rememberUserData } from '../../inputs/read-texts.ts';
import { report } from './report.ts';
import { machineOptionsOf, writingStoreOf } from './store-of.ts';

export const create: ActionOf<typeof words.create> = async ({ instance, input }, options, { signal }) => {
  const store = await writingStoreOf(options);
  const { userData, nics, allowFiles = false, ifAbsent, ifMatch } = options;
  const data = await readDriveInput({ input, userData, nics, allowFiles, signal });
  const isRebuild = options.rebuild;
  const machine = parseMachine(data, { ...machineOptionsOf(options), defaultInstanceName: instance });
  const written = await store.create(instance, machine, { ifAbsent, ifMatch, isRebuild, signal });
  await reportWritten('create', written, options.json);
};

export const setPassword: ActionOf<typeof words.setPassword> = async ({ instance }, options, { signal }) => {
  const store = await writingStoreOf(options);
  const password = await readPassword(STDIN, signal);
  await changed('set-password', options, signal, (own) => store.setPassword(instance, password, own));
};

export const removePassword: ActionOf<typeof words.removePassword> = async ({ instance }, options, { signal }) => {
  const store = await writingStoreOf(options);
  await changed('remove-password', options, signal, (own) => store.removePassword(instance, own));
};

export const setUserData: ActionOf<typeof words.setUserData> = async ({ instance, userData }, options, { signal }) => {
  const store = await writingStoreOf(options);
  const bytes = await readBytes(userData, signal);
  rememberUserData(nameOf(userData));
  await changed('set-user-data', options, signal, (own) => store.setUserData(instance, bytes, own));
};

export const setPublicKeys: ActionOf<typeof words.setPublicKeys> = async (
  { instance, publicKeys },
  options,
  { signal },
) => {
  const store = await writingStoreOf(options);
  const keys = await readText(publicKeys, signal);
  await changed('set-public-keys', options, signal, (own) => store.setPublicKeys(instance, keys, own));
};

async function changed(
  operation: string,
  { ifMatch, location, json }: OptionsOf<typeof words.setPassword>,
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
